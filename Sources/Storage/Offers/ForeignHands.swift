import Inventory

/// Changes on Allegro that neither a sale nor a command of ours explains (R29).
enum ForeignHands {
    /// Names and counts what a reading showed that was taken as knowledge; a tug-of-war that goes on is put before a person.
    static func meet(
        _ db: Database, _ offer: inout Offer, before: Offer, open: [OpenCommand], rules: ForeignHand.Rules, at moment: Timestamp
    ) throws -> ForeignHand? {
        guard let hand = ForeignHand(from: before, to: offer, open: open) else { return nil }
        // In its shadow another program's hand is no foreign one.
        guard try Store.shadowSince(db) == nil else { return nil }
        // An end is a person's and stays (R10); what Allegro itself keeps is not ours to repair (R14); a change to what the offer should show anyway is
        // nothing to fight about.
        guard hand != .end, !offer.isFulfilledByAllegro, try offer.shown?.exact != target(db, of: offer) else { return hand }
        offer.repairs(hand, rules: rules, at: moment)
        if offer.isContested {
            try Problems.raise(
                db, kind: .foreignHand, subject: offer.id.text,
                what: Words(
                    en: "Somebody else keeps changing offer \(offer.id)", pl: "Ktoś inny wciąż zmienia ofertę \(offer.id)"),
                why: Words(
                    en: """
                        \(offer.foreignChanges) changes that no sale and no command of ours explains; \(before.told) became \(offer.told). It is \
                        lowered and ended as before, but no longer raised or resumed
                        """,
                    pl: """
                        Zmian, których nie tłumaczy żadna sprzedaż ani nasze polecenie: \(offer.foreignChanges); \(before.told) → \(offer.told). Oferta jest \
                        nadal zmniejszana i kończona, ale już nie zwiększana ani wznawiana
                        """), at: moment)
        }
        return hand
    }

    /// After a quiet day the offer is raised and resumed again.
    static func forgetIfQuiet(_ db: Database, _ offer: inout Offer, rules: ForeignHand.Rules, at moment: Timestamp) throws {
        guard offer.isQuietAgain(rules: rules, at: moment) else { return }
        offer.forgetForeignHand()
        try Problems.settle(db, kind: .foreignHand, subject: offer.id.text, by: "quiet", at: moment)
        try DirtyMarks.mark(db, offer: offer.id, falls: false, since: moment)
    }

    private static func target(_ db: Database, of offer: Offer) throws -> Int? {
        let products = AvailabilityCache(db)
        try products.load(for: offer)
        return offer.link?.target { products[$0] }?.published
    }
}

extension Offer {
    fileprivate var told: String { "\(status.rawValue) \(shown?.exact.map(String.init) ?? "?")" }
}
