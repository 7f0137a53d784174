public import Inventory
public import OpenSSLCrypto
public import Storage

/// Who may deliver under `/webhooks/{name}`, and by what it is known. It is known by any of the ways that are configured.
public struct WebhookSource: Sendable {
    /// The last step of the path: letters, digits, `-`, `.`, `_`, `~`.
    public var name: String
    public var kind: SourceKind
    /// The Allegro account whose events a source of kind `allegro` brings.
    public var account: AccountName?
    /// Keys of Standard Webhooks: `whsec_` and base64, or any other text as it is. Several, so that one can be rotated.
    public var signingSecrets: [Secret]
    /// The `webhook_key`s that wFirma gave this source's webhooks, one for each.
    public var webhookKeys: [Secret]
    /// Makes `/webhooks/{name}/{secret}` a way in.
    public var pathSecret: Secret?
    /// Fingerprints of client certificates, `sha256:` and the hex digest of their DER.
    public var clientCertificates: [String]
    /// How far a signed delivery's timestamp may lie from our clock, in either direction (Standard Webhooks: five minutes).
    public var tolerance: Duration
    /// Deliveries a second beyond which this source is answered 429.
    public var deliveriesPerSecond: Int

    public init(
        name: String, kind: SourceKind, account: AccountName? = nil, signingSecrets: [Secret] = [], webhookKeys: [Secret] = [],
        pathSecret: Secret? = nil, clientCertificates: [String] = [], tolerance: Duration = .seconds(300), deliveriesPerSecond: Int = 50_000
    ) {
        self.name = name
        self.kind = kind
        self.account = account
        self.signingSecrets = signingSecrets
        self.webhookKeys = webhookKeys
        self.pathSecret = pathSecret
        self.clientCertificates = clientCertificates
        self.tolerance = tolerance
        self.deliveriesPerSecond = deliveriesPerSecond
    }

    /// Everything that keeps this source from starting.
    public var faults: [WebhooksError] {
        var faults: [WebhooksError] = []
        let isPlain = name.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || "-._~".utf8.contains(byte)
        }
        if name.isEmpty || !isPlain { faults.append(.invalidName(name)) }
        let secrets = signingSecrets + webhookKeys + [pathSecret].compactMap(\.self)
        if secrets.isEmpty, clientCertificates.isEmpty { faults.append(.noAuthentication(source: name)) }
        if secrets.contains(where: \.bytes.isEmpty) { faults.append(.emptySecret(source: name)) }
        if signingSecrets.contains(where: { SignatureCheck.key(of: $0) == nil }) { faults.append(.invalidSigningSecret(source: name)) }
        for text in clientCertificates where Self.fingerprint(text) == nil { faults.append(.invalidFingerprint(source: name, text)) }
        if tolerance <= .zero || deliveriesPerSecond <= 0 { faults.append(.invalidLimit(source: name)) }
        return faults
    }

    /// A fingerprint as TLS reports it: lower case, without the colons that some tools print.
    static func fingerprint(_ text: String) -> String? {
        let prefix = "sha256:"
        let text = text.lowercased()
        guard text.hasPrefix(prefix) else { return nil }
        let digits = text.dropFirst(prefix.count).filter { $0 != ":" }
        guard digits.utf8.count == 64, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }) else { return nil }
        return prefix + digits
    }
}

/// Why the sources cannot be used as they are configured.
public enum WebhooksError: Error, Sendable, Equatable, CustomStringConvertible {
    case invalidName(String)
    case duplicateName(String)
    case noAuthentication(source: String)
    case emptySecret(source: String)
    case invalidSigningSecret(source: String)
    case invalidFingerprint(source: String, String)
    case invalidLimit(source: String)

    public var description: String {
        switch self {
        case .invalidName(let name): "the source name '\(name)' is not made of letters, digits, '-', '.', '_' and '~'"
        case .duplicateName(let name): "two sources are named '\(name)'"
        case .noAuthentication(let source):
            "source '\(source)' has nothing to know its sender by: give it signing_secrets, webhook_keys, a path_secret or client_certificates"
        case .emptySecret(let source): "source '\(source)' has an empty secret"
        case .invalidSigningSecret(let source): "source '\(source)' has a signing secret with 'whsec_' before something that is not base64"
        case .invalidFingerprint(let source, let text):
            "source '\(source)' names the client certificate '\(text)'; a fingerprint is 'sha256:' and 64 hexadecimal digits"
        case .invalidLimit(let source): "source '\(source)' has a limit that is not above zero"
        }
    }
}
