import Inventory
import Storage

extension DeedPreviewPage {
    init(_ asked: DeedRequest, desk: Desk, visit: Visit) async throws {
        let planned = Array(asked.offers.prefix(Store.previewLimit))
        let preview = try await desk.store.preview(asked.deed, on: planned, terms: desk.terms, at: visit.at)
        let refused = preview.outcomes.filter { $0.outcome.told.name == "refused" }.prefix(Self.rowLimit).map(\.offer)
        let names = Dictionary(try await desk.store.offerRows(Array(refused)).map { ($0.view.offer.id, $0.view.offer.name) }) { first, _ in first }
        self.init(asked, preview, planned: planned.count, names: names, visit: visit)
    }

    init(_ asked: DeedRequest, _ preview: DeedPreview, planned: Int, names: [OfferID: String], visit: Visit) {
        let voice = visit.voice
        title = voice(asked.deed.name)
        deed = asked.deed.rawValue
        offers = asked.filter == nil ? asked.offers.map(\.text) : []
        filter = asked.filter
        lead = voice(Words(en: "For %@. Nothing has been sent yet.", pl: "Dla: %@. Nic jeszcze nie wysłano.")).replacing(
            "%@", with: voice.count(asked.offers.count, .offers))
        missing = preview.missing.map { voice($0.name) }
        let refusals = preview.outcomes.compactMap { offer, outcome in outcome.told.name == "refused" ? outcome.told.reason.map { (offer, $0) } : nil
        }
        .filter { !preview.missing.contains($0.1) }
        refused = refusals.prefix(Self.rowLimit).map { offer, reason in
            // What helps stands further down the offer's own page.
            let place = reason == .unlinked ? "#link" : ""
            return Refused(href: Place.offer(offer) + place, id: offer.text, name: names[offer] ?? offer.text, reason: voice(reason.name))
        }
        refusedMore = Self.more(refusals.count, voice)
        let sent = preview.items.filter { $0.plan.action != .keep }
        rows = sent.prefix(Self.rowLimit).map { Row($0.offer, $0.plan, voice) }
        more = Self.more(sent.count, voice)
        // What waits, for stock or for the thaw, is kept all the same.
        let changing = preview.outcomes.count { $0.outcome.told.name != "refused" && $0.outcome != .unchanged }
        figures = Self.figures(asked, preview, sent: sent.map(\.plan), changing: changing, refused: refusals.count, voice)
        warnings = Self.warnings(asked, preview, planned: planned, voice)
        isPossible = changing > 0
        isImpossible = changing == 0 && !refusals.isEmpty
        confirm = voice(asked.deed.confirmation).replacing("%@", with: voice.count(asked.offers.count, .offersObject))
        back = asked.filter.map { Section.offers.rawValue + ($0.isEmpty ? "" : "?" + $0) } ?? Section.offers.rawValue
    }

    private static func more(_ count: Int, _ voice: Voice) -> String? {
        count > rowLimit ? voice(Words(en: "and %@ more", pl: "i jeszcze %@")).replacing("%@", with: voice.number(count - rowLimit)) : nil
    }

    private static func figures(
        _ asked: DeedRequest, _ preview: DeedPreview, sent: [Plan], changing: Int, refused: Int, _ voice: Voice
    ) -> [Figure] {
        let ends = sent.count { $0.action == .end }
        let unchanged = preview.outcomes.count { $0.outcome == .unchanged }
        var figures = [Figure(value: voice.number(changing), text: voice(Words(en: "will change", pl: "zmieni się")), isGrave: false)]
        if unchanged > 0 {
            figures.append(Figure(value: voice.number(unchanged), text: voice(Words(en: "stay as they are", pl: "bez zmian")), isGrave: false))
        }
        if refused > 0 {
            figures.append(Figure(value: voice.number(refused), text: voice(Words(en: "not possible", pl: "niemożliwe")), isGrave: true))
        }
        figures.append(
            Figure(value: voice.number(ends), text: voice(Words(en: "will end on Allegro", pl: "zakończy się na Allegro")), isGrave: ends > 0))
        let resumed = sent.count { if case .resume = $0.action { true } else { false } }
        if resumed > 0 {
            figures.append(Figure(value: voice.number(resumed), text: voice(Words(en: "will come back", pl: "wróci na Allegro")), isGrave: false))
        }
        if preview.duration > .zero {
            figures.append(
                Figure(value: voice.span(preview.duration), text: voice(Words(en: "until all is sent", pl: "do wysłania całości")), isGrave: false))
        }
        return figures
    }

