import NIOConcurrencyHelpers

/// Says once, on standard output, that both listeners take connections, and where.
final class ReadyLine: Sendable {
    private struct Ports {
        var open: Int?
        var closed: Int?
    }

    private let publicHost: String
    private let privateHost: String
    private let ports = NIOLockedValueBox(Ports())

    init(publicHost: String, privateHost: String) {
        self.publicHost = publicHost
        self.privateHost = privateHost
    }

    func publicListener(isBoundTo port: Int) { note { $0.open = port } }
    func privateListener(isBoundTo port: Int) { note { $0.closed = port } }

    private func note(_ change: (inout Ports) -> Void) {
        let both = ports.withLockedValue { ports -> (Int, Int)? in
            change(&ports)
            guard let open = ports.open, let closed = ports.closed else { return nil }
            return (open, closed)
        }
        guard let (open, closed) = both else { return }
        Terminal.say("ready public=\(address(publicHost, open)) private=\(address(privateHost, closed))")
    }

    private func address(_ host: String, _ port: Int) -> String {
        "https://" + ValueForm.listenAddress.write(ListenAddress(host: host, port: port))
    }
}
