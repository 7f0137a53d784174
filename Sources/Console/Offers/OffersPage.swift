import Inventory
import Storage

/// "Aukcje Allegro": the offers that match, and what can be done to many of them at once.
struct OffersPage: Page {
    static let template = "offers"
    static let words = OffersWords()

    struct Choice: Sendable {
        var value: String
        var text: String
        var isChosen: Bool
    }

    struct Row: Sendable {
        var id: String
        var href: String
        var name: String
        /// What stands where no picture does.
        var initial: String
        var picture: String?
        var externalID: String?
        var account: String?
        var products: [ProductLink]
        var isUnlinked: Bool
        var stock: String?
        var available: String?
        var shown: String
        /// The shown number is another one than it should be.
        var differs: String?
        var status: String
        /// `active`, `ended` …: the colour of its mark.
        var statusMark: String
        var endedBy: String?
        var isPaused: Bool
        var isSynchronised: Bool
        var autos: [String]
        var lock: String?
        var format: String?
        var problems: String?
        var changedAt: String?
        var changedAge: String?
    }

    struct ProductLink: Sendable {
        var href: String
        var code: String
        var name: String
        var units: String?
    }

    var title: String
    var section: Section? { .offers }
    var text: String
    var statuses: [Choice]
    var syncs: [Choice]
    var formats: [Choice]
    var links: [Choice]
    var problems: [Choice]
    var accounts: [Choice]
    var hasAccounts: Bool
    var orders: [Choice]
    var isFiltered: Bool
    var count: String
    var rows: [Row]
    var isEmpty: Bool
    /// Nothing is known of any offer yet.
    var isNew: Bool
    var deeds: [Choice]
    var mayAct: Bool
    /// The filter, for an action on all that match.
    var filter: String
    var allMatching: String
    var earlier: String?
    var later: String?
}

struct OffersWords: Sendable {
    let search = Words(en: "Search", pl: "Szukaj")
    let searchHint = Words(en: "Title, offer number, code", pl: "Tytuł, numer oferty, sygnatura")
    let status = Words(en: "Status", pl: "Status")
    let sync = Words(en: "Stock sync", pl: "Synchronizacja")
    let format = Words(en: "Format", pl: "Format")
    let link = Words(en: "Link", pl: "Powiązanie")
    let problem = Words(en: "Problems", pl: "Problemy")
    let account = Words(en: "Account", pl: "Konto")
    let order = Words(en: "Sort by", pl: "Sortuj")
    let filter = Words(en: "Show", pl: "Pokaż")
    let clear = Words(en: "Clear filters", pl: "Wyczyść filtry")
    let caption = Words(en: "Offers on Allegro", pl: "Oferty na Allegro")
    let select = Words(en: "Select", pl: "Zaznacz")
    let selectPage = Words(en: "Select the page", pl: "Zaznacz stronę")
    let offer = Words(en: "Offer", pl: "Oferta")
    let product = Words(en: "Product", pl: "Produkt")
    let stock = Words(en: "Stock", pl: "Stan")
    let available = Words(en: "Available", pl: "Dostępne")
    let shown = Words(en: "On Allegro", pl: "Na Allegro")
    let auto = Words(en: "Auto", pl: "Auto")
    let change = Words(en: "Last change", pl: "Ostatnia zmiana")
    let on = Words(en: "on", pl: "włączona")
    let off = Words(en: "off", pl: "wyłączona")
    let unlinked = Words(en: "not linked", pl: "niepowiązana")
    let linkIt = Words(en: "Link with a product", pl: "Powiąż z produktem")
    let externalID = Words(en: "External id", pl: "Sygnatura")
    let pause = Words(en: "break", pl: "przerwa")
    let locked = Words(en: "locked", pl: "zablokowane")
    let should = Words(en: "should be", pl: "powinno być")
    let deed = Words(en: "With the selected", pl: "Z zaznaczonymi")
    let preview = Words(en: "Preview…", pl: "Podgląd…")
    let previewHint = Words(en: "Nothing is sent before you confirm.", pl: "Nic nie zostanie wysłane, dopóki nie potwierdzisz.")
    let none = Words(en: "No offer matches these filters.", pl: "Żadna oferta nie pasuje do tych filtrów.")
    let new = Words(
        en: "No offers yet. Once an Allegro account is connected, its offers come by themselves within minutes.",
        pl: "Nie ma jeszcze ofert. Po połączeniu konta Allegro pojawią się same w ciągu kilku minut.")
    let earlier = Words(en: "Earlier", pl: "Wcześniejsze")
    let later = Words(en: "Later", pl: "Dalsze")
    let pages = Words(en: "Pages", pl: "Strony")
    let tools = Words(en: "Links: proposals, export, import", pl: "Powiązania: propozycje, eksport, import")
}
