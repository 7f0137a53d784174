import Inventory
import Storage

/// What stands around every page.
struct Frame: Sendable {
    struct Link: Sendable {
        var href: String
        var text: String
        var isCurrent: Bool
        var badge: String?
    }

    struct Person: Sendable {
        var name: String
        var role: String
    }

    var language: String
    var title: String
    var sections: [Link]
    var person: Person?
    var formToken: String
    var isFrozen: Bool
    var isInShadow: Bool
    var showsPictures = false
    /// Whose console it is, where the process works for several.
    var merchant: String?
    /// Where the switch of languages comes back to.
    var place: String
    var otherLanguage: String
    var otherLanguageName: String
    /// What was just done.
    var notice: String?
    var styleSheet = Asset.styleSheet.path
    var script = Asset.script.path
    var icon = Asset.icon.path

    init(_ visit: Visit, title: String, section: Section?, figures: FrameFigures, notice: String?) {
        let voice = visit.voice
        language = visit.language.rawValue
        self.title = title
        sections =
            visit.user == nil
            ? []
            : Section.allCases.map {
                Link(
                    href: $0.rawValue, text: voice($0.name), isCurrent: $0 == section,
                    badge: $0 == .problems && figures.problems > 0 ? voice.number(figures.problems) + (figures.problems > 99 ? "+" : "") : nil)
            }
        person = visit.user.map { Person(name: $0.name, role: voice($0.role.name)) }
        formToken = visit.formToken
        isFrozen = figures.isFrozen
        isInShadow = figures.isInShadow
        place = visit.place
        otherLanguage = visit.language.other.rawValue
        otherLanguageName = visit.language == .polish ? "English" : "Polski"
        self.notice = notice
    }
}

/// The texts around every page.
struct FrameWords: Sendable {
    let skip = Words(en: "Skip to the content", pl: "Przejdź do treści")
    let navigation = Words(en: "Main navigation", pl: "Nawigacja główna")
    let signOut = Words(en: "Sign out", pl: "Wyloguj")
    let shadow = Words(
        en: "Shadow mode: nothing is sent; what would have been sent otherwise is listed (stockgate shadow).",
        pl: "Tryb cienia: nic nie jest wysyłane; różnice pokazuje „stockgate shadow”.")
    let frozen = Words(
        en: "Sending is stopped: nothing goes to Allegro or wFirma until it is switched on again in Settings.",
        pl: "Wysyłanie wstrzymane: nic nie trafia do Allegro ani do wFirmy, dopóki nie włączysz go w Ustawieniach.")
    let live = Words(en: "live", pl: "na żywo")
    let languageSwitch = Words(en: "Language", pl: "Język")
    let account = Words(en: "Signed in as", pl: "Zalogowano jako")
}

extension Section {
    var name: Words {
        switch self {
        case .overview: Words(en: "Overview", pl: "Pulpit")
        case .offers: Words(en: "Allegro offers", pl: "Aukcje Allegro")
        case .products: Words(en: "Products", pl: "Produkty")
        case .orders: Words(en: "Orders", pl: "Zamówienia")
        case .problems: Words(en: "Problems", pl: "Problemy")
        case .deliveries: Words(en: "Notifications", pl: "Powiadomienia")
        case .settings: Words(en: "Settings", pl: "Ustawienia")
        }
    }
}

extension UserRole {
    var name: Words {
        switch self {
        case .viewer: Words(en: "viewer", pl: "podgląd")
        case .operator: Words(en: "operator", pl: "operator")
        case .admin: Words(en: "administrator", pl: "administrator")
        }
    }
}
