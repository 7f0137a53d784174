public import Inventory

/// What nobody needs any more goes, a bounded number of rows in one call; each returns how many went.
extension Store {
    /// Drops the bodies of deliveries received and applied before `moment`, the oldest first, at most `limit` in one call; returns how many.
    /// Row and digest stay, so a repeat is still known for one (R26).
    public func prune(olderThan moment: Timestamp, limit: Int) async throws -> Int {
        try await write { db in
            // Ids sort by time of receipt: the last one before the moment bounds the walk.
            let last = try Int64.fetchOne(
                db, sql: "SELECT sequence FROM deliveries WHERE id < ? ORDER BY id DESC LIMIT 1",
                arguments: [DeliveryIDs.least(at: moment).text])
            guard let last else { return 0 }
            try db.execute(
                sql: """
                    DELETE FROM delivery_bodies WHERE sequence IN (
                        SELECT b.sequence FROM delivery_bodies AS b CROSS JOIN deliveries AS d ON d.sequence = b.sequence
                        WHERE b.sequence <= :last AND d.state = 'applied' AND d.received_at < :moment AND d.settled_at < :moment
                        ORDER BY b.sequence LIMIT :limit)
                    """, arguments: ["last": last, "moment": moment.microseconds, "limit": limit])
            return db.changesCount
        }
    }

    /// Drops the bodies of dead letters settled before `moment`: a person has had the time to mend them, and a buyer's data is not kept for ever
    /// (R46). Row and reason stay.
    public func pruneDeadLetters(settledBefore moment: Timestamp, limit: Int) async throws -> Int {
        try await write { db in
            let old = try Int64.fetchAll(
                db,
                sql: """
                    SELECT d.sequence FROM deliveries d JOIN delivery_bodies b ON b.sequence = d.sequence
                    WHERE d.state = 'dead' AND d.state <> 'applied' AND d.settled_at < ? ORDER BY d.sequence LIMIT ?
                    """, arguments: [moment.microseconds, limit])
            for sequence in old {
                try db.cachedStatement(sql: "DELETE FROM delivery_bodies WHERE sequence = ?").execute(arguments: [sequence])
                try db.cachedStatement(sql: "DELETE FROM awaited_products WHERE delivery = ?").execute(arguments: [sequence])
            }
            return old.count
        }
    }

    /// Drops what polls of our own brought, received and applied before `moment`, wholly: no sender repeats it, so no key has to be remembered.
    public func prunePolled(olderThan moment: Timestamp, limit: Int) async throws -> Int {
        try await write { db in
            // The newest row of all stays, so that no sequence comes twice.
            try db.execute(
                sql: """
                    DELETE FROM deliveries WHERE sequence IN (
                        SELECT sequence FROM deliveries INDEXED BY deliveries_polled
                        WHERE trust = 'polled' AND sequence < (SELECT max(sequence) FROM deliveries)
                            AND sequence <= (SELECT sequence FROM deliveries WHERE id < :id ORDER BY id DESC LIMIT 1)
                            AND state = 'applied' AND settled_at < :moment
                        ORDER BY sequence LIMIT :limit)
                    """, arguments: ["id": DeliveryIDs.least(at: moment).text, "moment": moment.microseconds, "limit": limit])
            return db.changesCount
        }
    }

    /// Forgets problems settled before `moment`.
    public func pruneProblems(settledBefore moment: Timestamp, limit: Int) async throws -> Int {
        try await write { db in
            try db.execute(
                sql: "DELETE FROM problems WHERE id IN (SELECT id FROM problems WHERE settled_at < ? ORDER BY settled_at LIMIT ?)",
                arguments: [moment.microseconds, limit])
            return db.changesCount
        }
    }
}
