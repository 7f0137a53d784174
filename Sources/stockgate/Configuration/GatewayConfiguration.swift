import OpenSSLCrypto

/// Everything that one gateway is told: the sections of `stockgate.yaml`, with the defaults of what may be left out.
///
/// What is a merchant's stands in ``merchant`` and is reached from here as well (`configuration.wfirma`). A file with `merchants:` has several;
/// ``byMerchant`` tells them apart, and whatever works for one merchant takes one of those.
@dynamicMemberLookup
struct GatewayConfiguration: ConfigurationSection {
    /// Where everything durable is: an SQLite file, or a PostgreSQL database.
    var database = "/var/lib/stockgate/stockgate.db"
    /// Seals what is secret at rest.
    var secretsKey: Secret?
    /// Open what was sealed before the key changed.
    var formerSecretsKeys: [Secret] = []
    var publicListener = PublicListener()
    var privateListener = PrivateListener()
    /// Of the only merchant, or of the one that ``of(_:)`` was asked for.
    var merchant = MerchantConfiguration()
    /// Of several, that one's name; nil where there is one merchant.
    var merchantName: String?
    /// How many merchants the process works for.
    var sharing = 1
    /// Empty where there is one merchant.
    var merchants: [NamedMerchant] = []
    var fleet = FleetSettings()
    var log = LogOptions()
    /// A crash may leave a core file, and a debugger may attach.
    var coreDumps = false

    subscript<Value>(dynamicMember part: WritableKeyPath<MerchantConfiguration, Value>) -> Value {
        get { merchant[keyPath: part] }
        set { merchant[keyPath: part] = newValue }
    }

    static let keys: [Key<Self>] = first + ofMerchant + last

    /// Where the file has `merchants`: what is a merchant's has no place at the top.
    static let keysOfSeveral: [Key<Self>] = keys.map { key in
        MerchantConfiguration.keys.contains { $0.name == key.name }
            ? .misplaced(key.description, "belongs to a merchant: move it to each of merchants that it is meant for") : key
    }

    private static let ofMerchant: [Key<Self>] = MerchantConfiguration.keys.map { $0.lifted(to: \.merchant) }

    private static let first: [Key<Self>] = [
        Key(
            "database", .database, \.database,
            "The SQLite file that holds everything durable; its folder must exist, the file is made when it is missing. Or `postgres://…`, a PostgreSQL database (`docs/scale.md`), in a build with libpq."
        ),
        Key(
            "secrets_key", .secret, \.secretsKey,
            "Seals what is secret at rest. At least 16 bytes, better 32 random ones (`openssl rand -hex 32`). Needed with Allegro accounts."),
        .list(
            "former_secrets_keys", .secret, \.formerSecretsKeys,
            "Keys before `secrets_key`: what they sealed still opens, and is sealed anew at the start and at SIGHUP. `stockgate secret rotate` changes a key in a file by itself."
        ),
        .section("public", \.publicListener, "Webhooks: what the internet meets."),
        .section("private", \.privateListener, "Console, admin API, metrics and probes: on loopback unless told otherwise."),
    ]

    private static let last: [Key<Self>] = [
        .sections(
            "merchants", \.merchants,
            "Several merchants in one process, each with its own store. What is a merchant's then stands with each of them and not at the top."),
        .section("fleet", \.fleet, "Several gateways that share one PostgreSQL database (`docs/scale.md`)."),
        .section("log", \.log, "What is written to standard error."),
        Key(
            "core_dumps", .flag, \.coreDumps,
            "Whether `serve` may leave a core file and a debugger of its user may attach: both show secrets. Looking for a fault needs it."),
    ]
}
