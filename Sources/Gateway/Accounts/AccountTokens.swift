public import Allegro
public import Inventory
import OpenSSLCrypto
import Payload
public import Storage

/// What Allegro granted for one account, as it is sealed into the store.
public struct AccountTokens: Sendable {
    var access: Secret
    var refresh: Secret
    var expiresAt: Timestamp
    /// Allegro refused the access token before its time.
    var isRefused = false

    /// A fresh grant, received at `now`.
    public init(_ pair: TokenPair, at now: Timestamp) {
        (access, refresh, expiresAt) = (pair.access, pair.refresh, now + pair.expiresIn)
    }

    /// Seals the tokens into the store; durable when this returns.
    public func save(_ account: AccountName, to store: Store) async throws {
        let payload: PayloadValue = [
            "access": .string(access.text ?? ""), "refresh": .string(refresh.text ?? ""), "expires_at": .string(String(expiresAt.microseconds)),
        ]
        try await store.seal(Self.secretName(account), Secret(payload.jsonBytes()), at: expiresAt)
    }

    /// The tokens of an account, nil before it was connected.
    public static func load(_ account: AccountName, from store: Store) async throws -> AccountTokens? {
        guard let sealed = try await store.sealed(secretName(account)), let payload = try? PayloadValue.json(sealed.bytes),
            let access = payload["access"]?.text, let refresh = payload["refresh"]?.text,
            let expiry = payload["expires_at"]?.text.flatMap({ Int64($0) })
        else { return nil }
        return AccountTokens(access: Secret(access), refresh: Secret(refresh), expiresAt: Timestamp(microseconds: expiry))
    }

    private init(access: Secret, refresh: Secret, expiresAt: Timestamp) {
        (self.access, self.refresh, self.expiresAt) = (access, refresh, expiresAt)
    }

    private static func secretName(_ account: AccountName) -> String { "allegro.\(account).tokens" }
}
