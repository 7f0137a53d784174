import HTTPTypes
import Inventory
import NIOCore
import Storage

/// What of a request's head matters here, picked out in one pass.
struct IntakeHead {
    /// How long an idempotency key may be.
    static let keyLimitBytes = 255

    private(set) var webhookID: String?
    private(set) var timestamp: String?
    private(set) var signature: String?
    private(set) var idempotencyKey: String?
    private(set) var contentType: String?
    private(set) var userAgent: String?
    /// W3C Trace Context, as it came; what is none is not kept.
    private(set) var traceparent: String?
    private(set) var contentLength = 0
    /// Compressed or otherwise wrapped; we take bodies as they are.
    private(set) var isEncoded = false
    let arrived: NIODeadline

    init(_ fields: HTTPFields, arrived: NIODeadline) {
        self.arrived = arrived
        for field in fields {
            switch field.name.canonicalName {
            case "webhook-id": webhookID = Self.joined(webhookID, field.value)
            case "webhook-timestamp": timestamp = Self.joined(timestamp, field.value)
            case "webhook-signature": signature = Self.joined(signature, field.value)
            case "idempotency-key": idempotencyKey = Self.joined(idempotencyKey, field.value)
            case "content-type": contentType = field.value
            case "user-agent": userAgent = field.value
            case "traceparent": traceparent = TraceContext(field.value)?.description
            case "content-length": contentLength = Int(field.value) ?? 0
            case "content-encoding": isEncoded = isEncoded || field.value.lowercased() != "identity"
            default: break
            }
        }
    }

    /// A header given twice is one list, so that no two readers can each take a different half for the whole.
    private static func joined(_ before: String?, _ value: String) -> String { before.map { "\($0), \(value)" } ?? value }

    /// The idempotency key (R26), nil when the sender gave none.
    var key: String? {
        if let webhookID, !webhookID.isEmpty { return webhookID }
        return idempotencyKey.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The syntax that the sender declares; nil for any that is not taken.
    var format: BodyFormat? {
        guard let contentType else { return nil }
        // The usual spelling, compared without cutting it up.
        if contentType == "application/json" { return .json }
        let type = contentType.prefix { $0 != ";" }.lowercased()
        switch type.filter({ $0 != " " && $0 != "\t" }) {
        case "application/json": return .json
        case "application/xml", "text/xml": return .xml
        default: return nil
        }
    }

    /// What is kept of the head for a person to see.
    var kept: [String: String] {
        var kept: [String: String] = [:]
        if let contentType { kept["content-type"] = contentType }
        if let userAgent { kept["user-agent"] = userAgent }
        if let timestamp { kept["webhook-timestamp"] = timestamp }
        if let traceparent { kept["traceparent"] = traceparent }
        return kept
    }
}
