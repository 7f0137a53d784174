import OpenSSLCrypto
import Storage

/// One sender of webhooks and how it is known. At least one way of knowing it must be given.
struct SourceConfiguration: ConfigurationSection {
    var name = ""
    var kind = SourceKind.wfirma
    /// The Allegro account that its events belong to.
    var account: String?
    var signingSecrets: [Secret] = []
    var tolerance: Duration = .seconds(300)
    var deliveriesPerSecond = 50_000
    var webhookKeys: [Secret] = []
    var pathSecret: Secret?
    /// `sha256:` and 64 hexadecimal digits, in lower case.
    var clientCertificates: [String] = []

    static let keys: [Key<Self>] = [
        Key("name", .name, \.name, "Its place in the address: `/webhooks/NAME`.", isRequired: true),
        Key("kind", .choice(among: [.wfirma, .allegro]), \.kind, "What its bodies speak of.", isRequired: true),
        Key("account", .name, \.account, "For kind `allegro`: the account whose events it sends."),
        .list(
            "signing_secrets", .signingSecret, \.signingSecrets,
            "Standard Webhooks secrets, `whsec_` and base64; several at once while one replaces another."),
        Key("tolerance", .duration(atLeast: .seconds(1)), \.tolerance, "How far a signature's time stamp may lie off our clock, either way."),
        Key(
            "deliveries_per_second", .integer(in: 1...1_000_000), \.deliveriesPerSecond,
            "What this source may bring in a second; more is answered 429, and nobody else waits for it."),
        .list("webhook_keys", .webhookKey, \.webhookKeys, "wFirma's `webhook_key`s, one for each webhook made there; 24 to 64 bytes."),
        Key(
            "path_secret", .pathSecret, \.pathSecret,
            "Makes the address `/webhooks/NAME/SECRET` an unguessable one, for senders that can do no better."),
        .list(
            "client_certificates", .fingerprint, \.clientCertificates, "Fingerprints of client certificates; needs `public.tls.client_certificates`."),
    ]
}
