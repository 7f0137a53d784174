import Inventory
import Storage

/// "Oferta": why one offer shows what it shows (R24), and its life on one axis of time.
struct OfferDetailPage: Page {
    static let template = "offer"
    static let words = OfferDetailWords()

    /// One box of the chain.
    struct Link: Sendable {
        /// What leads here from the box before: `−`, `÷`, `=`.
        var sign: String
        var value: String
        var name: String
        var details: [String]
        var isResult: Bool
    }

    struct Deed: Sendable {
        var deed: String
        var text: String
        var isGrave: Bool
    }

    struct LinkRow: Sendable {
        var number: Int
        var product: String
        var name: String
        var units: String
    }

    struct Span: Sendable {
        var href: String
        var text: String
        var isCurrent: Bool
    }

    var title: String
    var section: Section? { .offers }
    var row: OffersPage.Row
    var accountName: String
    var allegro: String
    var state: String
    var chain: [Link]
    var chainNote: String?
    var problems: [ProblemCard]
    var deeds: [Deed]
    var mayAct: Bool
    var axis: OfferAxis
    var spans: [Span]
    var links: [LinkRow]
    var buffer: String
    var cap: String
    var linkFault: String?
    var isLinked: Bool
}

struct OfferDetailWords: Sendable {
    let chain = Words(en: "Why it shows this number", pl: "Skąd ta liczba")
    let axis = Words(en: "Its life on one axis", pl: "Historia na jednej osi")
    let axisTable = Words(en: "The same as a table", pl: "To samo w tabeli")
    let span = Words(en: "Time span", pl: "Zakres czasu")
    let when = Words(en: "When", pl: "Kiedy")
    let kind = Words(en: "Where", pl: "Gdzie")
    let what = Words(en: "What", pl: "Co")
    let stock = Words(en: "Stock", pl: "Stan")
    let reserved = Words(en: "Sold, not released", pl: "Sprzedane, niewydane")
    let available = Words(en: "Available", pl: "Dostępne")
    let shown = Words(en: "On Allegro", pl: "Na Allegro")
    let now = Words(en: "now", pl: "teraz")
    let nothing = Words(en: "Nothing happened in this time.", pl: "W tym czasie nic się nie wydarzyło.")
    let deeds = Words(en: "Actions", pl: "Akcje")
    let problems = Words(en: "Problems of this offer", pl: "Problemy tej oferty")
    let link = Words(en: "Link with a product", pl: "Powiąż z produktem")
    let linkLead = Words(
        en: "Code, EAN or wFirma's number of what one piece of this offer holds. Several rows make a set.",
        pl: "Kod, EAN albo numer z wFirmy tego, co zawiera jedna sztuka tej oferty. Kilka wierszy tworzy zestaw.")
    let product = Words(en: "Product", pl: "Produkt")
    let units = Words(en: "Pieces in the set", pl: "Sztuk w zestawie")
    let buffer = Words(en: "Do not list the last… pieces", pl: "Nie wystawiaj ostatnich… sztuk")
    let cap = Words(en: "Show at most…", pl: "Pokazuj najwyżej…")
    let correct = Words(
        en: "The earlier link was wrong: reserve open orders anew, and issue their documents by this one",
        pl: "Poprzednie powiązanie było błędne: popraw też rezerwacje i dokumenty otwartych zamówień")
    let save = Words(en: "Save the link", pl: "Zapisz powiązanie")
    let unlink = Words(en: "Remove the link", pl: "Usuń powiązanie")
    let sync = Words(en: "Stock sync", pl: "Synchronizacja stanu produktu")
    let on = Words(en: "on", pl: "włączona")
    let off = Words(en: "off", pl: "wyłączona")
    let paused = Words(en: "break", pl: "przerwa")
    let back = Words(en: "All offers", pl: "Wszystkie aukcje")
    let account = Words(en: "account", pl: "konto")
    let externalID = Words(en: "external id", pl: "sygnatura")
}
