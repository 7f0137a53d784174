import Foundation
import OpenSSLCrypto
import Testing

@Suite("The local authority, judged by the openssl command")
struct LocalAuthorityTests {
    let folder: URL

    init() throws {
        self.folder = FileManager.default.temporaryDirectory.appending(path: "authority-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    @Test("its certificates verify for their purpose and hosts only")
    func verifies() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let authority = try LocalAuthority()
        let server = try authority.issue(.server, name: "localhost", alternativeNames: ["localhost", "127.0.0.1", "::1"])
        try authority.certificatePEM.write(to: folder.appending(path: "ca.pem"), atomically: true, encoding: .utf8)
        try server.chainPEM.write(to: folder.appending(path: "server.pem"), atomically: true, encoding: .utf8)
        func verify(_ options: String...) throws -> Int32 {
            try openssl(["verify", "-x509_strict", "-CAfile", "ca.pem"] + options + ["server.pem"]).status
        }
        #expect(try verify("-purpose", "sslserver", "-verify_hostname", "localhost") == 0)
        #expect(try verify("-purpose", "sslserver", "-verify_ip", "127.0.0.1") == 0)
        #expect(try verify("-purpose", "sslserver", "-verify_ip", "::1") == 0)
        #expect(try verify("-purpose", "sslserver", "-verify_hostname", "example.pl") != 0)
        #expect(try verify("-purpose", "sslclient") != 0)
    }

    @Test("a certificate's fingerprint is the one that openssl shows")
    func fingerprint() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let issued = try LocalAuthority().issue(.client, name: "erp")
        try issued.chainPEM.write(to: folder.appending(path: "client.pem"), atomically: true, encoding: .utf8)
        let shown = try openssl(["x509", "-in", "client.pem", "-noout", "-fingerprint", "-sha256"]).output
        let digest = shown.split(separator: "=").last.map { $0.replacing(":", with: "").lowercased().trimmingCharacters(in: .whitespacesAndNewlines) }
        #expect(issued.fingerprint == "sha256:" + (digest ?? ""))
        #expect(try certificateFingerprint(pem: issued.chainPEM) == issued.fingerprint)
    }

    @Test("a certificate can be issued expired, for tests of those who must refuse it")
    func expired() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let old = LocalAuthority.Validity(begins: .seconds(-7_200), ends: .seconds(-3_600))
        let issued = try LocalAuthority().issue(.server, name: "localhost", validity: old)
        try issued.chainPEM.write(to: folder.appending(path: "old.pem"), atomically: true, encoding: .utf8)
        #expect(try openssl(["x509", "-in", "old.pem", "-noout", "-checkend", "0"]).status != 0)
    }

    @Test("a text without a certificate is refused")
    func malformed() {
        #expect(throws: CryptoError.malformedPEM(expected: "certificate")) { try certificateFingerprint(pem: "-----BEGIN CERTIFICATE-----\nAAAA\n") }
    }

    private func openssl(_ arguments: [String]) throws -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["openssl"] + arguments
        process.currentDirectoryURL = folder
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: bytes, as: UTF8.self))
    }
}
