import Inventory
import NIOOpenSSL
import OpenSSLCrypto
import Testing

@testable import stockgate

@Suite("What doctor says of a certificate")
struct CertificateCheckTests {
    private static let now = systemClock()
    private let authority = try? LocalAuthority()

    private func judge(
        _ chain: String, _ key: Secret, host: String? = "hooks.example.pl", isPublic: Bool = false, at now: Timestamp = CertificateCheckTests.now
    ) -> [Finding] {
        let found: Result<CertificateFacts, TLSError>
        do throws(TLSError) {
            found = .success(try CertificateFacts(certificateChain: .text(Secret(chain)), privateKey: .text(key)))
        } catch {
            found = .failure(error)
        }
        return CertificateCheck.judge(.init(listener: "public", found: found, host: host, isPublic: isPublic, now: now))
    }

    private func issue(_ names: [String] = ["hooks.example.pl"], days: Int = 100) throws -> LocalAuthority.Issued {
        try #require(authority).issue(
            .server, name: "Hooks", alternativeNames: names, validity: .init(begins: .seconds(-3600), ends: .seconds(days * 86_400 + 600)))
    }

    @Test("one that is in order is told with its names and its days")
    func fine() throws {
        let issued = try issue(["hooks.example.pl", "192.0.2.1"])
        let findings = judge(issued.chainPEM, issued.keyPEM)
        #expect(findings == [.ok(.certificate, "public: DNS:hooks.example.pl, IP Address:192.0.2.1, 100 days left, 2 in its chain")])
        #expect(judge(issued.chainPEM, issued.keyPEM, host: "192.0.2.1") == findings)
    }

    @Test("a key of another certificate fails")
    func wrongKey() throws {
        let findings = judge(try issue().chainPEM, try issue().keyPEM)
        #expect(findings.map(\.what) == ["public: the key is not the certificate's"])
        #expect(findings.cause == .configuration)
    }

    @Test("one that ended, begins tomorrow or ends soon is told from one another")
    func time() throws {
        let issued = try issue()
        let ended = judge(issued.chainPEM, issued.keyPEM, at: Self.now + .seconds(101 * 86_400))
        #expect(ended.map(\.verdict) == [.fail])
        #expect(ended[0].what.hasPrefix("public: it ended on "))
        let early = judge(issued.chainPEM, issued.keyPEM, at: Self.now - .seconds(86_400))
        #expect(early[0].what.hasPrefix("public: it holds only from "))
        let soon = judge(issued.chainPEM, issued.keyPEM, at: Self.now + .seconds(90 * 86_400))
        #expect(soon.map(\.verdict) == [.warn])
        #expect(soon[0].what.hasPrefix("public: it ends in 10 days"))
    }

    @Test("an issuer that ended ends the chain, however young the certificate")
    func endedIssuer() throws {
        let old = try LocalAuthority(validity: .init(begins: .seconds(-90_000), ends: .seconds(-60)))
        let issued = try old.issue(.server, name: "Hooks", alternativeNames: ["hooks.example.pl"])
        #expect(judge(issued.chainPEM, issued.keyPEM).first?.what.hasPrefix("public: it ended on ") == true)
    }

    @Test("one for another name fails, with the names that it has")
    func otherName() throws {
        let issued = try issue(["shop.example.pl"])
        #expect(
            judge(issued.chainPEM, issued.keyPEM).map(\.what) == ["public: it stands for DNS:shop.example.pl, not for hooks.example.pl of public.url"]
        )
        #expect(judge(issued.chainPEM, issued.keyPEM, host: nil).map(\.verdict) == [.ok])
        let wild = try issue(["*.example.pl"])
        #expect(judge(wild.chainPEM, wild.keyPEM).map(\.verdict) == [.ok])
    }

    @Test("a chain in the wrong order fails, with the place")
    func brokenChain() throws {
        let issued = try issue()
        let other = try LocalAuthority()
        let leaf = String(issued.chainPEM.dropLast(try #require(authority).certificatePEM.count))
        #expect(
            judge(leaf + other.certificatePEM, issued.keyPEM).map(\.what) == [
                "public: certificate 1 of the file was not issued by certificate 2"
            ])
    }

    @Test("one that no public authority vouches for is a warning where strangers must trust it")
    func ownAuthority() throws {
        let issued = try issue()
        let findings = judge(issued.chainPEM, issued.keyPEM, isPublic: true)
        #expect(findings.map(\.verdict) == [.warn])
        #expect(findings[0].what.contains("this system's authorities do not vouch for it"))
    }

    @Test("what is no certificate is told in OpenSSL's words")
    func unreadable() throws {
        #expect(judge("PEM", try issue().keyPEM).map(\.what) == ["public: certificate: no PEM certificate in it"])
    }
}
