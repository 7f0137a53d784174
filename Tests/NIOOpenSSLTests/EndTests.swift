import COpenSSL
import NIOCore
import NIOOpenSSL
import TLSProbe
import Testing

@Suite("How connections end", .blocking)
struct EndTests {
    let server: EchoServer

    init() throws {
        self.server = try EchoServer()
    }

    private func open() throws -> TLSProbe {
        let probe = try TLSProbe(port: server.port)
        try probe.shakeHands()
        try probe.write("hello")
        #expect(try probe.read(5) == "hello")
        return probe
    }

    private func expectClosed(_ errors: [TLSError] = [], sourceLocation: SourceLocation = #_sourceLocation) throws {
        #expect(
            eventually { server.seen.closed == server.seen.opened && server.seen.errors == errors }, "\(server.seen)", sourceLocation: sourceLocation)
        try server.stop()
    }

    @Test("the client says goodbye first: it is still answered, then the server says goodbye too")
    func clientFirst() throws {
        let probe = try open()
        probe.sayGoodbye()
        let (text, end) = probe.readToEnd()
        #expect(text == "goodbye")
        #expect(end == .closeNotify)
        #expect(server.seen.inputEnds == 1)
        try expectClosed()
    }

    @Test("the server says goodbye first: the client may still send, and the end waits for its goodbye")
    func serverFirst() throws {
        let probe = try open()
        try probe.write("O")
        #expect(probe.readToEnd().end == .closeNotify)
        try probe.write("more")
        #expect(eventually { server.seen.bytes == 10 })
        #expect(server.seen.closed == 0)
        probe.sayGoodbye()
        try expectClosed()
    }

    @Test("the server closes: its goodbye arrives before TCP's end")
    func serverCloses() throws {
        let probe = try open()
        try probe.write("C")
        #expect(probe.readToEnd().end == .closeNotify)
        try expectClosed()
    }

    @Test("a client that answers our goodbye with TCP's end alone is no fault")
    func shortGoodbye() throws {
        let probe = try open()
        try probe.write("O")
        #expect(probe.readToEnd().end == .closeNotify)
        probe.endTCPOutput()
        try expectClosed()
    }

    @Test("TCP's end without a goodbye is a fault: what came may be cut short")
    func cut() throws {
        let probe = try open()
        probe.endTCPOutput()
        _ = probe.readToEnd()
        #expect(server.seen.inputEnds == 0)
        try expectClosed([.truncated])
    }

    @Test("a reset is a fault")
    func reset() throws {
        try open().reset()
        try expectClosed([.truncated])
    }

    @Test("a client that leaves during the handshake is told apart from one that fails it")
    func leavesEarly() throws {
        try TLSProbe(port: server.port).close()
        let probe = try TLSProbe(port: server.port)
        probe.writeRaw(Array(probe.captureOutput { try? probe.shakeHands() }.prefix(50)))
        probe.close()
        try expectClosed([.handshakeAbandoned, .handshakeAbandoned])
    }

    @Test("bytes that are no TLS after the handshake break the connection, with an alert")
    func garbage() throws {
        let probe = try open()
        probe.writeRaw([UInt8](repeating: 0x17, count: 64))
        if case .failed(let reason) = probe.readToEnd().end { #expect(reason.contains("alert")) } else { Issue.record("no alert") }
        try expectClosed([.broken(reason: "wrong version number")])
    }
}

@Suite("Ends in time", .blocking)
struct TimedEndTests {
    @Test("a client that does not follow our goodbye is closed in time")
    func noGoodbye() throws {
        let server = try EchoServer(timeouts: TLSTimeouts(close: .milliseconds(50)))
        let probe = try TLSProbe(port: server.port)
        try probe.shakeHands()
        try probe.write("O")
        #expect(probe.readToEnd().end == .closeNotify)
        #expect(eventually { server.seen.closed == 1 })
        try server.stop()
    }

    @Test("a client that goes on sending after our goodbye is closed after so many bytes")
    func noEnd() throws {
        let server = try EchoServer(timeouts: TLSTimeouts(close: .seconds(60), leftoverBytes: 10_000))
        let probe = try TLSProbe(port: server.port)
        try probe.shakeHands()
        try probe.write("O")
        #expect(probe.readToEnd().end == .closeNotify)
        try probe.write([UInt8](repeating: 0x78, count: 9_000))
        #expect(eventually { server.seen.bytes == 9_001 })
        #expect(server.seen.closed == 0)
        try probe.write([UInt8](repeating: 0x78, count: 2_000))
        #expect(eventually { server.seen.closed == 1 })
        try server.stop()
    }

    @Test("a client that does not read what was sent before our goodbye is closed in time")
    func noReading() throws {
        let server = try EchoServer(timeouts: TLSTimeouts(drain: .milliseconds(100)))
        let probe = try TLSProbe(port: server.port)
        try probe.shakeHands()
        for sent in 1...32 {
            try probe.write("B")
            #expect(eventually { server.seen.bytes == sent })
        }
        try probe.write("C")
        #expect(eventually { server.seen.closed == 1 })
        try server.stop()
    }

    @Test("ten megabytes come back unaltered, whatever the sizes of the writes")
    func volume() throws {
        let server = try EchoServer()
        let probe = try TLSProbe(port: server.port)
        try probe.shakeHands()
        var sent = 0
        var size = 2
        while sent < 10_000_000 {
            let text = String(repeating: "x", count: size - 1) + "\n"
            try probe.write(text)
            #expect(try probe.read(size) == text)
            sent += size
            size = size >= 100_000 ? 2 : size * 3
        }
        try server.stop()
    }
}
