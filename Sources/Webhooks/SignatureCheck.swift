import Foundation
import Inventory
import OpenSSLCrypto

/// Standard Webhooks (https://www.standardwebhooks.com): HMAC-SHA256 over `id.timestamp.body`, and a timestamp that is fresh.
struct SignatureCheck: Sendable {
    /// How many signatures of one delivery are looked at; a sender that rotates its key sends two.
    static let signatureLimit = 16

    /// What the sender is told; never what was expected.
    enum Fault: String, Error {
        case nothing = "The headers webhook-id, webhook-timestamp and webhook-signature are missing."
        case noID = "The header webhook-id is missing."
        case noTimestamp = "The header webhook-timestamp is missing."
        case noSignature = "The header webhook-signature is missing."
        case badTimestamp = "The header webhook-timestamp is not a number of seconds since 1970."
        case stale = "The header webhook-timestamp lies too far in the past."
        case early = "The header webhook-timestamp lies in the future."
        case noVersion = "The header webhook-signature carries no signature of version v1."
        case wrong = "No signature in the header webhook-signature fits this delivery."
    }

    private let keys: [HMACSHA256]
    private let tolerance: Duration

    init(keys: [Secret], tolerance: Duration) {
        self.keys = keys.map { HMACSHA256(key: $0) }
        self.tolerance = tolerance
    }

    /// The key in a configured secret: `whsec_` and base64, or the text itself. Nil when what follows `whsec_` is no base64.
    static func key(of secret: Secret) -> Secret? {
        guard let text = secret.text, text.hasPrefix("whsec_") else { return secret }
        guard let key = Data(base64Encoded: String(text.dropFirst("whsec_".count))), !key.isEmpty else { return nil }
        return Secret(Array(key))
    }

    /// Nil when the delivery is signed with one of the keys and fresh.
    func fault(in head: IntakeHead, body: [UInt8], at now: Timestamp) -> Fault? {
        guard head.webhookID != nil || head.timestamp != nil || head.signature != nil else { return .nothing }
        guard let id = head.webhookID, !id.isEmpty else { return .noID }
        guard let timestamp = head.timestamp else { return .noTimestamp }
        guard let signature = head.signature else { return .noSignature }
        guard let seconds = Int64(timestamp), timestamp.utf8.count <= 12 else { return .badTimestamp }
        let sent = Timestamp(seconds: seconds)
        if now - sent > tolerance { return .stale }
        if sent - now > tolerance { return .early }
        let candidates = Self.candidates(in: signature)
        guard !candidates.isEmpty else { return .noVersion }
        let prefix = Array(id.utf8) + [UInt8(ascii: ".")] + Array(timestamp.utf8) + [UInt8(ascii: ".")]
        for key in keys {
            let expected = base64(key.authenticationCode(for: prefix, body))
            for candidate in candidates where constantTimeEqual(candidate, expected) { return nil }
        }
        return .wrong
    }

    /// The base64 of each signature of version 1 in `v1,AAA= v1,BBB=`.
    private static func candidates(in header: String) -> [[UInt8]] {
        let version = Array("v1,".utf8)
        return header.utf8.split(separator: UInt8(ascii: " ")).prefix(signatureLimit).filter { $0.starts(with: version) }.map {
            Array($0.dropFirst(version.count))
        }
    }
}

private let base64Digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

/// Base64 with padding (RFC 4648).
func base64(_ bytes: [UInt8]) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count + 2) / 3 * 4)
    for start in stride(from: 0, to: bytes.count, by: 3) {
        let count = min(3, bytes.count - start)
        let group = (0..<3).reduce(UInt32(0)) { group, index in group << 8 | (index < count ? UInt32(bytes[start + index]) : 0) }
        for place in 0..<4 { text.append(place <= count ? base64Digits[Int(group >> UInt32(18 - 6 * place)) & 63] : UInt8(ascii: "=")) }
    }
    return text
}
