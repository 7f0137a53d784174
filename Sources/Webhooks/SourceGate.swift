import Inventory
import OpenSSLCrypto
import Storage

/// A source made ready to judge deliveries: keys scheduled, secrets hashed, metrics registered.
final class SourceGate: Sendable {
    let name: String
    let kind: SourceKind
    let account: AccountName?
    let signatures: SignatureCheck?
    let webhookKeys: KnownSecrets
    let pathSecret: KnownSecrets
    let clientCertificates: Set<String>
    private let answeredKeys: [String?]
    let pace: DeliveryPace
    let metrics: IntakeMetrics

    init(_ source: WebhookSource) {
        name = source.name
        kind = source.kind
        account = source.account
        let keys = source.signingSecrets.compactMap(SignatureCheck.key)
        signatures = keys.isEmpty ? nil : SignatureCheck(keys: keys, tolerance: source.tolerance)
        webhookKeys = KnownSecrets(source.webhookKeys)
        pathSecret = KnownSecrets([source.pathSecret].compactMap(\.self))
        clientCertificates = Set(source.clientCertificates.compactMap(WebhookSource.fingerprint))
        answeredKeys = source.webhookKeys.map(\.text)
        pace = DeliveryPace(perSecond: source.deliveriesPerSecond)
        metrics = IntakeMetrics(source: source.name)
    }

    /// Which of the webhook keys a secret path stands for: the first, or the one whose number comes after the secret, as in `…/{path_secret}/2`. Nil
    /// where the secret is not this source's.
    func keyNumber(onPath secret: String) -> Int? {
        if pathSecret.contains(secret) { return 1 }
        guard let slash = secret.utf8.lastIndex(of: UInt8(ascii: "/")), pathSecret.contains(String(secret[..<slash])) else { return nil }
        return secret[secret.utf8.index(after: slash)...].wholeMatch(of: #/[1-9][0-9]?/#).flatMap { Int($0.output) }
    }

    /// What wFirma is answered on a secret path when it brought no key; nil where no key of this number is configured.
    func webhookKey(_ number: Int) -> String? { answeredKeys.indices.contains(number - 1) ? answeredKeys[number - 1] : nil }
}

/// Secrets that a sender may bring, compared by their digests: in constant time whatever their lengths.
struct KnownSecrets: Sendable {
    private let digests: [[UInt8]]

    init(_ secrets: [Secret]) { digests = secrets.map { SHA256.digest($0.bytes) } }

    var isEmpty: Bool { digests.isEmpty }

    func contains(_ text: String) -> Bool {
        let digest = SHA256.digest(Array(text.utf8))
        return digests.reduce(false) { found, known in constantTimeEqual(known, digest) || found }
    }
}
