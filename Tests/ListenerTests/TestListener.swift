import Foundation
import HTTPTypes
import Hummingbird
import Listener
import Logging
import NIOConcurrencyHelpers
import NIOCore
import NIOOpenSSL
import OpenSSLCrypto
import ServiceLifecycle
import TLSProbe
import Testing

/// A listener on a free port with a few routes, stopped gracefully after the test.
struct TestListener: Sendable {
    let port: Int
    let tls: TLSContextStore
    /// The sizes of the bodies that routes took for whole.
    var takenBodies: [Int] { bodies.withLockedValue { $0 } }
    private let bodies: NIOLockedValueBox<[Int]>
    /// Lets `/slow` answer.
    let gate: Gate
    private let group: ServiceGroup

    static func with(
        _ adjust: (inout ListenerOptions) -> Void = { _ in }, handlers: @escaping @Sendable () -> [any RemovableChannelHandler] = { [] },
        _ work: @escaping @Sendable (TestListener) async throws -> Void
    ) async throws {
        let issued = try LocalAuthority().issue(.server, name: "localhost", alternativeNames: ["localhost", "127.0.0.1"])
        let tls = try TLSContextStore(TLSOptions(issued))
        var options = ListenerOptions(name: "test", host: "127.0.0.1", port: 0, tls: tls)
        adjust(&options)
        let bodies = NIOLockedValueBox<[Int]>([])
        let gate = Gate()
        let (ports, bound) = AsyncStream<Int>.makeStream()
        let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        let listener = HTTPSListener(
            options: options, responder: routes(bodies: bodies, gate: gate), handlers: handlers, logger: logger,
            onRunning: { bound.yield($0) })
        let group = ServiceGroup(services: [listener], logger: logger)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            let port = try #require(await ports.first { _ in true })
            do {
                try await work(TestListener(port: port, tls: tls, bodies: bodies, gate: gate, group: group))
            } catch {
                Issue.record(error)
            }
            gate.open()
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    private init(port: Int, tls: TLSContextStore, bodies: NIOLockedValueBox<[Int]>, gate: Gate, group: ServiceGroup) {
        self.port = port
        self.tls = tls
        self.bodies = bodies
        self.gate = gate
        self.group = group
    }

    /// Runs blocking talk with a new connection whose handshake is done.
    func talk<Value: Sendable>(_ options: TLSProbe.Options = .init(), _ work: @escaping @Sendable (TLSProbe) throws -> Value) async throws -> Value {
        try await onOwnThread {
            let probe = try TLSProbe(port: port, options)
            try probe.shakeHands()
            return try work(probe)
        }
    }

    /// Sends `text` and reads to the server's end.
    func send(_ text: String) async throws -> (text: String, end: TLSProbe.End) {
        try await talk { probe in
            try probe.write(text)
            return probe.readToEnd()
        }
    }

    func stop() async {
        await group.triggerGracefulShutdown()
    }

    private static func routes(bodies: NIOLockedValueBox<[Int]>, gate: Gate) -> some HTTPResponder<BasicRequestContext> {
        let router = Router()
        router.add(middleware: ProblemMiddleware())
        router.get("hello") { _, _ in "hello" }
        router.get("large") { _, _ in ByteBuffer(repeating: 0x78, count: 4 << 20) }
        router.get("problem") { _, _ -> String in throw Problem(status: .conflict, detail: "twice") }
        router.get("error") { _, _ -> String in throw HTTPError(.badRequest, message: "no such thing") }
        router.get("crash") { _, _ -> String in throw CancellationError() }
        router.post("refuse") { _, _ -> String in throw Problem(status: .unauthorized) }
        router.post("count") { request, _ in
            var count = 0
            for try await part in request.body { count += part.readableBytes }
            bodies.withLockedValue { $0.append(count) }
            return "\(count)"
        }
        router.get("slow") { _, _ in
            await gate.wait()
            return "slow"
        }
        return router.buildResponder()
    }
}

/// Opens once, for all who wait.
final class Gate: Sendable {
    private let state = NIOLockedValueBox<(isOpen: Bool, waiting: [CheckedContinuation<Void, Never>])>((false, []))

    var waiting: Int { state.withLockedValue { $0.waiting.count } }

    func wait() async {
        await withCheckedContinuation { continuation in
            let isOpen = state.withLockedValue { state in
                if !state.isOpen { state.waiting.append(continuation) }
                return state.isOpen
            }
            if isOpen { continuation.resume() }
        }
    }

    func open() {
        let waiting = state.withLockedValue { state in
            defer { state = (true, []) }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }
}

extension TLSProbe {
    /// Reads one answer with a Content-Length, or an interim one: its head and its body.
    func readAnswer() throws -> (head: String, body: String) {
        var head = ""
        while !head.hasSuffix("\r\n\r\n") { head += try readOne() }
        let length = head.lowercased().split(separator: "\r\n").first { $0.hasPrefix("content-length: ") }.flatMap { Int($0.dropFirst(16)) } ?? 0
        var body = ""
        while body.utf8.count < length { body += try readOne() }
        return (head, body)
    }

    private func readOne() throws -> String { try read(exactly: 1) }
}

/// A request in a line.
func get(_ path: String, _ fields: String = "") -> String {
    "GET \(path) HTTP/1.1\r\nHost: localhost\r\n\(fields)\r\n"
}
