public import Inventory

extension Store {
    /// The most deliveries that one read returns.
    public static let deliveryPageLimit = 1000
    /// The most bytes of bodies that one read of pending deliveries returns (one delivery always comes, however large).
    public static let pendingBytesLimit = 8 * 1_048_576

    /// The oldest deliveries not yet applied, in order of receipt, at most `limit` and at most ``pendingBytesLimit``.
    public func pendingDeliveries(limit: Int) async throws -> [Delivery] {
        let limit = min(limit, Self.deliveryPageLimit)
        return try await read { db in
            let rows = try Row.fetchCursor(
                db.cachedStatement(
                    sql: """
                        SELECT \(Delivery.columns) FROM \(Delivery.tables)
                        WHERE d.state = 'accepted' AND d.state <> 'applied' ORDER BY d.sequence LIMIT ?
                        """), arguments: [limit])
            var pending: [Delivery] = []
            var bytes = 0
            while bytes < Self.pendingBytesLimit, let row = try rows.next() {
                pending.append(try Delivery(row: row))
                bytes += pending.last?.incoming.body.count ?? 0
            }
            return pending
        }
    }

    static func hasPendingDelivery(_ db: Database) throws -> Bool {
        try Bool.fetchOne(
            db.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM deliveries WHERE state = 'accepted' AND state <> 'applied')")) ?? false
    }

    /// One delivery with its body, which is empty once it was dropped by its age.
    public func delivery(id: DeliveryID) async throws -> Delivery? {
        try await read { db in
            try Row.fetchOne(
                db.cachedStatement(sql: "SELECT \(Delivery.columns) FROM \(Delivery.tables) WHERE d.id = ?"), arguments: [id.text]
            )
            .map(Delivery.init(row:))
        }
    }

    /// Deliveries without their bodies, newest first: those in `state` (nil: all) that came before the one with sequence `after`
    /// (nil: from the newest on). Fewer than `limit` (at most ``deliveryPageLimit``) means that these were the last.
    public func deliveries(state: DeliveryState?, after: Int64?, limit: Int) async throws -> [Delivery] {
        // Of all but applied deliveries there is an index, which SQLite takes when the query repeats the index's own condition;
        // applied ones are most of the table, which is walked from its end.
        let condition =
            switch state {
            case nil: "TRUE"
            case .applied: "d.state = 'applied'"
            case .accepted, .dead, .rejected: "d.state = :state AND d.state <> 'applied'"
            }
        let arguments: StatementArguments = ["after": after ?? .max, "limit": max(0, min(limit, Self.deliveryPageLimit))]
        let named: StatementArguments = state.map { $0 == .applied ? [:] : ["state": $0.rawValue] } ?? [:]
        return try await read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT \(Delivery.columnsWithoutBody) FROM \(Delivery.tables)
                    WHERE \(condition) AND d.sequence < :after ORDER BY d.sequence DESC LIMIT :limit
                    """, arguments: arguments + named
            ).map(Delivery.init(row:))
        }
    }

    /// How many deliveries stand in each state that is not `applied`: what waits, what died, what was turned away.
    public func unsettledDeliveryCounts() async throws -> [DeliveryState: Int] {
        try await read { db in
            var counts: [DeliveryState: Int] = [.accepted: 0, .dead: 0, .rejected: 0]
            let rows = try Row.fetchAll(db, sql: "SELECT state, count(*) AS count FROM deliveries WHERE state <> 'applied' GROUP BY state")
            for row in rows { counts[try value(row, "state")] = row["count"] }
            return counts
        }
    }
}
