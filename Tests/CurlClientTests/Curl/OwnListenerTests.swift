import CurlClient
import Hummingbird
import Listener
import Logging
import NIOCore
import ServiceLifecycle
import Testing

@Suite("against Stockgate's own listener")
struct OwnListenerTests {
    @Test("bodies of every size go there and come back, many at once, and the listener stops gracefully under them")
    func echo() async throws {
        let trust = try TestTrust()
        let router = Router()
        router.post("/echo") { request, _ in
            Response(status: .accepted, body: ResponseBody(byteBuffer: try await request.body.collect(upTo: 1_048_576)))
        }
        let (ports, bound) = AsyncStream.makeStream(of: Int.self)
        let listener = HTTPSListener(
            options: ListenerOptions(name: "test", host: "127.0.0.1", port: 0, tls: try trust.server()), responder: router.buildResponder(),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, onRunning: { bound.yield($0) })
        let group = ServiceGroup(services: [listener], logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let running = Task { try await group.run() }
        var iterator = ports.makeAsyncIterator()
        let port = try #require(await iterator.next())

        let exchange = trust.exchange()
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for size in [0, 1, 1000, 16_384, 16_385, 65_536, 1_000_000] + Array(2000..<2100) {
                group.addTask {
                    let body = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) }
                    let answer = try await exchange.send(ExchangeRequest(method: "POST", url: "https://localhost:\(port)/echo", body: body))
                    return answer.status == 202 && answer.body == body && answer.header("server") == nil
                }
            }
            for try await isEcho in group { #expect(isEcho) }
        }
        await group.triggerGracefulShutdown()
        try await running.value
        // The exchange before may hold a dead connection that it would have to try: a new one has none.
        await exchange.close()
        let later = trust.exchange()
        let error = try await #require(throws: ExchangeError.self) {
            try await later.send(ExchangeRequest(method: "POST", url: "https://localhost:\(port)/echo", body: [1]))
        }
        #expect(error.isNotSent)
        await later.close()
    }
}
