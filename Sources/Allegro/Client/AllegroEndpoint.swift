/// Where Allegro is and who we say we are.
public struct AllegroEndpoint: Sendable, Equatable {
    /// The API's address, without a slash at the end.
    public var apiURL: String
    /// The address of OAuth, without a slash at the end.
    public var authURL: String
    /// The `User-Agent`, compulsory since July 2026: the name registered for the key, a version and a page,
    /// e.g. `Sklep Kubki/1.0 (+https://example.pl)`; a library's default is refused.
    public var application: String
    /// The language of messages meant for people.
    public var language: String

    public init(
        apiURL: String = "https://api.allegro.pl", authURL: String = "https://allegro.pl/auth/oauth", application: String,
        language: String = "pl-PL"
    ) {
        self.apiURL = Self.withoutSlash(apiURL)
        self.authURL = Self.withoutSlash(authURL)
        self.application = application
        self.language = language
    }

    private static func withoutSlash(_ address: String) -> String {
        address.hasSuffix("/") ? String(address.dropLast()) : address
    }
}
