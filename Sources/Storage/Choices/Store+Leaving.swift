public import Inventory

/// What leaving switched off, and what is left to do for others (R45).
public struct Leaving: Sendable, Equatable {
    /// Offers whose sync, auto-close, auto-resume or pause was switched off; they stay as they are.
    public var offers = 0
    /// Offers whose own relisting at Allegro is given back as it was; the last requests that are sent.
    public var republishToGiveBack = 0
    /// Orders whose document is on its way and goes no further.
    public var unfinishedDocuments: [OrderID] = []
    /// Nothing is sent any more; false while relisting is being given back.
    public var isFrozen = false
    /// What was chosen, as it stood before.
    public var choices = Choices()
    public var names: [OfferID: String] = [:]
}

extension Store {
    /// Switches everything off in one transaction: sync, the older switches, pauses and wishes of all offers, orders and documents. Links stay.
    /// Once Allegro's relisting is given back, the store is frozen: nothing is sent afterwards, until somebody thaws it (R45, R49).
    public func leave(at moment: Timestamp) async throws -> Leaving {
        try await write { db in
            var leaving = Leaving()
            (leaving.choices, leaving.names) = try Self.choices(db)
            let synchronised = try String.fetchAll(db, sql: "SELECT id FROM offers WHERE is_synchronised = 1 ORDER BY id").map { OfferID($0) }
            try Switches.off(db, synchronised, at: moment)
            try db.execute(
                sql: """
                    UPDATE offers SET auto_close = 0, auto_resume = 0, has_receipt = 0, is_paused = 0, wish = NULL
                    WHERE auto_close = 1 OR auto_resume = 1 OR is_paused = 1 OR wish IS NOT NULL
                    """)
            leaving.offers = leaving.choices.offers.values.count { $0.isSynchronised || $0.autoClose || $0.autoResume || $0.isPaused }
            try Outbox.withdrawAll(db, at: moment)
            try db.execute(sql: "DELETE FROM pending_choices")
            leaving.republishToGiveBack = try OfferEdits.giveAllBack(db, at: moment)
            leaving.unfinishedDocuments = try String.fetchAll(
                db,
                sql:
                    "SELECT order_id FROM order_documents WHERE due_at IS NOT NULL OR state = 'wanted' UNION SELECT order_id FROM order_corrections WHERE due_at IS NOT NULL"
            ).map { OrderID($0) }
            var settings = try Self.settings(db)
            (settings.fetchOrders, settings.issueInvoices) = (false, false)
            try Self.keep(settings, db)
            try db.execute(sql: "UPDATE settings SET is_leaving = 1")
            leaving.isFrozen = try OfferEdits.freezeOnceGivenBack(db)
            return leaving
        }
    }
}

extension OfferEdits {
    /// Asks for every offer's relisting to be as it was before sync; returns of how many. What was off before is so already.
    static func giveAllBack(_ db: Database, at moment: Timestamp) throws -> Int {
        try db.execute(sql: "DELETE FROM offer_edits")
        try db.execute(sql: "UPDATE offers SET republish_was = NULL WHERE republish_was = 0 OR status = 'archived'")
        let offers = try String.fetchAll(db, sql: "SELECT id FROM offers WHERE republish_was = 1 ORDER BY id")
        for offer in offers { try ask(db, OfferID(offer), republish: nil, due: moment) }
        return offers.count
    }

    /// After a wish to leave, once nothing is left to be given back: nothing is sent any more. True when that is so now.
    @discardableResult
    static func freezeOnceGivenBack(_ db: Database) throws -> Bool {
        try db.execute(
            sql: "UPDATE settings SET frozen = 1, is_leaving = 0 WHERE is_leaving = 1 AND NOT EXISTS (SELECT 1 FROM offer_edits)")
        return db.changesCount > 0
    }
}
