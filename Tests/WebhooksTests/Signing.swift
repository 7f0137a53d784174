import CurlClient
import Foundation
import Inventory
import OpenSSLCrypto
import Payload
import Storage
import Webhooks

let signingSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
let signed = WebhookSource(name: "wfirma", kind: .wfirma, signingSecrets: [Secret(signingSecret)])

/// Signs as Standard Webhooks says, with Foundation's base64.
func signature(_ secret: String, _ id: String, _ timestamp: Int64, _ body: [UInt8]) -> String {
    let key = Data(base64Encoded: String(secret.dropFirst("whsec_".count))).map { Array($0) } ?? []
    let code = HMACSHA256(key: Secret(key)).authenticationCode(for: Array("\(id).\(timestamp).".utf8), body)
    return "v1," + Data(code).base64EncodedString()
}

func signedHeaders(
    _ id: String, _ body: [UInt8], secret: String = signingSecret, at timestamp: Int64 = Door.now.microseconds / 1_000_000,
    type: String = "application/json"
) -> [(name: String, value: String)] {
    [
        ("content-type", type), ("webhook-id", id), ("webhook-timestamp", String(timestamp)),
        ("webhook-signature", signature(secret, id, timestamp, body)),
    ]
}

func release(_ count: String = "3.0000") -> [UInt8] {
    Array(
        """
        {"event": "warehouse_document.added", "warehouse_document": {"id": "9001", "type": "WZ", "fullnumber": "WZ 12/2026", "version": 1,
        "modified": "2026-11-24 10:15:00", "warehouse": {"id": "1"},
        "warehouse_document_contents": [{"good": {"id": "501"}, "count": "\(count)"}]}}
        """.utf8)
}

extension ExchangeAnswer {
    var payload: PayloadValue { (try? PayloadValue.json(body)) ?? .null }
    var text: String { String(decoding: body, as: UTF8.self) }
}
