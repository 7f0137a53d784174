import Inventory
import Storage

/// What became of a deed: how many changed, and which were refused and why (R14, R16, R17).
struct DeedResultPage: Page {
    static let template = "deed-result"
    static let words = DeedResultWords()

    struct Refused: Sendable {
        var href: String
        var id: String
        var name: String
        var reason: String
    }

    var title: String
    var section: Section? { .offers }
    var lead: String
    var figures: [DeedPreviewPage.Figure]
    var refused: [Refused]
    var more: String?
    /// Whether anything is sent now.
    var isSent: Bool

    init(_ entry: AuditEntry, _ deed: OfferDeed, names: [OfferID: String], visit: Visit) {
        let voice = visit.voice
        title = voice(deed.name)
        lead = "\(entry.who), \(voice.moment(entry.at))"
        let outcome = DeedOutcome(entry.outcome ?? "")
        isSent = outcome["frozen"] == 0
        figures = outcome.counts.map { name, count in
            DeedPreviewPage.Figure(value: voice.number(count), text: voice(Self.name(of: name)), isGrave: name == "refused")
        }
        refused = outcome.refused.prefix(DeedPreviewPage.rowLimit).map {
            Refused(href: Place.offer($0.offer), id: $0.offer.text, name: names[$0.offer] ?? "", reason: voice($0.reason.name))
        }
        let left = outcome["refused"] - refused.count
        more = left > 0 ? voice(Words(en: "and %@ more", pl: "i jeszcze %@")).replacing("%@", with: voice.number(left)) : nil
    }

    private static func name(of outcome: String) -> Words {
        switch outcome {
        case "enabled": Words(en: "switched on", pl: "włączono")
        case "disabled": Words(en: "switched off", pl: "wyłączono")
        case "ended": Words(en: "being ended", pl: "w trakcie kończenia")
        case "resumed": Words(en: "being resumed", pl: "w trakcie wznawiania")
        case "unchanged": Words(en: "unchanged", pl: "bez zmian")
        case "frozen": Words(en: "kept until sending goes on", pl: "zapamiętano do wznowienia wysyłania")
        default: Words(en: "refused", pl: "odmówiono")
        }
    }
}

struct DeedResultWords: Sendable {
    let refused = Words(en: "Refused", pl: "Odmowy")
    let offer = Words(en: "Offer", pl: "Oferta")
    let reason = Words(en: "Why", pl: "Dlaczego")
    let all = Words(en: "Everything was accepted.", pl: "Wszystko przyjęto.")
    let follows = Words(
        en: "Commands to Allegro follow within seconds; the list shows each change as it comes.",
        pl: "Polecenia trafią do Allegro w ciągu sekund; lista pokaże każdą zmianę, gdy nadejdzie.")
    let back = Words(en: "To the offers", pl: "Wróć do aukcji")
}