    private static func warnings(_ asked: DeedRequest, _ preview: DeedPreview, planned: Int, _ voice: Voice) -> [String] {
        var warnings: [String] = []
        if preview.outcomes.contains(where: { $0.outcome == .frozen }) {
            warnings.append(
                voice(
                    Words(
                        en: "Nothing is sent at present: what you confirm is kept, and done when sending goes on.",
                        pl: "Teraz nic nie jest wysyłane: to, co potwierdzisz, zostanie zapamiętane i wykonane, gdy wysyłanie ruszy.")))
        }
        if !preview.losingAutos.isEmpty {
            let names = preview.losingAutos.prefix(10).map(\.text).joined(separator: ", ")
            warnings.append(
                voice(Words(en: "These lose auto-close and auto-resume: %@", pl: "Automatyczne kończenie i wznawianie stracą: %@"))
                    .replacing("%@", with: voice.count(preview.losingAutos.count, .offers) + " (\(names))"))
        }
        if asked.deed == .syncOn {
            warnings.append(
                voice(
                    Words(
                        en: """
                            wFirma's own switches of the same names (stock sync, auto-close, auto-resume) must be off for these offers: two programs would \
                            change them against each other.
                            """,
                        pl: """
                            Przełączniki o tych samych nazwach w samej wFirmie (synchronizacja stanu, automatyczne kończenie i wznawianie) muszą być dla \
                            tych ofert wyłączone: inaczej dwa programy zmieniałyby je sobie nawzajem.
                            """)))
        }
        if planned < asked.offers.count {
            warnings.append(
                voice(
                    Words(en: "The preview shows the first %@; the action is for all.", pl: "Podgląd obejmuje pierwsze %@; akcja obejmie wszystkie.")
                )
                .replacing("%@", with: voice.count(planned, .offers)))
        }
        return warnings
    }
}

extension DeedPreviewPage.Row {
    init(_ offer: Offer, _ plan: Plan, _ voice: Voice) {
        (href, id, name) = (Place.offer(offer.id), offer.id.text, offer.name)
        shown = offer.shown?.exact.map(voice.number) ?? "?"
        target = plan.target.map(voice.number) ?? "?"
        (action, actionMark) = plan.action.told(voice)
        reason = voice(plan.reason.name)
    }
}

extension Plan.Action {
    /// In words, and what colour it has.
    func told(_ voice: Voice) -> (text: String, mark: String) {
        switch self {
        case .keep: (voice(Words(en: "nothing", pl: "nic")), "keep")
        case .add(let pieces): (voice.change(pieces), pieces < 0 ? "lower" : "raise")
        case .set(let quantity): (voice(Words(en: "set %@", pl: "ustaw %@")).replacing("%@", with: voice.number(quantity)), "raise")
        case .end: (voice(Words(en: "end", pl: "zakończ")), "end")
        case .resume(let quantity): (voice(Words(en: "resume with %@", pl: "wznów: %@")).replacing("%@", with: voice.number(quantity)), "raise")
        }
    }
}

extension OfferDeed {
    /// What the button says that does it.
    var confirmation: Words {
        switch self {
        case .syncOn: Words(en: "Synchronise %@", pl: "Synchronizuj %@")
        case .syncOff: Words(en: "Switch sync off for %@", pl: "Wyłącz synchronizację: %@")
        case .autoCloseOn: Words(en: "Switch auto-close on for %@", pl: "Włącz automatyczne kończenie: %@")
        case .autoCloseOff: Words(en: "Switch auto-close off for %@", pl: "Wyłącz automatyczne kończenie: %@")
        case .autoResumeOn: Words(en: "Switch auto-resume on for %@", pl: "Włącz automatyczne wznawianie: %@")
        case .autoResumeOff: Words(en: "Switch auto-resume off for %@", pl: "Wyłącz automatyczne wznawianie: %@")
        case .end: Words(en: "End %@ on Allegro", pl: "Zakończ na Allegro %@")
        case .resume: Words(en: "Resume %@", pl: "Wznów %@")
        case .pause: Words(en: "Take a break with %@", pl: "Zacznij przerwę: %@")
        case .unpause: Words(en: "End the break of %@", pl: "Zakończ przerwę: %@")
        }
    }
}
