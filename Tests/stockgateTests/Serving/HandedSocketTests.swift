import CurlClient
import Foundation
import Testing

@testable import stockgate

@Suite("Sockets that systemd hands over")
struct HandedSocketTests {
    @Test("are told apart by their names, and are for the process that is meant")
    func names() throws {
        let two = ["LISTEN_PID": "77", "LISTEN_FDS": "2", "LISTEN_FDNAMES": "private:public"]
        let sockets = try HandedSockets(two, process: 77)
        #expect(sockets["private"] == 3 && sockets["public"] == 4)
        #expect(try HandedSockets(two, process: 78) == .none)
        #expect(try HandedSockets([:], process: 77) == .none)
        for wrong in ["public", "public:public", "public:web"] {
            #expect(throws: CommandFailure.self) {
                try HandedSockets(["LISTEN_PID": "77", "LISTEN_FDS": "2", "LISTEN_FDNAMES": wrong], process: 77)
            }
        }
    }

    @Test("serve takes both: who connected before it ran is answered, and after its end the sockets are still there", .timeLimit(.minutes(5)))
    func served() async throws {
        let home = try GatewayHome()
        let (open, closed) = (try ListeningSocket(), try ListeningSocket())
        // It waits in the socket's queue: nobody accepts yet.
        let early = Task {
            let exchange = home.exchange()
            return try await exchange.send(SignedDocument(number: 1).request(to: "https://127.0.0.1:\(open.port)")).status
        }
        for number in 2...3 {
            let serve = try SocketedServe(home, sockets: [("private", closed), ("public", open)])
            let ready = try await eventually { serve.output.contains("\n") ? serve.output : nil }
            #expect(ready == "ready public=https://127.0.0.1:\(open.port) private=https://127.0.0.1:\(closed.port)\n", "\(serve.complaints)")
            if number == 2 { #expect(try await early.value == 202) }
            let exchange = home.exchange()
            #expect(try await exchange.send(SignedDocument(number: number).request(to: "https://127.0.0.1:\(open.port)")).status == 202)
            let probe = ExchangeRequest(method: "GET", url: "https://127.0.0.1:\(closed.port)/livez", headers: [])
            #expect(try await exchange.send(probe).status == 200)
            await exchange.close()
            #expect(try await serve.stop() == 0, "\(serve.complaints)")
        }
    }
}

/// A socket that listens on a free port of this machine, as systemd would open it.
private final class ListeningSocket: Sendable {
    let descriptor: Int32
    let port: Int

    init() throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = descriptor
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && listen(descriptor, 16) == 0 && getsockname(descriptor, $0, &length) == 0
            }
        }
        guard isBound else { throw CocoaError(.fileReadUnknown) }
        port = Int(UInt16(bigEndian: address.sin_port))
    }

    deinit { close(descriptor) }
}

/// `stockgate serve`, started as systemd starts a service with sockets.
private final class SocketedServe: Sendable {
    private let processID: pid_t
    private let folder: String

    var output: String { (try? String(contentsOfFile: "\(folder)/socketed-out", encoding: .utf8)) ?? "" }
    var complaints: String { (try? String(contentsOfFile: "\(folder)/socketed-err", encoding: .utf8)) ?? "" }

    init(_ home: GatewayHome, sockets: [(name: String, socket: ListeningSocket)]) throws {
        folder = home.path
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (descriptor, name) in [(1, "out"), (2, "err")] as [(Int32, String)] {
            posix_spawn_file_actions_addopen(&actions, descriptor, "\(folder)/socketed-\(name)", O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        }
        // Out of the way of the numbers that they get.
        let aside = sockets.map { fcntl($0.socket.descriptor, F_DUPFD, 100) }
        defer { for descriptor in aside { close(descriptor) } }
        for (index, descriptor) in aside.enumerated() {
            posix_spawn_file_actions_adddup2(&actions, descriptor, HandedSockets.first + Int32(index))
        }
        // The shell's process becomes serve's.
        let script = "LISTEN_PID=$$ exec \"$0\" serve --config \"$1\""
        let arguments = ["sh", "-c", script, RunningCommand.program.path, home.configuration]
        let names = sockets.map(\.name).joined(separator: ":")
        let environment = ["LISTEN_FDS=\(sockets.count)", "LISTEN_FDNAMES=\(names)", "SWIFT_BACKTRACE=enable=no"]
        var started: pid_t = 0
        let copies = (arguments.map { strdup($0) } + [nil], environment.map { strdup($0) } + [nil])
        defer { for copy in copies.0 + copies.1 { free(copy) } }
        guard posix_spawn(&started, "/bin/sh", &actions, nil, copies.0, copies.1) == 0 else { throw CocoaError(.executableLoad) }
        processID = started
    }

    deinit { kill(processID, SIGKILL) }

    /// Its exit code after SIGTERM.
    func stop() async throws -> Int32? {
        kill(processID, SIGTERM)
        return try await eventually { [processID] in
            var status: Int32 = 0
            return waitpid(processID, &status, WNOHANG) == processID ? (status >> 8) & 0xFF : nil
        }
    }
}
