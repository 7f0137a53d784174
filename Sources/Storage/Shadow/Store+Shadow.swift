public import Inventory

extension Store {
    /// Since when the gateway runs in the shadow of another program: it sends nothing, and notes what it would have sent. Nil: it is live.
    public func shadowSince() async throws -> Timestamp? { try await read(Self.shadowSince) }

    /// The same inside a transaction.
    static func shadowSince(_ db: Database) throws -> Timestamp? {
        try Int64.fetchOne(db.cachedStatement(sql: "SELECT shadow_since FROM settings")).map(Timestamp.init(microseconds:))
    }

    /// Goes into the shadow. What waits to be sent is taken back as in a freeze.
    public func enterShadow(at moment: Timestamp) async throws {
        try await write { db in
            try db.execute(sql: "UPDATE settings SET shadow_since = coalesce(shadow_since, ?)", arguments: [moment.microseconds])
        }
    }

    /// Takes over from the other program, and acts on nothing that is old: what it left on Allegro is read before anything is sent, its changes count
    /// as no foreign hand's (R29), and orders that were bought before stay its own (R37). False where the gateway was live already.
    @discardableResult
    public func leaveShadow(at moment: Timestamp) async throws -> Bool {
        try await write { db in
            guard try Self.shadowSince(db) != nil else { return false }
            try db.execute(sql: "UPDATE settings SET shadow_since = NULL, documents_from = ?", arguments: [moment.microseconds])
            try Outbox.withdrawAll(db, at: moment)
            try db.execute(sql: "UPDATE offers SET wish = NULL WHERE wish IS NOT NULL")
            try Self.forgetWhatAllegroShows(db, at: moment)
            try db.execute(sql: "UPDATE offers SET foreign_changes = 0, foreign_at = NULL, is_contested = 0 WHERE foreign_at IS NOT NULL")
            for subject in try String.fetchAll(
                db, sql: "SELECT subject FROM problems WHERE kind = ? AND settled_at IS NULL", arguments: [OpenProblem.Kind.foreignHand.rawValue])
            {
                try Problems.settle(db, kind: .foreignHand, subject: subject, by: "shadow over", at: moment)
            }
            let orders = try String.fetchAll(
                db, sql: "SELECT id FROM orders WHERE is_before_start = 0 AND read_at IS NOT NULL AND gone_at IS NULL ORDER BY bought_at, id")
            for id in orders { if let order = try Orders.order(db, OrderID(id)) { try StartDates.leave(db, order, at: moment) } }
            try db.execute(sql: "UPDATE shadow_differences SET settled_at = ? WHERE settled_at IS NULL", arguments: [moment.microseconds])
            return true
        }
    }

    /// Orders bought before it get no document from us; nil: the gateway was never in a shadow.
    static func documentsFrom(_ db: Database) throws -> Timestamp? {
        try Int64.fetchOne(db.cachedStatement(sql: "SELECT documents_from FROM settings")).map(Timestamp.init(microseconds:))
    }

    /// What stands on Allegro is not known until it is read again, and everything is planned anew then.
    static func forgetWhatAllegroShows(_ db: Database, at moment: Timestamp) throws {
        try db.execute(
            sql: """
                UPDATE offers SET shown_low = NULL, shown_high = NULL, read_at = NULL, contradicted_at = NULL, contradicted_again_at = NULL,
                    look_at = ?1 WHERE status <> 'archived'
                """, arguments: [moment.microseconds])
        try db.execute(
            sql: """
                UPDATE offers SET dirty_at = ?1, dirty_rank = 0
                WHERE is_synchronised = 1 OR auto_close = 1 OR auto_resume = 1 OR is_paused = 1 OR wish IS NOT NULL
                """, arguments: [moment.microseconds])
    }
}
