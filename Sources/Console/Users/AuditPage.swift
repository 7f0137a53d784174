import Inventory
import Storage

/// Who did what.
struct AuditPage: Page {
    static let template = "audit"
    static let words = AuditWords()
    static let pageSize = 100

    struct Row: Sendable {
        var at: String
        var who: String
        var deed: String
        var subject: String
        var outcome: String
        var href: String?
    }

    var title: String
    var section: Section? { .settings }
    var rows: [Row]
    var later: String?

    init(before: Int64?, desk: Desk, visit: Visit) async throws {
        let voice = visit.voice
        let entries = try await desk.store.audit(before: before, limit: Self.pageSize + 1)
        title = voice(Self.words.title)
        rows = entries.prefix(Self.pageSize).map { entry in
            let deed = OfferDeed(rawValue: entry.deed)
            return Row(
                at: voice.exactMoment(entry.at), who: entry.who, deed: voice(Self.name(of: entry.deed)),
                subject: entry.subject.replacing("offers: ", with: voice(Words(en: "offers: ", pl: "ofert: "))),
                outcome: voice(entry.outcome.map { Self.told(outcome: String($0.prefix { $0 != "\n" })) } ?? Self.untold),
                href: deed.map { _ in Place.deed(entry.id) })
        }
        later = entries.count > Self.pageSize ? entries.dropLast().last.map { "/audit?before=\($0.id)" } : nil
    }

    /// The process ended before it could note the outcome, or what was wished does not exist.
    private static let untold = Words(en: "not noted", pl: "nie zanotowano")

    /// A deed on offers tells its own figures.
    private static func told(outcome: String) -> Words {
        switch outcome {
        case "done": Words(en: "done", pl: "zrobione")
        case "refused": Words(en: "refused", pl: "odmówiono")
        case "gone": Words(en: "it was over already", pl: "już było po sprawie")
        case "wished": Words(en: "the gateway sees to it", pl: "zlecono bramce")
        default: Words(verbatim: outcome)
        }
    }

    private static func name(of deed: String) -> Words {
        if let deed = OfferDeed(rawValue: deed) { return deed.name }
        if deed.hasPrefix("settle_"), let action = OpenProblem.Action(rawValue: String(deed.dropFirst(7))) {
            return Words(en: "Problem: \(action.name.en)", pl: "Problem: \(action.name.pl)")
        }
        return switch deed {
        case "sign_in": Words(en: "Signed in", pl: "Zalogowanie")
        case "link": Words(en: "Linked an offer", pl: "Powiązanie oferty")
        case "unlink": Words(en: "Removed a link", pl: "Usunięcie powiązania")
        case "links_import": Words(en: "Imported links", pl: "Import powiązań")
        case "settings": Words(en: "Changed settings", pl: "Zmiana ustawień")
        case "withdraw": Words(en: "Took back connecting an Allegro account", pl: "Wycofanie łączenia konta Allegro")
        case "connect": Words(en: "Connecting an Allegro account", pl: "Łączenie konta Allegro")
        case "leave": Words(en: "Left Stockgate", pl: "Odejście od Stockgate")
        case "invite": Words(en: "Invited a user", pl: "Zaproszenie użytkownika")
        case "user_role": Words(en: "Changed a role", pl: "Zmiana roli")
        case "user_disable": Words(en: "Shut a user out", pl: "Zablokowanie użytkownika")
        case "user_enable": Words(en: "Let a user in", pl: "Odblokowanie użytkownika")
        case "replay": Words(en: "Replayed notifications", pl: "Ponowne przetworzenie powiadomień")
        case "erase": Words(en: "Erased a buyer's data", pl: "Usunięcie danych kupującego")
        default: Words(verbatim: deed)
        }
    }
}

struct AuditWords: Sendable {
    let title = Words(en: "Who did what", pl: "Kto co zrobił")
    let when = Words(en: "When", pl: "Kiedy")
    let who = Words(en: "Who", pl: "Kto")
    let deed = Words(en: "What", pl: "Co")
    let subject = Words(en: "To what", pl: "Czego dotyczy")
    let outcome = Words(en: "Outcome", pl: "Wynik")
    let later = Words(en: "Earlier ones", pl: "Wcześniejsze")
    let pages = Words(en: "Pages", pl: "Strony")
    let settings = Words(en: "Settings", pl: "Ustawienia")
    let none = Words(en: "Nobody has done anything yet.", pl: "Nikt jeszcze nic nie zrobił.")
}
