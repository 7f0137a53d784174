import Inventory

/// Refusals of one offer in a row: at the limit nothing more is sent for its target, and a person is asked (R28).
enum Refusals {
    static func count(_ db: Database, _ offer: inout Offer, why: Words, tries: Int, at moment: Timestamp) throws {
        try db.cachedStatement(sql: "UPDATE offers SET refusals = refusals + 1 WHERE id = ?").execute(arguments: [offer.id.text])
        let refusals = try Int.fetchOne(db, sql: "SELECT refusals FROM offers WHERE id = ?", arguments: [offer.id.text]) ?? 0
        guard refusals >= tries else { return }
        // What a person asked for cannot be done: the problem says so, and nothing is tried for ever.
        offer.wish = nil
        let products = AvailabilityCache(db)
        try products.load(for: offer)
        try db.execute(
            sql: "UPDATE offers SET stopped_target = ?, refusals = 0 WHERE id = ?",
            arguments: [offer.link?.target { products[$0] }?.quantity, offer.id.text])
        try Problems.raise(
            db, kind: .commandRefused, subject: offer.id.text,
            what: Words(en: "Allegro refuses a change of offer \(offer.id)", pl: "Allegro odrzuca zmianę oferty \(offer.id)"), why: why, at: moment)
    }

    /// A change took hold.
    static func forget(_ db: Database, _ offer: OfferID, at moment: Timestamp) throws {
        try db.cachedStatement(sql: "UPDATE offers SET refusals = 0, stopped_target = NULL WHERE id = ?").execute(arguments: [offer.text])
        try Problems.settle(db, kind: .commandRefused, subject: offer.text, by: "success", at: moment)
    }
}
