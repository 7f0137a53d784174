import COpenSSL
import NIOOpenSSL
import OpenSSLCrypto
import TLSProbe
import Testing

@Suite("Client certificates", .blocking)
struct ClientCertificateTests {
    let authority: LocalAuthority
    let client: LocalAuthority.Issued

    init() throws {
        self.authority = try LocalAuthority()
        self.client = try authority.issue(.client, name: "erp")
    }

    private func server(_ demand: TLSOptions.ClientCertificates) throws -> EchoServer {
        var options = TLSOptions(try authority.issue(.server, name: "localhost"))
        options.clientAuthority = .text(Secret(authority.certificatePEM))
        options.clientCertificates = demand
        return try EchoServer(options)
    }

    private func talk(_ server: EchoServer, _ issued: LocalAuthority.Issued?, version: Int32 = TLS1_3_VERSION) throws {
        let certificate = try issued.map { (chain: $0.chainPEM, key: try #require($0.keyPEM.text)) }
        let probe = try TLSProbe(port: server.port, .init(version: version, certificate: certificate))
        try probe.shakeHands()
        // In TLS 1.3 the client is done before the server has judged it.
        try probe.write("hello")
        #expect(try probe.read(5) == "hello")
        probe.sayGoodbye()
        _ = probe.readToEnd()
    }

    @Test("required: only a client with the authority's certificate gets in", arguments: [TLS1_2_VERSION, TLS1_3_VERSION])
    func required(version: Int32) throws {
        let server = try server(.required)
        try talk(server, client, version: version)
        #expect(server.seen.handshakes.map(\.peerFingerprint) == [client.fingerprint])
        #expect { try talk(server, nil, version: version) } throws: { "\($0)".contains("alert") }
        #expect { try talk(server, LocalAuthority().issue(.client, name: "stranger"), version: version) } throws: {
            "\($0)".contains("alert unknown ca")
        }
        let reasons: [TLSError] = [
            .handshakeFailed(reason: "peer did not return a certificate"), .handshakeFailed(reason: "certificate verify failed"),
        ]
        #expect(eventually { server.seen.errors == reasons })
        try server.stop()
    }

    @Test("required: an expired certificate and a server's do not count")
    func wrongKind() throws {
        let server = try server(.required)
        let old = LocalAuthority.Validity(begins: .seconds(-7_200), ends: .seconds(-3_600))
        #expect { try talk(server, authority.issue(.client, name: "erp", validity: old)) } throws: { "\($0)".contains("alert certificate expired") }
        #expect { try talk(server, authority.issue(.server, name: "erp")) } throws: { "\($0)".contains("alert") }
        try server.stop()
    }

    @Test("optional: who shows none gets in unnamed, who shows a wrong one does not")
    func optional() throws {
        let server = try server(.optional)
        try talk(server, nil)
        try talk(server, client)
        #expect(server.seen.handshakes.map(\.peerFingerprint) == [nil, client.fingerprint])
        #expect { try talk(server, LocalAuthority().issue(.client, name: "stranger")) } throws: { "\($0)".contains("alert unknown ca") }
        try server.stop()
    }

    @Test("off: nobody is asked")
    func off() throws {
        let server = try server(.off)
        try talk(server, client)
        #expect(server.seen.handshakes.map(\.peerFingerprint) == [nil])
        try server.stop()
    }
}
