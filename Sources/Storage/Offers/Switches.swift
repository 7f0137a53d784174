import Inventory

/// What the switches of offers change within a transaction.
enum Switches {
    /// Sync goes on: its offer and every other of the same products lose auto-close and auto-resume (R12), Allegro's own relisting goes off
    /// (R15), and it is looked at and planned at once (R1).
    static func on(_ db: Database, _ offer: Offer, _ products: AvailabilityCache, at moment: Timestamp) throws {
        try products.load(for: offer)
        try suppose(db, offer.id)
        try OfferEdits.ask(db, offer.id, republish: false, due: moment)
        // Both sides are read anew: the first change is made on fresh knowledge, and planned once that is there. What was known so far stood under
        // its owner's hand, so the first page is knowledge and contradicts nothing.
        try db.cachedStatement(
            sql: """
                UPDATE offers SET shown_low = NULL, shown_high = NULL, read_at = NULL, contradicted_at = NULL, contradicted_again_at = NULL,
                    dirty_at = NULL, dirty_rank = NULL WHERE id = ?
                """
        ).execute(arguments: [offer.id.text])
        try DirtyMarks.look(db, at: offer.id, due: moment)
        let target = offer.link?.target { products[$0] }
        if offer.isOnSale, target?.quantity == 0 { try DirtyMarks.hasten(db, offer.id, .soldOut, at: moment) }
        for component in offer.link?.components ?? [] { try Looks.ask(db, component.product, due: moment, canWait: true) }
    }

    /// The switch alone, with what it means for other switches.
    static func suppose(_ db: Database, _ offer: OfferID) throws {
        try db.cachedStatement(sql: "UPDATE offers SET is_synchronised = 1, stopped_target = NULL, refusals = 0, has_receipt = 0 WHERE id = ?")
            .execute(arguments: [offer.text])
        try keepAutosApart(db, offer)
    }

    /// What the rules answer to switching sync on or off for an offer; nothing is written.
    static func decideSync(_ db: Database, _ offer: Offer?, enabled: Bool, _ products: AvailabilityCache) throws -> SwitchOutcome {
        let settings = try Store.settings(db)
        if let offer { try products.load(for: offer) }
        let needs = offer.map { settings.prerequisites(of: $0.account) }
        return SyncSwitch.decide(
            offer, enabled: enabled, fetchOrders: needs?.fetchOrders ?? false, issueInvoices: needs?.issueInvoices ?? false,
            isStocked: { products[$0].map { $0.stock != nil && !$0.isGone } ?? false })
    }

    /// Sync goes off: the offers stay as they are, and what was asked about them is over.
    static func off(_ db: Database, _ offers: [OfferID], at moment: Timestamp) throws {
        for offer in offers {
            try db.cachedStatement(
                sql: """
                    UPDATE offers SET is_synchronised = 0, hold = NULL, foreign_changes = 0, foreign_at = NULL, is_contested = 0,
                        stopped_target = NULL, refusals = 0 WHERE id = ?
                    """
            ).execute(arguments: [offer.text])
            try Outbox.withdraw(db, offer, at: moment)
            // What a person asked for, and the pause, outlast sync (R10, R44): their command is planned anew.
            try db.cachedStatement(
                sql: """
                    UPDATE offers SET dirty_at = coalesce(dirty_at, ?), dirty_rank = 0 WHERE id = ? AND (wish IS NOT NULL OR is_paused = 1)
                    """
            ).execute(arguments: [moment.microseconds, offer.text])
            try Problems.settle(db, kind: .foreignHand, subject: offer.text, by: "sync off", at: moment)
            try SyncObstacles.forget(db, offer, at: moment)
        }
        try HeldEnds.tell(db, at: moment)
    }

    /// No offer of a product with a synchronised offer closes or resumes by the older switches (R12), whichever of the two came last.
    static func keepAutosApart(_ db: Database, _ offer: OfferID) throws {
        try db.cachedStatement(
            sql: """
                UPDATE offers SET auto_close = 0, auto_resume = 0, has_receipt = 0 WHERE (auto_close = 1 OR auto_resume = 1)
                    AND (id = ?1 OR id IN (SELECT b.offer FROM offer_components a JOIN offer_components b ON b.product = a.product WHERE a.offer = ?1))
                    AND (is_synchronised = 1 OR EXISTS (
                        SELECT 1 FROM offer_components m JOIN offer_components t ON t.product = m.product JOIN offers s ON s.id = t.offer
                        WHERE m.offer = offers.id AND s.is_synchronised = 1 AND s.status <> 'archived'))
                """
        ).execute(arguments: [offer.text])
    }

    /// A product of the offer has a synchronised offer (R12). One that Allegro archived is none any more.
    static func isProductSynchronised(_ db: Database, of offer: OfferID) throws -> Bool {
        try Bool.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT EXISTS (SELECT 1 FROM offer_components a JOIN offer_components b ON b.product = a.product JOIN offers o ON o.id = b.offer
                        WHERE a.offer = ? AND o.is_synchronised = 1 AND o.status <> 'archived')
                    """), arguments: [offer.text]) ?? false
    }

    /// Keeps what a person asked for; Allegro's earlier refusals and a foreign hand no longer count.
    static func wish(_ db: Database, _ offer: Offer, _ wish: HandWish?, isPaused: Bool, at moment: Timestamp) throws {
        try db.cachedStatement(
            sql: """
                UPDATE offers SET wish = ?, is_paused = ?, stopped_target = NULL, refusals = 0, foreign_changes = 0, foreign_at = NULL,
                    is_contested = 0 WHERE id = ?
                """
        ).execute(arguments: [wish?.rawValue, isPaused, offer.id.text])
        try Problems.settle(db, kind: .foreignHand, subject: offer.id.text, by: "by hand", at: moment)
        try DirtyMarks.mark(db, offer: offer.id, falls: wish == .end || isPaused, since: moment)
    }
}
