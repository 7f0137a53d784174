import CurlClient
import Foundation
import Inventory
import OpenSSLCrypto
import Payload
import Storage
import Testing
import Webhooks

@Suite("who sent this")
struct SenderTests {
    private static let seconds = Door.now.microseconds / 1_000_000

    /// What is wrong with a signed delivery, and a word of what its sender is told.
    struct Wrong: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var says: String
        var headers: [String: String?]
    }

    private static let wrongs = [
        Wrong(testDescription: "no headers", says: "missing", headers: ["webhook-id": nil, "webhook-timestamp": nil, "webhook-signature": nil]),
        Wrong(testDescription: "no id", says: "webhook-id is missing", headers: ["webhook-id": nil]),
        Wrong(testDescription: "no timestamp", says: "webhook-timestamp is missing", headers: ["webhook-timestamp": nil]),
        Wrong(testDescription: "no signature", says: "webhook-signature is missing", headers: ["webhook-signature": nil]),
        Wrong(testDescription: "timestamp is no number", says: "not a number", headers: ["webhook-timestamp": "now"]),
        Wrong(testDescription: "timestamp past all numbers", says: "not a number", headers: ["webhook-timestamp": "9999999999999999999"]),
        Wrong(testDescription: "too old", says: "past", headers: ["webhook-timestamp": String(seconds - 301)]),
        Wrong(testDescription: "from the future", says: "future", headers: ["webhook-timestamp": String(seconds + 301)]),
        Wrong(testDescription: "other timestamp", says: "fits", headers: ["webhook-timestamp": String(seconds + 1)]),
        Wrong(testDescription: "other id", says: "fits", headers: ["webhook-id": "msg_2"]),
        Wrong(testDescription: "not base64", says: "fits", headers: ["webhook-signature": "v1,x"]),
        Wrong(testDescription: "asymmetric only", says: "version v1", headers: ["webhook-signature": "v1a,AAAA"]),
        Wrong(
            testDescription: "other key", says: "fits", headers: ["webhook-signature": signature("whsec_AAAA", "msg_1", seconds, release())]),
    ]

    @Test("a delivery that is not properly signed is refused, told why and nothing more", arguments: wrongs)
    func wrong(_ wrong: Wrong) async throws {
        try await withDoor({ _ in [signed] }) { door in
            let right = signedHeaders("msg_1", release())
            let headers = right.compactMap { header -> (name: String, value: String)? in
                guard let change = wrong.headers[header.name] else { return header }
                return change.map { (header.name, $0) }
            }
            let answer = try await door.request("POST", "/webhooks/wfirma", headers: headers, body: release())
            #expect(answer.status == 401)
            #expect(answer.payload["detail"]?.text?.contains(wrong.says) == true, "\(answer.text)")
            let expected = right.first { $0.name == "webhook-signature" }?.value ?? ""
            #expect(!answer.text.contains(expected.dropFirst(3)))
            #expect(try await door.deliveries().isEmpty)
        }
    }

    @Test("a signature fits any of several secrets, stands among others, and may be nearly five minutes off")
    func rotation() async throws {
        let old = "whsec_" + Data("the old key".utf8).base64EncodedString()
        let source = WebhookSource(name: "wfirma", kind: .wfirma, signingSecrets: [Secret(signingSecret), Secret(old), Secret("a raw secret")])
        try await withDoor({ _ in [source] }) { door in
            for (number, offset) in [-299, 299].enumerated() {
                let headers = signedHeaders("m\(number)", release(), secret: old, at: Self.seconds + Int64(offset))
                let answer = try await door.request("POST", "/webhooks/wfirma", headers: headers, body: release())
                #expect(answer.status == 202)
            }
            let raw = "whsec_" + Data("a raw secret".utf8).base64EncodedString()
            var headers = signedHeaders("m3", release(), secret: raw)
            headers[3].value = "v1a,xyz v1,AAAA \(headers[3].value) v2,zzz"
            #expect(try await door.request("POST", "/webhooks/wfirma", headers: headers, body: release()).status == 202)
        }
    }

    @Test("a client certificate that the source names is enough, and another one is not")
    func certificate() async throws {
        let stranger = WebhookSource(name: "stranger", kind: .wfirma, clientCertificates: ["sha256:" + String(repeating: "0", count: 64)])
        try await withDoor({
            [WebhookSource(name: "erp", kind: .wfirma, clientCertificates: [$0.uppercased().replacing("SHA256", with: "sha256")]), stranger]
        }) { door in
            let json = [(name: "content-type", value: "application/json"), (name: "idempotency-key", value: "k1")]
            #expect(try await door.request("POST", "/webhooks/erp", headers: json, body: release(), certified: true).status == 202)
            #expect(try await door.request("POST", "/webhooks/erp", headers: json, body: release(), certified: true).status == 200)
            #expect(try await door.request("POST", "/webhooks/erp", headers: json, body: release()).status == 401)
            #expect(try await door.request("POST", "/webhooks/stranger", headers: json, body: release(), certified: true).status == 401)
            #expect(try await door.request("POST", "/webhooks/erp", headers: json, body: Array("{}".utf8), certified: true).status == 422)
            let kept = try await door.deliveries(.accepted)
            #expect(kept.map(\.incoming.trust) == [.certified])
            #expect(kept.map(\.incoming.key) == ["k1"])
        }
    }

    @Test("secrets are replaced while the listener runs, and a set that cannot be used changes nothing")
    func replacement() async throws {
        let fresh = "whsec_" + Data("a fresh key".utf8).base64EncodedString()
        try await withDoor({ _ in [signed] }) { door in
            try door.sources.replace(with: [WebhookSource(name: "wfirma", kind: .wfirma, signingSecrets: [Secret(fresh)])])
            #expect(throws: WebhooksError.noAuthentication(source: "x")) { try door.sources.replace(with: [.init(name: "x", kind: .wfirma)]) }
            #expect(try await door.request("POST", "/webhooks/wfirma", headers: signedHeaders("m", release()), body: release()).status == 401)
            let headers = signedHeaders("m", release(), secret: fresh)
            #expect(try await door.request("POST", "/webhooks/wfirma", headers: headers, body: release()).status == 202)
        }
    }

    @Test(
        "an independent signer, standardwebhooks for Python, is understood",
        .enabled(if: IndependentSigner.python != nil, "STOCKGATE_PYTHON names no interpreter with standardwebhooks; `make test` prepares one"))
    func independentSigner() async throws {
        try await withDoor({ _ in [signed] }) { door in
            let value = try await IndependentSigner.sign(release(), id: "msg_py", at: Self.seconds, secret: signingSecret)
            var headers = signedHeaders("msg_py", release())
            headers[3].value = value
            #expect(try await door.request("POST", "/webhooks/wfirma", headers: headers, body: release()).status == 202)
        }
    }
}
