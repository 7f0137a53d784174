import Allegro
import HTTPTypes
import Inventory
import NIOCore
import OpenSSLCrypto
import Payload
import Storage
import WFirma

@testable import Webhooks

/// The door of the webhooks, from a request's head to the verdict.
enum Deliveries {
    private static let key = Secret("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    private static let seconds: Int64 = 1_780_000_000
    private static let now = Timestamp(seconds: seconds)
    private static let signed = WebhookSource(name: "erp", kind: .wfirma, signingSecrets: [key])
    private static let keyed = WebhookSource(name: "own", kind: .wfirma, pathSecret: Secret("a-path-of-our-own"))
    private static let wfirmaGate = SourceGate(signed)
    private static let keyedGate = SourceGate(keyed)
    private static let allegroGate = SourceGate(WebhookSource(name: "push", kind: .allegro, account: AccountName("main"), signingSecrets: [key]))

    /// Three lines of headers, then the body. Nobody has the key, so nothing may be believed.
    static func signature(_ input: [UInt8]) {
        let parts = input.split(separator: UInt8(ascii: "\n"), maxSplits: 3, omittingEmptySubsequences: false).map(Array.init)
        guard parts.count == 4 else { return }
        var fields = HTTPFields()
        fields[.contentType] = "application/json"
        set(parts.prefix(3).map { String(decoding: $0, as: UTF8.self) }, in: &fields)
        let head = IntakeHead(fields, arrived: .now())
        let verdict = wfirmaGate.judge(
            SourceGate.Arrival(head: head, body: parts[3], keyNumber: nil, fingerprint: nil, at: now))
        guard case .refuse = verdict else { fatalError("believed what nobody signed") }
    }

    static func wfirma(_ input: [UInt8]) {
        for type in ["application/json", "application/xml"] {
            judge(input, type, by: wfirmaGate, isSigned: true)
            judge(input, type, by: keyedGate, isSigned: false)
        }
        writes(input)
    }

    static func allegro(_ input: [UInt8]) {
        judge(input, "application/json", by: allegroGate, isSigned: true)
        guard let payload = try? PayloadValue.json(input) else { return }
        _ = try? OrderEvent.events(payload)
        _ = try? Order(payload, account: AccountName("main"))
        writes(input)
    }

    /// What was read and written is read as the same.
    private static func writes(_ input: [UInt8]) {
        guard let payload = try? PayloadValue.json(input) else { return }
        guard (try? PayloadValue.json(payload.jsonBytes())) == payload else { fatalError("written otherwise than read") }
    }

    /// The three headers of Standard Webhooks.
    private static func set(_ values: [String], in fields: inout HTTPFields) {
        for (name, value) in zip(["webhook-id", "webhook-timestamp", "webhook-signature"], values) where !value.isEmpty {
            if let name = HTTPField.Name(name) { fields[name] = value }
        }
    }

    private static func judge(_ body: [UInt8], _ type: String, by gate: SourceGate, isSigned: Bool) {
        var fields = HTTPFields()
        fields[.contentType] = type
        if isSigned {
            let prefix = Array("msg_1.\(seconds).".utf8)
            let code = base64(HMACSHA256(key: key).authenticationCode(for: prefix, body))
            set(["msg_1", "\(seconds)", "v1," + String(decoding: code, as: UTF8.self)], in: &fields)
        }
        let head = IntakeHead(fields, arrived: .now())
        let verdict = gate.judge(SourceGate.Arrival(head: head, body: body, keyNumber: isSigned ? nil : 1, fingerprint: nil, at: now))
        if isSigned, case .refuse(.unauthenticated, _) = verdict { fatalError("not believed, though signed") }
    }
}
