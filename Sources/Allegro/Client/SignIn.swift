public import OpenSSLCrypto

/// The application as it is registered at Allegro.
public struct ApplicationKey: Sendable, Equatable {
    public var clientID: String
    public var clientSecret: Secret

    public init(clientID: String, clientSecret: Secret) {
        self.clientID = clientID
        self.clientSecret = clientSecret
    }
}

/// A sign-in that waits for the seller: show the address and the code, then ask every `interval`.
public struct DeviceSignIn: Sendable, Equatable {
    /// What the gateway asks with.
    public var deviceCode: Secret
    /// What the seller types in.
    public var userCode: String
    /// Where the seller types it in.
    public var address: String
    /// The same with the code filled in.
    public var completeAddress: String?
    public var expiresIn: Duration
    public var interval: Duration
}

/// What came of asking whether the seller has agreed.
public enum DeviceAnswer: Sendable, Equatable {
    case granted(TokenPair)
    /// Not yet: ask again after the interval.
    case pending
    /// Asked too often: ask again with an interval five seconds longer (RFC 8628).
    case slowDown
    /// The seller said no.
    case denied
    /// The code is too old, used up or unknown: begin anew.
    case expired
}

/// What the seller's agreement gives.
public struct TokenPair: Sendable, Equatable {
    /// Opens the API, for 12 hours.
    public var access: Secret
    /// Gets the next pair, **once**, within 3 months. Put it on disk before use: one that is lost is a sign-in anew.
    public var refresh: Secret
    /// How long `access` is valid.
    public var expiresIn: Duration
    /// What was granted, e.g. `allegro:api:sale:offers:read`.
    public var scopes: [String]

    public init(access: Secret, refresh: Secret, expiresIn: Duration, scopes: [String]) {
        (self.access, self.refresh, self.expiresIn, self.scopes) = (access, refresh, expiresIn, scopes)
    }
}

/// The account behind an access token.
public struct AllegroSeller: Sendable, Equatable {
    public var id: String
    public var login: String
    /// E.g. `allegro-pl`.
    public var baseMarketplace: String?
}
