import Inventory
import Storage

/// What a deed will do, before anybody confirms it (R32).
struct DeedPreviewPage: Page {
    static let template = "deed-preview"
    static let words = DeedPreviewWords()
    /// Rows that are shown; the sums count all.
    static let rowLimit = 100

    struct Row: Sendable {
        var href: String
        var id: String
        var name: String
        var shown: String
        var target: String
        var action: String
        var actionMark: String
        var reason: String
    }

    struct Refused: Sendable {
        var href: String
        var id: String
        var name: String
        var reason: String
    }

    struct Figure: Sendable {
        var value: String
        var text: String
        var isGrave: Bool
    }

    var title: String
    var section: Section? { .offers }
    var deed: String
    var offers: [String]
    var filter: String?
    var lead: String
    var figures: [Figure]
    var warnings: [String]
    var missing: [String]
    var rows: [Row]
    var more: String?
    var refused: [Refused]
    var refusedMore: String?
    /// Nothing will change, and something was refused.
    var isImpossible: Bool
    var confirm: String
    var isPossible: Bool
    var back: String
}

struct DeedPreviewWords: Sendable {
    let plan = Words(en: "What will be sent to Allegro", pl: "Co zostanie wysłane do Allegro")
    let offer = Words(en: "Offer", pl: "Oferta")
    let shown = Words(en: "Shows", pl: "Pokazuje")
    let target = Words(en: "Will show", pl: "Pokaże")
    let action = Words(en: "Command", pl: "Polecenie")
    let reason = Words(en: "Why", pl: "Dlaczego")
    let refused = Words(en: "Not possible for", pl: "Niemożliwe dla")
    let missing = Words(en: "First, in Settings", pl: "Najpierw w Ustawieniach")
    let settings = Words(en: "To Settings", pl: "Przejdź do Ustawień")
    let nothing = Words(en: "Nothing has to be sent now.", pl: "Teraz nic nie trzeba wysyłać.")
    let impossible = Words(en: "None of these offers can be changed that way now.", pl: "Żadnej z tych ofert nie można teraz tak zmienić.")
    let cancel = Words(en: "Back without changes", pl: "Wróć bez zmian")
}
