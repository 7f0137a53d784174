import GRDB
public import Inventory

extension Store {
    /// Inside the transaction that applies a delivery: says what became of it. `dead` needs a reason.
    static func settle(
        _ db: Database, sequence: Int64, as state: DeliveryState, reason: String? = nil, pointer: String? = nil, at moment: Timestamp
    ) throws {
        let statement = try db.cachedStatement(
            sql: "UPDATE deliveries SET state = ?, reason = ?, pointer = ?, settled_at = ?, attempts = attempts + 1 WHERE sequence = ?")
        try statement.execute(arguments: [state.rawValue, reason, pointer, moment.microseconds, sequence])
    }

    /// Puts a dead or applied delivery back among those to apply, in its old place of the order of receipt; one that waits already is left as it is.
    /// To apply again what was applied changes nothing (R27).
    ///
    /// Throws ``StorageError/unknownDelivery(_:)``, ``StorageError/notReplayable(_:_:)`` for one turned away at the door, or ``StorageError/bodyDropped(_:)``.
    public func replay(id: DeliveryID, at moment: Timestamp) async throws {
        try await write { db in
            let row = try Row.fetchOne(
                db,
                sql: """
                    SELECT d.sequence, d.state, b.sequence IS NOT NULL AS has_body FROM \(Delivery.tables) WHERE d.id = ?
                    """, arguments: [id.text])
            guard let row else { throw StorageError.unknownDelivery(id) }
            let state: DeliveryState = try value(row, "state")
            switch state {
            case .accepted: return
            case .rejected: throw StorageError.notReplayable(id, state)
            case .dead, .applied: break
            }
            guard row["has_body"] else { throw StorageError.bodyDropped(id) }
            try db.execute(
                sql: "UPDATE deliveries SET state = 'accepted', reason = NULL, pointer = NULL, settled_at = ? WHERE sequence = ?",
                arguments: [moment.microseconds, row["sequence"] as Int64])
        }
    }

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
}
