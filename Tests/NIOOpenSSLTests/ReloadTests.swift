import Foundation
import NIOOpenSSL
import OpenSSLCrypto
import TLSProbe
import Testing

@Suite("Certificates from files", .blocking)
struct ReloadTests {
    let folder: URL
    let options: TLSOptions

    init() throws {
        self.folder = FileManager.default.temporaryDirectory.appending(path: "tls-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        self.options = TLSOptions(
            certificateChain: .file(folder.appending(path: "chain.pem").path), privateKey: .file(folder.appending(path: "key.pem").path))
        try install("first")
    }

    private func install(_ name: String) throws {
        let issued = try LocalAuthority().issue(.server, name: name)
        try write(issued.chainPEM, to: "chain.pem")
        try write(issued.keyPEM.text ?? "", to: "key.pem")
    }

    private func write(_ text: String, to name: String) throws {
        try text.write(to: folder.appending(path: name), atomically: true, encoding: .utf8)
    }

    @Test("after a reload new connections see the new certificate, and the old ones go on")
    func reloads() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let server = try EchoServer(options)
        let before = try TLSProbe(port: server.port)
        try before.shakeHands()
        try install("second")
        try server.store.reload()
        let after = try TLSProbe(port: server.port)
        try after.shakeHands()
        #expect([before.serverName, after.serverName] == ["first", "second"])
        for probe in [before, after] {
            try probe.write("hello")
            #expect(try probe.read(5) == "hello")
        }
        try server.stop()
    }

    @Test("a reload that fails says why and changes nothing")
    func failedReload() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let server = try EchoServer(options)
        try install("second")
        let stranger = try LocalAuthority().issue(.server, name: "stranger")
        try write(stranger.keyPEM.text ?? "", to: "key.pem")
        let path = folder.appending(path: "key.pem").path
        #expect(throws: TLSError.unusable(what: "private key", file: path, reason: "key values mismatch")) { try server.store.reload() }
        let probe = try TLSProbe(port: server.port)
        try probe.shakeHands()
        #expect(probe.serverName == "first")
        try server.stop()
    }

    @Test("what cannot be used is named with its file and the reason")
    func unusable() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let chain = folder.appending(path: "chain.pem").path
        func reason(_ options: TLSOptions) -> String {
            #expect(throws: TLSError.self) { try TLSContextStore(options) }.map { "\($0)" } ?? ""
        }
        #expect(reason(TLSOptions(certificateChain: .file("/nowhere.pem"), privateKey: options.privateKey)).hasPrefix("certificate /nowhere.pem: "))
        try write("no certificate", to: "chain.pem")
        #expect(reason(options) == "certificate \(chain): no PEM certificate in it")
        try write("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", to: "chain.pem")
        #expect(reason(options).hasPrefix("certificate \(chain): "))
        try install("first")
        try write("", to: "key.pem")
        #expect(reason(options).hasPrefix("private key "))
        try install("first")
        var demanding = options
        demanding.clientCertificates = .required
        #expect(reason(demanding) == "client authority: none is given, but client certificates are required")
    }

    @Test("a key under a passphrase is refused instead of asking on the terminal")
    func passphrase() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["openssl", "pkey", "-in", "key.pem", "-aes256", "-passout", "pass:secret", "-out", "locked.pem"]
        process.currentDirectoryURL = folder
        try process.run()
        process.waitUntilExit()
        var locked = options
        locked.privateKey = .file(folder.appending(path: "locked.pem").path)
        #expect(throws: TLSError.self) { try TLSContextStore(locked) }
    }
}
