import Gateway

/// What the configuration says of one merchant: a wFirma company with its Allegro accounts, and how their gateway is to work.
struct MerchantConfiguration: ConfigurationSection {
    var mode = GatewayMode.live
    var sources: [SourceConfiguration] = []
    var wfirma = WFirmaAccount()
    var allegro: [AllegroAccount] = []
    var safety = Safety()
    var intervals = Intervals()
    var keeping = Keeping()
    var recording = RecordingOptions()
    var notifications = Notifications()
    /// The shop's own choices (R36); nil puts them beside the database.
    var choicesFile: String?
    var ksef = KSeFMode.auto
    /// How long an invoice may be without any KSeF status before `auto` takes it for one that KSeF does not concern.
    var ksefWait: Duration = .seconds(120)

    static let keys: [Key<Self>] = [
        Key(
            "mode", .choice(), \.mode,
            "`shadow`: nothing is sent, and what would have been is compared with what another program does (`stockgate shadow`)."),
        .sections("sources", \.sources, "Who may send webhooks; each is reached at `/webhooks/NAME`."),
        .section("wfirma", \.wfirma, "The wFirma company whose stock is the truth."),
        .sections("allegro", \.allegro, "The Allegro accounts."),
        .section("safety", \.safety, "When the gateway holds back, looks again or asks a person."),
        .section("intervals", \.intervals, "How often the gateway asks by itself."),
        .section("keeping", \.keeping, "How long what is a person's is kept."),
        .section("recording", \.recording, "Days recorded for `stockgate replay-day`: everything that decisions rest on, masked."),
        .section("notifications", \.notifications, "Who is told of new problems and of those that are over."),
        Key(
            "choices_file", .path, \.choicesFile,
            "The shop's own choices in a readable file; null: beside the database, `choices.yaml` or, of several merchants, `NAME.choices.yaml`; beside a PostgreSQL database there is none."
        ),
        Key("ksef", .choice(), \.ksef, "Whether an invoice waits for its KSeF number; `auto` waits where the invoice carries a KSeF status."),
        Key(
            "ksef_wait", .duration(), \.ksefWait,
            "How long after its issue an invoice is looked at for a KSeF status, which wFirma sets some time later, before `auto` goes on without one."
        ),
    ]
}

/// One of several merchants that a process works for.
struct NamedMerchant: ConfigurationSection {
    /// Stands in addresses (`/m/NAME/`), file names, log lines and metrics.
    var name = ""
    /// Nil: derived from the process's database, see ``GatewayConfiguration/of(_:)``.
    var database: String?
    var configuration = MerchantConfiguration()

    static let keys: [Key<Self>] = own + MerchantConfiguration.keys.map { $0.lifted(to: \.configuration) }

    private static let own: [Key<Self>] = [
        Key("name", .merchantName, \.name, "Its name in addresses (`/m/NAME/`), metrics and the log, and for `--merchant`.", isRequired: true),
        Key(
            "database", .database, \.database,
            "The merchant's own store; null: `NAME.db` in the folder of the process's `database`, or there the schema `merchant_NAME`."),
    ]
}

extension ValueForm where Value == String {
    /// A merchant's name: safe in an address, a file's name, a schema's name and a label.
    static let merchantName = ValueForm("name") { text, _ throws(ValueFault) in
        guard text.wholeMatch(of: #/[a-z0-9][a-z0-9-]{0,39}/#) != nil else {
            throw ValueFault("\"\(text)\" is no merchant's name: write 1 to 40 of a-z, 0-9 and -, beginning with a letter or digit")
        }
        return text
    }
}
