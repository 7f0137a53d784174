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
    /// What wFirma is answered on the secret path when it brought no key.
    let firstWebhookKey: String?
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
        firstWebhookKey = source.webhookKeys.first?.text
        pace = DeliveryPace(perSecond: source.deliveriesPerSecond)
        metrics = IntakeMetrics(source: source.name)
    }
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
