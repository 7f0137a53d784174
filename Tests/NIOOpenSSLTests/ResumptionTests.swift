import COpenSSL
import NIOOpenSSL
import OpenSSLCrypto
import TLSProbe
import Testing

@Suite("Session tickets", .blocking)
struct ResumptionTests {
    @Test("a client comes back with its ticket, again and again", arguments: [TLS1_2_VERSION, TLS1_3_VERSION])
    func resumes(version: Int32) throws {
        let server = try EchoServer()
        var session = try visit(server, .init(version: version), resumes: false)
        for _ in 0..<3 { session = try visit(server, .init(version: version, session: session), resumes: true) }
        #expect(server.seen.handshakes.map(\.resumed) == [false, true, true, true])
        try server.stop()
    }

    @Test("a ticket outlives the reload of the certificate", arguments: [TLS1_2_VERSION, TLS1_3_VERSION])
    func outlivesReload(version: Int32) throws {
        let server = try EchoServer()
        let session = try visit(server, .init(version: version), resumes: false)
        try server.store.reload()
        _ = try visit(server, .init(version: version, session: session), resumes: true)
        try server.stop()
    }

    @Test("another server's ticket means a full handshake, no failure", arguments: [TLS1_2_VERSION, TLS1_3_VERSION])
    func foreignTicket(version: Int32) throws {
        let first = try EchoServer()
        let second = try EchoServer()
        let session = try visit(first, .init(version: version), resumes: false)
        _ = try visit(second, .init(version: version, session: session), resumes: false)
        try first.stop()
        try second.stop()
    }

    @Test("a resumed client is known by the certificate of its first visit")
    func keepsFingerprint() throws {
        let authority = try LocalAuthority()
        let client = try authority.issue(.client, name: "erp")
        var options = TLSOptions(try authority.issue(.server, name: "localhost"))
        options.clientAuthority = .text(Secret(authority.certificatePEM))
        options.clientCertificates = .required
        let server = try EchoServer(options)
        let certificate = (client.chainPEM, try #require(client.keyPEM.text))
        let session = try visit(server, .init(certificate: certificate), resumes: false)
        _ = try visit(server, .init(session: session), resumes: true)
        #expect(server.seen.handshakes.map(\.peerFingerprint) == [client.fingerprint, client.fingerprint])
        try server.stop()
    }

    private func visit(_ server: EchoServer, _ options: TLSProbe.Options, resumes: Bool) throws -> TLSProbe.Session {
        let probe = try TLSProbe(port: server.port, options)
        try probe.shakeHands()
        #expect(probe.isResumed == resumes)
        // TLS 1.3 brings the ticket with the first bytes.
        try probe.write("hello")
        #expect(try probe.read(5) == "hello")
        probe.sayGoodbye()
        // In TLS 1.2 a ticket that is still fresh is not replaced.
        return try #require(probe.session ?? options.session)
    }
}
