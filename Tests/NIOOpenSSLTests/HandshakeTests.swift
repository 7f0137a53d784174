import COpenSSL
import NIOCore
import NIOOpenSSL
import OpenSSLCrypto
import TLSProbe
import Testing

@Suite("Handshakes", .blocking)
struct HandshakeTests {
    @Test(
        "TLS 1.2 and 1.3 are spoken, with forward secrecy and authenticated encryption",
        arguments: [(TLS1_2_VERSION, "TLSv1.2"), (TLS1_3_VERSION, "TLSv1.3")])
    func versions(version: Int32, name: String) throws {
        let server = try EchoServer()
        let probe = try TLSProbe(port: server.port, .init(version: version))
        try probe.shakeHands()
        try probe.write("hello")
        #expect(try probe.read(5) == "hello")
        #expect(probe.version == name)
        #expect(probe.cipher == (version == TLS1_2_VERSION ? "ECDHE-ECDSA-AES128-GCM-SHA256" : "TLS_AES_128_GCM_SHA256"))
        let expected = TLSHandshakeCompleted(protocolVersion: name, cipher: probe.cipher, alpn: nil, peerFingerprint: nil, resumed: false)
        #expect(server.seen.handshakes == [expected])
        try server.stop()
    }

    @Test("older versions are refused with an alert that says so", arguments: [TLS1_VERSION, TLS1_1_VERSION])
    func oldVersions(version: Int32) throws {
        let server = try EchoServer()
        let probe = try TLSProbe(port: server.port, .init(version: version))
        #expect { try probe.shakeHands() } throws: { "\($0)".contains("alert protocol version") }
        #expect(eventually { server.seen.errors == [.handshakeFailed(reason: "unsupported protocol")] })
        try server.stop()
    }

    @Test("http/1.1 is agreed on where the client names it, nothing where it names nothing")
    func alpn() throws {
        let server = try EchoServer()
        for (offered, agreed) in [([], nil), (["http/1.1"], "http/1.1"), (["h2", "http/1.1"], "http/1.1")] as [([String], String?)] {
            let probe = try TLSProbe(port: server.port, .init(alpn: offered))
            try probe.shakeHands()
            #expect(probe.alpn == agreed)
            probe.sayGoodbye()
        }
        #expect(eventually { server.seen.handshakes.map(\.alpn) == [nil, "http/1.1", "http/1.1"] })
        try server.stop()
    }

    @Test("a client that wants only another protocol gets the alert no_application_protocol")
    func foreignALPN() throws {
        let server = try EchoServer()
        let probe = try TLSProbe(port: server.port, .init(alpn: ["h2", "spdy/3"]))
        #expect { try probe.shakeHands() } throws: { "\($0)".contains("alert no application protocol") }
        #expect(eventually { server.seen.errors == [.handshakeFailed(reason: "no application protocol")] })
        try server.stop()
    }

    @Test("who does not speak TLS is refused, and the error carries OpenSSL's reason")
    func notTLS() throws {
        let server = try EchoServer()
        let probe = try TLSProbe(port: server.port)
        probe.writeRaw(Array("GET / HTTP/1.1\r\n\r\n".utf8))
        _ = probe.readRawToEnd()
        #expect(eventually { server.seen.errors == [.handshakeFailed(reason: "http request")] && server.seen.closed == 1 })
        try server.stop()
    }

    @Test("renegotiation is refused")
    func renegotiation() throws {
        let server = try EchoServer()
        let probe = try TLSProbe(port: server.port, .init(version: TLS1_2_VERSION))
        try probe.shakeHands()
        #expect { try probe.renegotiate() } throws: { "\($0)".contains("no renegotiation") }
        try server.stop()
    }

    @Test("a handshake that comes byte by byte succeeds")
    func byteByByte() throws {
        let server = try EchoServer()
        let probe = try TLSProbe(port: server.port)
        for byte in probe.captureOutput({ try? probe.shakeHands() }) { probe.writeRaw([byte]) }
        try probe.shakeHands()
        for byte in probe.captureOutput({ try? probe.write("hello") }) { probe.writeRaw([byte]) }
        #expect(try probe.read(5) == "hello")
        try server.stop()
    }

    @Test("a client that does not finish its handshake in time is closed")
    func timeout() throws {
        let server = try EchoServer(timeouts: TLSTimeouts(handshake: .milliseconds(50)))
        let silent = try TLSProbe(port: server.port)
        let slow = try TLSProbe(port: server.port)
        slow.writeRaw(Array(slow.captureOutput { try? slow.shakeHands() }.prefix(20)))
        #expect(silent.readRawToEnd().isEmpty)
        #expect(slow.readRawToEnd().isEmpty)
        #expect(eventually { server.seen.errors == [.handshakeTimedOut, .handshakeTimedOut] })
        try server.stop()
    }
}
