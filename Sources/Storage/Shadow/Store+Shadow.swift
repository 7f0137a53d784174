public import Inventory

extension Store {
    /// Since when the gateway runs in the shadow of another program: it sends nothing, and notes what it would have sent. Nil: it is live.
    public func shadowSince() async throws -> Timestamp? { try await read(Self.shadowSince) }

    /// The same inside a transaction.
    static func shadowSince(_ db: Database) throws -> Timestamp? {
        try Int64.fetchOne(db.cachedStatement(sql: "SELECT shadow_since FROM settings")).map(Timestamp.init(microseconds:))
    }

    /// Goes into the shadow. What waits to be sent is taken back as in a freeze; every offer is compared once (``compareShadow(brake:limit:at:)``).
    public func enterShadow(at moment: Timestamp) async throws {
        try await write { db in
            db.takeTime()
            try db.execute(sql: "UPDATE settings SET shadow_since = coalesce(shadow_since, ?)", arguments: [moment.microseconds])
            try db.execute(
                sql: "UPDATE offers SET dirty_at = ?, dirty_rank = 0 WHERE dirty_at IS NULL AND \(Offers.isFollowed)",
                arguments: [moment.microseconds])
        }
    }

    /// Takes over from the other program, and acts on nothing that is old: what it left on Allegro is read before anything is sent, its changes count
    /// as no foreign hand's (R29), and orders that were bought before stay its own (R37). False where the gateway was live already.
    ///
    /// Orders are many: they go step by step, in the shadow still, and a crash in between leaves a gateway in the shadow that begins anew.
    @discardableResult
    public func leaveShadow(at moment: Timestamp) async throws -> Bool {
        guard try await shadowSince() != nil else { return false }
        // Whichever order is read from now on is decided by it.
        try await write { db in try db.execute(sql: "UPDATE settings SET documents_from = ?", arguments: [moment.microseconds]) }
        var last: (boughtAt: Int64, id: String)? = (.min, "")
        while let before = last { last = try await leaveOrders(after: before, at: moment) }
        return try await write { db in
            guard try Self.shadowSince(db) != nil else { return false }
            db.takeTime()
            try db.execute(sql: "UPDATE settings SET shadow_since = NULL")
            try Outbox.withdrawAll(db, at: moment)
            try db.execute(sql: "UPDATE offers SET wish = NULL WHERE wish IS NOT NULL")
            try Self.forgetWhatAllegroShows(db, at: moment)
            try db.execute(sql: "UPDATE offers SET foreign_changes = 0, foreign_at = NULL, is_contested = 0 WHERE foreign_at IS NOT NULL")
            for subject in try String.fetchAll(
                db, sql: "SELECT subject FROM problems WHERE kind = ? AND settled_at IS NULL", arguments: [OpenProblem.Kind.foreignHand.rawValue])
            {
                try Problems.settle(db, kind: .foreignHand, subject: subject, by: "shadow over", at: moment)
            }
            try db.execute(sql: "UPDATE shadow_differences SET settled_at = ? WHERE settled_at IS NULL", arguments: [moment.microseconds])
            return true
        }
    }

    /// Orders that one transaction leaves to the other program.
    static let leavingStep = 200

    /// One step of them; returns the last that it looked at, nil at the end.
    private func leaveOrders(
        after last: (boughtAt: Int64, id: String), at moment: Timestamp
    ) async throws -> (boughtAt: Int64, id: String)? {
        try await write { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT id, bought_at FROM orders WHERE is_before_start = 0 AND read_at IS NOT NULL AND gone_at IS NULL
                        AND (bought_at, id) > (?, ?) ORDER BY bought_at, id LIMIT \(Self.leavingStep)
                    """, arguments: [last.boughtAt, last.id])
            for row in rows { if let order = try Orders.order(db, OrderID(row[0])) { try StartDates.leave(db, order, at: moment) } }
            return rows.last.map { ($0[1], $0[0]) }
        }
    }

    /// Drops differences that were settled before `moment`, at most `limit`; returns how many.
    public func pruneShadow(settledBefore moment: Timestamp, limit: Int) async throws -> Int {
        try await write { db in
            try db.execute(
                sql: "DELETE FROM shadow_differences WHERE id IN (SELECT id FROM shadow_differences WHERE settled_at < ? ORDER BY id LIMIT ?)",
                arguments: [moment.microseconds, limit])
            return db.changesCount
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
                WHERE \(Offers.isFollowed)
                """, arguments: [moment.microseconds])
    }
}
