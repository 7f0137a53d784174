import Inventory
import Storage

/// The choices file as it is written: sections and keys, read by the same tables as the configuration, so that a fault is told with its line.
struct ChoicesDocument: ConfigurationSection {
    var version = 1
    var settings = SettingsPart()
    var accounts: [AccountPart] = []
    var offers: [OfferPart] = []

    static let keys: [Key<Self>] = [
        Key("version", .integer(in: 1...1), \.version, "Of this file's form.", isRequired: true),
        .section("settings", \.settings, "The shop's switches."),
        .sections("accounts", \.accounts, "How each Allegro account's orders are documented."),
        .sections("offers", \.offers, "What each offer sells, and its switches."),
    ]

    struct SettingsPart: ConfigurationSection {
        var fetchOrders = false
        var issueInvoices = false
        var frozen = false
        var documentsFrom: Timestamp?

        static let keys: [Key<Self>] = [
            Key("fetch_orders", .flag, \.fetchOrders, "Orders are fetched from Allegro."),
            Key("issue_invoices", .flag, \.issueInvoices, "Documents are issued for orders."),
            Key("frozen", .flag, \.frozen, "Nothing is sent."),
            Key("documents_from", .moment, \.documentsFrom, "Orders bought before were another program's: they get no document."),
        ]
    }

    struct AccountPart: ConfigurationSection {
        var account = ""
        var startDate: CalendarDate?
        var document = OrderDocumentChoice.invoice
        var documentDelay: Duration = .seconds(300)
        var documentStatus: DocumentStatus?

        static let keys: [Key<Self>] = [
            Key("account", .name, \.account, "The account's name in the configuration.", isRequired: true),
            Key("start_date", .date, \.startDate, "Orders bought before get no document."),
            Key("document", .choice(), \.document, "Which document an order gets."),
            Key("document_delay", .duration(), \.documentDelay, "From an order to its document."),
            Key("document_status", .choice(), \.documentStatus, "The fulfilment at which it is issued instead."),
        ]
    }

    struct OfferPart: ConfigurationSection {
        var offer = ""
        var components: [ComponentPart] = []
        var buffer = 0
        var cap: Int?
        var sync = false
        var autoClose = false
        var autoResume = false
        var paused = false

        static let keys: [Key<Self>] = [
            Key("offer", .text, \.offer, "Allegro's id of the offer.", isRequired: true),
            .sections("components", \.components, "What one piece of the offer is made of."),
            Key("buffer", .integer(in: 0...Self.quantityLimit), \.buffer, "Pieces held back."),
            Key("cap", .integer(in: 0...Self.quantityLimit), \.cap, "The most that it shows."),
            Key("sync", .flag, \.sync, "It follows stock."),
            Key("auto_close", .flag, \.autoClose, "It ends without stock."),
            Key("auto_resume", .flag, \.autoResume, "It comes back with stock."),
            Key("paused", .flag, \.paused, "It is paused."),
        ]

        static let quantityLimit = 99_999_999
    }

    struct ComponentPart: ConfigurationSection {
        var product = ""
        var units = 1

        static let keys: [Key<Self>] = [
            Key("product", .text, \.product, "wFirma's id of the good.", isRequired: true),
            Key("units", .integer(in: 1...1_000_000), \.units, "Pieces of it."),
        ]
    }
}

extension ValueForm where Value == Bool {
    /// `true` or `false`.
    static let flag = ValueForm("true or false") { text, _ throws(ValueFault) in
        guard let value = Bool(text) else { throw ValueFault("\"\(text)\" is neither true nor false") }
        return value
    }
}

extension ValueForm where Value == Timestamp {
    /// A moment: `2026-11-29T10:15:00.000Z`.
    static let moment = ValueForm("moment") { text, _ throws(ValueFault) in
        guard let value = Timestamp(rfc3339: text) else { throw ValueFault("\"\(text)\" is no moment such as 2026-11-29T10:15:00Z") }
        return value
    }
}

extension ValueForm where Value == CalendarDate {
    /// A day: `2026-11-01`.
    static let date = ValueForm("date") { text, _ throws(ValueFault) in
        guard let value = CalendarDate(text) else { throw ValueFault("\"\(text)\" is no day: write YYYY-MM-DD, such as 2026-11-01") }
        return value
    }
}

extension Choices {
    init(_ document: ChoicesDocument) {
        self.init()
        settings.fetchOrders = document.settings.fetchOrders
        settings.issueInvoices = document.settings.issueInvoices
        settings.frozen = document.settings.frozen
        documentsFrom = document.settings.documentsFrom
        for part in document.accounts {
            var account = AccountSettings()
            account.startDate = part.startDate
            account.document = part.document
            account.documentDelay = part.documentDelay
            account.documentStatus = part.documentStatus
            settings.accounts[AccountName(part.account)] = account
        }
        for part in document.offers {
            let components = part.components.map { OfferLink.Component(product: ProductID($0.product), units: $0.units) }
            var choice = OfferChoice(link: components.isEmpty ? nil : OfferLink(components: components, buffer: part.buffer, cap: part.cap))
            choice.isSynchronised = part.sync
            choice.autoClose = part.autoClose
            choice.autoResume = part.autoResume
            choice.isPaused = part.paused
            offers[OfferID(part.offer)] = choice
        }
    }
}
