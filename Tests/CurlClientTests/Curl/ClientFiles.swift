import CurlClient
import Foundation
import NIOOpenSSL
import OpenSSLCrypto

/// A client's certificate and key as files that go with it, and a server that asks for them.
final class ClientFiles: Sendable {
    let certificate: CurlOptions.ClientCertificate
    private let trust: TestTrust

    init(_ trust: TestTrust) throws {
        self.trust = trust
        let issued = try trust.authority.issue(.client, name: "relay")
        certificate = CurlOptions.ClientCertificate(chainFile: trust.caFile + ".client", keyFile: trust.caFile + ".key")
        try issued.chainPEM.write(toFile: certificate.chainFile, atomically: true, encoding: .utf8)
        try Data(issued.keyPEM.bytes).write(to: URL(fileURLWithPath: certificate.keyFile))
    }

    deinit {
        try? FileManager.default.removeItem(atPath: certificate.chainFile)
        try? FileManager.default.removeItem(atPath: certificate.keyFile)
    }

    func requiringServer() throws -> TLSContextStore {
        var options = TLSOptions(try trust.authority.issue(.server, name: "test", alternativeNames: ["127.0.0.1"]))
        options.clientAuthority = .text(Secret(trust.authority.certificatePEM))
        options.clientCertificates = .required
        return try TLSContextStore(options)
    }
}
