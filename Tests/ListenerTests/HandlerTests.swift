import CoreMetrics
import HTTPTypes
import Listener
import MetricsTestKit
import NIOConcurrencyHelpers
import NIOCore
import NIOHTTPTypes
import NIOOpenSSL
import TLSProbe
import Testing

@Suite("Handlers before the routes, and what is counted")
struct HandlerTests {
    @Test("a handler answers by itself, hears of the handshake, and the rest goes to the routes")
    func fastPath() async throws {
        try await TestListener.with(handlers: { [Fast()] }) { listener in
            try await listener.talk(.init(alpn: ["http/1.1"])) { probe in
                for _ in 0..<3 {
                    try probe.write(get("/fast"))
                    #expect(try probe.readAnswer().body == "http/1.1")
                    try probe.write(get("/hello"))
                    #expect(try probe.readAnswer().body == "hello")
                }
            }
        }
    }

    @Test("the limits hold for a handler too")
    func limits() async throws {
        try await TestListener.with(handlers: { [Fast()] }) { listener in
            let (text, _) = try await listener.send("POST /fast HTTP/1.1\r\nHost: a\r\nContent-Length: 2000000\r\n\r\n")
            #expect(text.hasPrefix("HTTP/1.1 413 "))
        }
    }

    @Test("a client that closes its direction still gets the answer that a handler owes")
    func lateAnswer() async throws {
        try await TestListener.with(handlers: { [Fast(delay: .milliseconds(100))] }) { listener in
            let (text, end) = try await listener.talk { probe in
                try probe.write(get("/fast"))
                probe.sayGoodbye()
                return probe.readToEnd()
            }
            #expect(text.contains("HTTP/1.1 200") && end == .closeNotify)
        }
    }

    @Test("a graceful stop waits for the answer that a handler owes")
    func stopWaits() async throws {
        let received = NIOLockedValueBox(0)
        try await TestListener.with(handlers: { [Fast(delay: .milliseconds(100), received)] }) { listener in
            let (text, end) = try await listener.talk { probe in
                try probe.write(get("/hello"))
                _ = try probe.readAnswer()
                try probe.write(get("/fast"))
                #expect(eventually { received.withLockedValue { $0 } == 1 })
                Task { await listener.stop() }
                return probe.readToEnd()
            }
            #expect(text.contains("HTTP/1.1 200") && end == .closeNotify)
        }
    }

    @Test("handshakes, connections and refusals are counted by listener")
    func metrics() async throws {
        let metrics = TestMetrics()
        try await withMetricsFactory(metrics) {
            try await TestListener.with {
                $0.maxConnections = 1
            } _: { listener in
                try await onOwnThread {
                    let first = try TLSProbe(port: listener.port)
                    #expect(try Self.hello(first) == "hello")
                    #expect(throws: TLSProbe.Failure.self) { try TLSProbe(port: listener.port).shakeHands() }
                    try first.write("rubbish\r\n\r\n")
                    _ = first.readToEnd()
                    let session = first.session
                    first.close()
                    #expect(eventually { (try? Self.hello(TLSProbe(port: listener.port, .init(session: session)))) == "hello" })
                    #expect(eventually { (try? TLSProbe(port: listener.port, .init(alpn: ["h2"])).shakeHands()) == nil })
                }
            }
        }
        func count(_ label: String, _ name: String, _ value: String) throws -> Int64 {
            try metrics.expectCounter(label, [("listener", "test"), (name, value)]).totalValue
        }
        #expect(try count("stockgate_tls_handshakes_total", "result", "full") == 1)
        #expect(try count("stockgate_tls_handshakes_total", "result", "resumed") == 1)
        #expect(try count("stockgate_requests_refused_total", "status", "400") == 1)
        #expect(try metrics.expectCounter("stockgate_connections_turned_away_total", [("listener", "test")]).totalValue >= 1)
        #expect(try metrics.expectGauge("stockgate_connections", [("listener", "test")]).lastValue == 0)
    }

    /// Shakes hands and asks for something that is answered with success.
    private static func hello(_ probe: TLSProbe) throws -> String {
        try probe.shakeHands()
        try probe.write(get("/hello"))
        return try probe.readAnswer().body
    }
}

/// Answers `/fast` with the protocol that the handshake agreed on.
private final class Fast: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundOut = HTTPResponsePart
    private let delay: TimeAmount
    private let received: NIOLockedValueBox<Int>
    private var isMine = false
    private var alpn = ""

    init(delay: TimeAmount = .zero, _ received: NIOLockedValueBox<Int> = NIOLockedValueBox(0)) {
        self.delay = delay
        self.received = received
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if let handshake = event as? TLSHandshakeCompleted { alpn = handshake.alpn ?? "none" }
        context.fireUserInboundEventTriggered(event)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let part = unwrapInboundIn(data)
        if case .head(let head) = part { isMine = head.path == "/fast" }
        guard isMine else { return context.fireChannelRead(data) }
        guard case .end = part else { return }
        received.withLockedValue { $0 += 1 }
        if delay == .zero { return answer(context) }
        context.eventLoop.assumeIsolated().scheduleTask(in: delay) { self.answer(context) }
    }

    private func answer(_ context: ChannelHandlerContext) {
        let head = HTTPResponse(status: .ok, headerFields: [.contentLength: "\(alpn.utf8.count)"])
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(ByteBuffer(string: alpn))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }
}
