import OpenSSLCrypto

/// The wFirma company whose warehouses are the truth for stock.
struct WFirmaAccount: ConfigurationSection {
    var apiURL = "https://api2.wfirma.pl"
    /// Trusted instead of the system's authorities; nil: the system's.
    var caFile: String?
    var companyID = ""
    var accessKey = Secret("")
    var secretKey = Secret("")
    var appKey = Secret("")
    /// The warehouses that count (R40); nil: all.
    var warehouses: [String]?
    /// The only warehouse that invoices release from (R40); nil: whichever holds every line.
    var releaseWarehouse: String?
    /// Countries abroad whose buyers are taxed at Polish rates (R43).
    var polishVATAbroad: [String] = []

    static let keys: [Key<Self>] = [
        Key("api_url", .httpsAddress, \.apiURL, "Where wFirma's API is."),
        Key("ca_file", .existingFile, \.caFile, "PEM: trusted instead of the system's authorities."),
        Key("company_id", .identifier, \.companyID, "The company's id in wFirma.", isRequired: true),
        Key("access_key", .secret, \.accessKey, "The API key's `accessKey`.", isRequired: true),
        Key("secret_key", .secret, \.secretKey, "The API key's `secretKey`.", isRequired: true),
        Key("app_key", .secret, \.appKey, "The application's `appKey`.", isRequired: true),
        .listOrAll("warehouses", .identifier, \.warehouses, "The warehouses that count: `all`, or a list of ids."),
        Key(
            "release_warehouse", .identifier, \.releaseWarehouse,
            "The id of the only warehouse that documents are issued from, one that counts; null: whichever holds every line."),
        .list(
            "polish_vat_abroad", .text, \.polishVATAbroad,
            "Countries such as `CZ` whose buyers are taxed at Polish rates; orders from any other are put before a person."),
    ]
}

/// One Allegro account.
struct AllegroAccount: ConfigurationSection {
    var account = ""
    var apiURL = "https://api.allegro.pl"
    var authURL = "https://allegro.pl/auth/oauth"
    /// Trusted instead of the system's authorities; nil: the system's.
    var caFile: String?
    var clientID = ""
    var clientSecret = Secret("")
    /// The User-Agent: the name registered at Allegro.
    var application = ""
    var requestsPerMinute = 9000
    var changesPerMinute = 9000

    static let keys: [Key<Self>] = [
        Key("account", .name, \.account, "Our name for it.", isRequired: true),
        Key("api_url", .httpsAddress, \.apiURL, "Where Allegro's API is."),
        Key("auth_url", .httpsAddress, \.authURL, "Where Allegro's sign-in is."),
        Key("ca_file", .existingFile, \.caFile, "PEM: trusted instead of the system's authorities."),
        Key("client_id", .text, \.clientID, "The application's id at Allegro.", isRequired: true),
        Key("client_secret", .secret, \.clientSecret, "The application's secret at Allegro.", isRequired: true),
        Key("application", .headerText, \.application, "Sent as User-Agent, which Allegro demands: the name registered there.", isRequired: true),
        Key("requests_per_minute", .integer(in: 1...1_000_000), \.requestsPerMinute, "The limit that Allegro gives this application."),
        Key(
            "changes_per_minute", .integer(in: 1...1_000_000), \.changesPerMinute,
            "How many offers Allegro lets commands of one kind change in a minute."),
    ]
}
