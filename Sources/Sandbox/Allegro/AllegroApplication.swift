/// The application registered at the simulated Allegro, and whose offers it works on.
public struct AllegroApplication: Sendable {
    public var clientID: String
    public var clientSecret: String
    /// The registered name; a User-Agent must begin with it and a slash (compulsory since July 2026).
    public var name: String
    public var sellerID: String
    public var sellerLogin: String
    /// The scopes that its access tokens carry.
    public var scopes: Set<String>

    public init(
        clientID: String = "sandbox-client", clientSecret: String = "sandbox-secret", name: String = "Stockgate", sellerID: String = "44001122",
        sellerLogin: String = "sklep-kubki", scopes: Set<String> = AllegroApplication.allScopes
    ) {
        self.clientID = clientID
        self.clientSecret = clientSecret
        self.name = name
        self.sellerID = sellerID
        self.sellerLogin = sellerLogin
        self.scopes = scopes
    }

    /// Every scope that an imitated route asks for.
    public static let allScopes: Set<String> = [
        "allegro:api:profile:read", "allegro:api:sale:offers:read", "allegro:api:sale:offers:write", "allegro:api:orders:read",
        "allegro:api:orders:write",
    ]
}
