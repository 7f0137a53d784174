import Inventory
import Storage

/// "Powiadomienia": what came in, and what became of it.
struct DeliveriesPage: Page {
    static let template = "deliveries"
    static let words = DeliveriesWords()
    static let pageSize = 50

    struct Row: Sendable {
        var href: String
        var receivedAt: String
        var source: String
        var state: String
        var stateMark: String
        var reason: String?
    }

    var title: String
    var section: Section? { .deliveries }
    var states: [OffersPage.Choice]
    var rows: [Row]
    var isEmpty: Bool
    var later: String?
    var mayAct: Bool
    var sinceNow: String

    init(_ asked: FormFields, desk: Desk, visit: Visit) async throws {
        let voice = visit.voice
        let state: DeliveryState? = asked.choice("state")
        let deliveries = try await desk.store.deliveries(state: state, after: asked["after"].flatMap { Int64($0) }, limit: Self.pageSize + 1)
        title = voice(Section.deliveries.name)
        let any = OffersPage.Choice(value: "", text: voice(Words(en: "all", pl: "wszystkie")), isChosen: state == nil)
        states = [any] + DeliveryState.allCases.map { .init(value: $0.rawValue, text: voice($0.name), isChosen: $0 == state) }
        rows = deliveries.prefix(Self.pageSize).map { delivery in
            Row(
                href: Place.delivery(delivery.id), receivedAt: voice.exactMoment(delivery.incoming.receivedAt),
                source: Self.told(delivery.incoming, voice),
                state: voice(delivery.state.name), stateMark: delivery.state.rawValue, reason: delivery.reason)
        }
        isEmpty = rows.isEmpty
        later =
            deliveries.count > Self.pageSize
            ? deliveries.dropLast().last.map { Section.deliveries.rawValue + query(["state": state?.rawValue, "after": String($0.sequence)]) } : nil
        mayAct = visit.may(.operator)
        let hourAgo = visit.at - .seconds(3600)
        sinceNow = String((hourAgo + PolishTime.offset(at: hourAgo)).description.prefix(16))
    }

    /// What we asked for ourselves came from nobody's webhook.
    private static func told(_ delivery: IncomingDelivery, _ voice: Voice) -> String {
        guard delivery.trust == .polled else { return delivery.source }
        return switch delivery.kind {
        case .wfirma: voice(Words(en: "wFirma, asked by Stockgate", pl: "wFirma, zapytana przez Stockgate"))
        case .allegro: voice(Words(en: "Allegro, asked by Stockgate", pl: "Allegro, zapytane przez Stockgate"))
        }
    }
}

extension DeliveryState {
    var name: Words {
        switch self {
        case .accepted: Words(en: "waiting", pl: "w kolejce")
        case .applied: Words(en: "applied", pl: "przetworzone")
        case .dead: Words(en: "cannot be read", pl: "nieczytelne")
        case .rejected: Words(en: "turned away", pl: "odrzucone")
        }
    }
}

struct DeliveriesWords: Sendable {
    let state = Words(en: "Outcome", pl: "Wynik")
    let filter = Words(en: "Show", pl: "Pokaż")
    let received = Words(en: "Received", pl: "Otrzymano")
    let source = Words(en: "From", pl: "Skąd")
    let reason = Words(en: "Reason", pl: "Powód")
    let none = Words(en: "Nothing has come in.", pl: "Nic jeszcze nie przyszło.")
    let later = Words(en: "Earlier ones", pl: "Wcześniejsze")
    let pages = Words(en: "Pages", pl: "Strony")
    let replaySince = Words(en: "Process again everything since", pl: "Przetwórz ponownie wszystko od")
    let replay = Words(en: "Process again", pl: "Przetwórz ponownie")
    let replayLead = Words(
        en: "Applying again what was applied changes nothing; what could not be read gets another chance.",
        pl: "Ponowne przetworzenie tego, co już przetworzono, niczego nie zmienia; nieczytelne dostaną drugą szansę.")
}

/// One notification with its body, secrets masked.
struct DeliveryDetailPage: Page {
    static let template = "delivery"
    static let words = DeliveryDetailWords()

    struct Fact: Sendable {
        var name: String
        var value: String
    }

    var title: String
    var section: Section? { .deliveries }
    var id: String
    var state: String
    var stateMark: String
    var reason: String?
    var pointer: String?
    var facts: [Fact]
    var headers: [Fact]
    var body: String
    var hasBody: Bool
    var mayReplay: Bool

    init(_ id: DeliveryID, desk: Desk, visit: Visit) async throws {
        guard let delivery = try await desk.store.delivery(id: id) else { throw PageFault.notFound }
        let (voice, incoming) = (visit.voice, delivery.incoming)
        title = voice(Words(en: "Notification of %@", pl: "Powiadomienie z %@")).replacing("%@", with: voice.exactMoment(incoming.receivedAt))
        self.id = id.text
        (state, stateMark) = (voice(delivery.state.name), delivery.state.rawValue)
        (reason, pointer) = (delivery.reason, delivery.pointer)
        facts = [
            (Words(en: "From", pl: "Skąd"), incoming.source), (Words(en: "Key", pl: "Klucz"), incoming.key ?? "–"),
            (Words(en: "Settled", pl: "Rozstrzygnięto"), delivery.settledAt.map(voice.exactMoment) ?? "–"),
        ].map { Fact(name: voice($0.0), value: $0.1) }
        headers = incoming.headers.sorted { $0.key < $1.key }.map { Fact(name: $0.key, value: $0.value) }
        body = delivery.maskedBody
        hasBody = !incoming.body.isEmpty
        mayReplay = visit.may(.operator) && hasBody && (delivery.state == .dead || delivery.state == .applied)
    }
}

struct DeliveryDetailWords: Sendable {
    let back = Words(en: "All notifications", pl: "Wszystkie powiadomienia")
    let reason = Words(en: "Reason", pl: "Powód")
    let field = Words(en: "field", pl: "pole")
    let body = Words(en: "Body as it came, secrets masked", pl: "Treść, jak przyszła, z zakrytymi sekretami")
    let dropped = Words(en: "The body was dropped by its age.", pl: "Treść usunięto ze względu na wiek.")
    let headers = Words(en: "Header fields", pl: "Nagłówki")
    let replay = Words(en: "Process again", pl: "Przetwórz ponownie")
}
