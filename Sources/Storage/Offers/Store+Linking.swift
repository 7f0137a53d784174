import GRDB
public import Inventory

extension Store {
    /// Why a link cannot be made.
    public enum LinkRefusal: Error, Sendable, Equatable {
        case unknownOffer(OfferID)
        case unknownProduct(ProductID)
        case noComponents
        case repeatedProduct(ProductID)
        case unitsBelowOne
        case negative(field: String)
    }

    /// Links an offer to what it sells, replacing an earlier link; a synchronised offer is planned anew. Throws a ``LinkRefusal``.
    public func link(_ offer: OfferID, to link: OfferLink, at moment: Timestamp) async throws {
        if link.components.isEmpty { throw LinkRefusal.noComponents }
        if link.components.contains(where: { $0.units < 1 }) { throw LinkRefusal.unitsBelowOne }
        if link.buffer < 0 { throw LinkRefusal.negative(field: "buffer") }
        if let cap = link.cap, cap < 0 { throw LinkRefusal.negative(field: "cap") }
        var seen: Set<ProductID> = []
        for component in link.components where !seen.insert(component.product).inserted { throw LinkRefusal.repeatedProduct(component.product) }
        let refusal: LinkRefusal? = try await write { db in
            guard try Offers.offer(db, offer) != nil else { return .unknownOffer(offer) }
            for component in link.components where try !Catalogue.isKnown(db, component.product) { return .unknownProduct(component.product) }
            try Offers.saveLink(db, offer, link, at: moment)
            return nil
        }
        if let refusal { throw refusal }
    }

    /// Removes an offer's link; sync goes off with it, for it has nothing to follow any more. Throws a ``LinkRefusal``.
    public func unlink(_ offer: OfferID) async throws {
        let refusal: LinkRefusal? = try await write { db in
            guard try Offers.offer(db, offer) != nil else { return .unknownOffer(offer) }
            try db.execute(sql: "DELETE FROM offer_components WHERE offer = ?", arguments: [offer.text])
            try db.execute(sql: "UPDATE offers SET is_synchronised = 0, buffer = 0, cap = NULL WHERE id = ?", arguments: [offer.text])
            return nil
        }
        if let refusal { throw refusal }
    }

    /// Switches sync on or off for many offers in one action (R17); each is answered, the refused ones with the reason (R14, R16).
    ///
    /// Auto-close and auto-resume go off for every offer of the same products (R12).
    public func switchSync(_ offers: [OfferID], enabled: Bool, at moment: Timestamp) async throws -> [(offer: OfferID, outcome: SyncSwitch.Outcome)] {
        try await write { db in
            let row = try Row.fetchOne(db, sql: "SELECT fetch_orders, issue_invoices FROM settings")
            return try offers.map { id in
                let outcome = SyncSwitch.decide(
                    try Offers.offer(db, id), enabled: enabled, fetchOrders: row?[0] ?? false, issueInvoices: row?[1] ?? false)
                switch outcome {
                case .enabled: try Self.switchOn(db, id, at: moment)
                case .disabled: try db.execute(sql: "UPDATE offers SET is_synchronised = 0 WHERE id = ?", arguments: [id.text])
                case .unchanged, .refused: break
                }
                return (id, outcome)
            }
        }
    }

    static func switchOn(_ db: Database, _ offer: OfferID, at moment: Timestamp) throws {
        try db.execute(
            sql: """
                UPDATE offers SET auto_close = 0, auto_resume = 0 WHERE id = ?1 OR id IN (
                    SELECT b.offer FROM offer_components a JOIN offer_components b ON b.product = a.product WHERE a.offer = ?1)
                """, arguments: [offer.text])
        try db.execute(
            sql: "UPDATE offers SET is_synchronised = 1, stopped_target = NULL, refusals = 0 WHERE id = ?", arguments: [offer.text])
        try OfferEdits.ask(db, offer, republish: false, due: moment)
        // Its product's stock and what Allegro shows are both looked at again: the first change is made on fresh knowledge.
        try DirtyMarks.look(db, at: offer, due: moment)
        try DirtyMarks.mark(db, offer: offer, falls: true, since: moment)
    }
}
