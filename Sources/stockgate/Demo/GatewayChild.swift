import Foundation
import NIOConcurrencyHelpers

/// The gateway of the demo: this same program as a process of its own, started with `serve`, stopped or killed like any other.
final class GatewayChild: Sendable {
    private let configuration: String
    private let process = NIOLockedValueBox<Process?>(nil)

    init(configuration: String) { self.configuration = configuration }

    /// 0 while none runs.
    var processID: Int32 { process.withLockedValue { $0?.processIdentifier ?? 0 } }

    /// Starts the gateway and waits for its line `ready …`; returns where it listens.
    func start() async throws -> GatewayAddresses {
        let child = Process()
        child.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        child.arguments = ["serve", "--config", configuration]
        let output = Pipe()
        child.standardOutput = output
        let (ready, announced) = AsyncStream.makeStream(of: GatewayAddresses?.self)
        output.fileHandleForReading.readabilityHandler = { handle in
            let text = String(decoding: handle.availableData, as: UTF8.self)
            if text.isEmpty { handle.readabilityHandler = nil }
            if let addresses = GatewayAddresses(readyLine: text) { announced.yield(addresses) }
        }
        child.terminationHandler = { _ in announced.yield(nil) }
        try child.run()
        process.withLockedValue { $0 = child }
        for await addresses in ready {
            if let addresses { return addresses }
            break
        }
        throw CommandFailure(.unavailable, "the gateway did not start")
    }

    /// Pulls the plug: SIGKILL, as a power cut would.
    func kill() {
        process.withLockedValue { child in
            guard let running = child else { return }
            child = nil
            Foundation.kill(running.processIdentifier, SIGKILL)
            running.waitUntilExit()
        }
    }

    /// Stops it gracefully and waits for its end.
    func stop() {
        process.withLockedValue { child in
            guard let running = child else { return }
            child = nil
            running.terminate()
            running.waitUntilExit()
        }
    }
}

/// Where the gateway listens, as its ready line says.
struct GatewayAddresses: Sendable, Equatable {
    var open: String
    var closed: String

    init?(readyLine: String) {
        let words = readyLine.split(whereSeparator: \.isWhitespace)
        guard words.first == "ready", let open = words.first(where: { $0.hasPrefix("public=") }),
            let closed = words.first(where: { $0.hasPrefix("private=") })
        else { return nil }
        self.open = String(open.dropFirst("public=".count))
        self.closed = String(closed.dropFirst("private=".count))
    }

    /// The part after the scheme: `127.0.0.1:8443`.
    static func listen(_ address: String) -> String { String(address.dropFirst("https://".count)) }
}
