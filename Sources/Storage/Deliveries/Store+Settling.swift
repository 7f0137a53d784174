public import Inventory

extension Store {
    /// Inside the transaction that applies a delivery: says what became of it. `dead` needs a reason.
    static func settle(
        _ db: Database, sequence: Int64, as state: DeliveryState, reason: String? = nil, pointer: String? = nil, at moment: Timestamp
    ) throws {
        let statement = try db.cachedStatement(
            sql: "UPDATE deliveries SET state = ?, reason = ?, pointer = ?, settled_at = ? WHERE sequence = ?")
        try statement.execute(arguments: [state.rawValue, reason, pointer, moment.microseconds, sequence])
    }

    /// Puts a dead or applied delivery back among those to apply, in its old place of the order of receipt; one that waits already is left as it is.
    /// To apply again what was applied changes nothing (R27).
    ///
    /// Throws ``StorageError/unknownDelivery(_:)``, ``StorageError/notReplayable(_:_:)`` for one turned away at the door, or ``StorageError/bodyDropped(_:)``.
    public func replay(id: DeliveryID) async throws {
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
                sql: "UPDATE deliveries SET state = 'accepted', reason = NULL, pointer = NULL, settled_at = NULL WHERE sequence = ?",
                arguments: [row["sequence"] as Int64])
        }
    }

    /// The most deliveries that one ``replay(since:limit:)`` puts back.
    public static let replayLimit = 10_000

    /// Puts back every dead or applied delivery received since `moment` that still has its body, the oldest first, at most `limit`; returns how
    /// many.
    public func replay(since moment: Timestamp, limit: Int = Store.replayLimit) async throws -> Int {
        try await write { db in
            try db.execute(
                sql: """
                    UPDATE deliveries SET state = 'accepted', reason = NULL, pointer = NULL, settled_at = NULL WHERE sequence IN (
                        SELECT d.sequence FROM deliveries d JOIN delivery_bodies b ON b.sequence = d.sequence
                        WHERE d.id >= :least AND d.received_at >= :moment AND d.state IN ('dead', 'applied') ORDER BY d.sequence LIMIT :limit)
                    """, arguments: ["least": DeliveryIDs.least(at: moment).text, "moment": moment.microseconds, "limit": limit])
            return db.changesCount
        }
    }
}
