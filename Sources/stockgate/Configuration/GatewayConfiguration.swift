import Gateway
import OpenSSLCrypto

/// Everything that one gateway is told: the sections of `stockgate.yaml`, with the defaults of what may be left out.
struct GatewayConfiguration: ConfigurationSection {
    /// Where the SQLite file lies.
    var database = "/var/lib/stockgate/stockgate.db"
    var mode = GatewayMode.live
    /// Seals what is secret at rest.
    var secretsKey: Secret?
    /// Open what was sealed before the key changed.
    var formerSecretsKeys: [Secret] = []
    var publicListener = PublicListener()
    var privateListener = PrivateListener()
    var sources: [SourceConfiguration] = []
    var wfirma = WFirmaAccount()
    var allegro: [AllegroAccount] = []
    var safety = Safety()
    var intervals = Intervals()
    var keeping = Keeping()
    var recording = RecordingOptions()
    var notifications = Notifications()
    /// The shop's own choices (R36); nil puts `choices.yaml` beside the database.
    var choicesFile: String?
    var ksef = KSeFMode.auto
    /// How long an invoice may be without any KSeF status before `auto` takes it for one that KSeF does not concern.
    var ksefWait: Duration = .seconds(120)
    var log = LogOptions()
    /// A crash may leave a core file, and a debugger may attach.
    var coreDumps = false

    static let keys: [Key<Self>] = [
        Key(
            "database", .path, \.database,
            "The SQLite file that holds everything durable. Its folder must exist; the file is made when it is missing."),
        Key(
            "mode", .choice(), \.mode,
            "`shadow`: nothing is sent, and what would have been is compared with what another program does (`stockgate shadow`)."),
        Key(
            "secrets_key", .secret, \.secretsKey,
            "Seals what is secret at rest. At least 16 bytes, better 32 random ones (`openssl rand -hex 32`). Needed with Allegro accounts."),
        .list(
            "former_secrets_keys", .secret, \.formerSecretsKeys,
            "Keys before `secrets_key`: what they sealed still opens, and is sealed anew at the start and at SIGHUP. `stockgate secret rotate` changes a key in a file by itself."
        ),
        .section("public", \.publicListener, "Webhooks: what the internet meets."),
        .section("private", \.privateListener, "Console, admin API, metrics and probes: on loopback unless told otherwise."),
        .sections("sources", \.sources, "Who may send webhooks; each is reached at `/webhooks/NAME`."),
        .section("wfirma", \.wfirma, "The wFirma company whose stock is the truth."),
        .sections("allegro", \.allegro, "The Allegro accounts."),
        .section("safety", \.safety, "When the gateway holds back, looks again or asks a person."),
        .section("intervals", \.intervals, "How often the gateway asks by itself."),
        .section("keeping", \.keeping, "How long what is a person's is kept."),
        .section("recording", \.recording, "Days recorded for `stockgate replay-day`: everything that decisions rest on, masked."),
        .section("notifications", \.notifications, "Who is told of new problems and of those that are over."),
        Key("choices_file", .path, \.choicesFile, "The shop's own choices in a readable file; null: `choices.yaml` beside the database."),
        Key("ksef", .choice(), \.ksef, "Whether an invoice waits for its KSeF number; `auto` waits where the invoice carries a KSeF status."),
        Key(
            "ksef_wait", .duration(), \.ksefWait,
            "How long after its issue an invoice is looked at for a KSeF status, which wFirma sets some time later, before `auto` goes on without one."
        ),
        .section("log", \.log, "What is written to standard error."),
        Key(
            "core_dumps", .flag, \.coreDumps,
            "Whether `serve` may leave a core file and a debugger of its user may attach: both show secrets. Looking for a fault needs it."),
    ]
}
