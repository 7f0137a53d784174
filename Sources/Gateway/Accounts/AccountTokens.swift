public import Allegro
public import Inventory
public import OpenSSLCrypto
import Payload
public import Storage

/// What Allegro granted for one account, as it is sealed into the store.
public struct AccountTokens: Sendable {
    public internal(set) var access: Secret
    var refresh: Secret
    public internal(set) var expiresAt: Timestamp
    /// When Allegro granted them, which is the last time it was asked.
    public internal(set) var renewedAt: Timestamp
    /// What the seller agreed to; nil for a grant from before this was kept.
    public internal(set) var scopes: [String]?
    /// Allegro refused the access token before its time.
    var isRefused = false

    /// Allegro forgets a grant that nobody used for so long [13861].
    public static let idleLimit: Duration = .seconds(90 * 86_400)
    /// A grant that nobody has renewed for so long is told, while there is time.
    public static let idleWarning: Duration = .seconds(60 * 86_400)
    /// How long an access token lives [5709].
    private static let accessLife: Duration = .seconds(12 * 3600)

    /// A fresh grant, received at `now`.
    public init(_ pair: TokenPair, at now: Timestamp) {
        (access, refresh, expiresAt, renewedAt) = (pair.access, pair.refresh, now + pair.expiresIn, now)
        scopes = pair.scopes.isEmpty ? nil : pair.scopes
    }

    /// Seals the tokens into the store; durable when this returns.
    public func save(_ account: AccountName, to store: Store) async throws { try await store.seal(Self.secretName(account), secret, at: expiresAt) }

    /// Seals the tokens into the store in place of those with this refresh token, which they were granted for; false where newer ones stand there.
    func save(_ account: AccountName, to store: Store, inPlaceOf spent: Secret, at now: Timestamp) async throws -> Bool {
        try await store.renew(
            secret, named: Self.secretName(account), of: account, inPlaceOf: { AccountTokens($0)?.refresh ?? spent == spent }, at: now)
    }

    /// All of it, as it is kept.
    var secret: Secret {
        var payload: PayloadObject = [
            "access": .string(access.text ?? ""), "refresh": .string(refresh.text ?? ""), "expires_at": .string(String(expiresAt.microseconds)),
            "renewed_at": .string(String(renewedAt.microseconds)),
        ]
        if let scopes { payload["scopes"] = .string(scopes.joined(separator: " ")) }
        return Secret(PayloadValue.object(payload).jsonBytes())
    }

    /// The tokens of an account, nil before it was connected.
    public static func load(_ account: AccountName, from store: Store) async throws -> AccountTokens? {
        try await store.sealed(secretName(account)).flatMap { AccountTokens($0) }
    }

    /// Nil for what is no tokens of an account.
    private init?(_ sealed: Secret) {
        guard let payload = try? PayloadValue.json(sealed.bytes), let access = payload["access"]?.text, let refresh = payload["refresh"]?.text,
            let expiry = payload["expires_at"]?.text.flatMap({ Int64($0) })
        else { return nil }
        (self.access, self.refresh, expiresAt) = (Secret(access), Secret(refresh), Timestamp(microseconds: expiry))
        scopes = payload["scopes"]?.text?.split(separator: " ").map(String.init)
        // Of a grant from before that was kept.
        renewedAt = payload["renewed_at"]?.text.flatMap { Int64($0) }.map { Timestamp(microseconds: $0) } ?? expiresAt - Self.accessLife
    }

    static func secretName(_ account: AccountName) -> String { "allegro.\(account).tokens" }
}
