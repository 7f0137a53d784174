public import Inventory

/// What of the shop is counted, for metrics.
public struct ShopFigures: Sendable {
    public var orders: [Order.Status: Int] = [:]
    /// Documents of orders by the name of their state.
    public var documents: [String: Int] = [:]
    /// Pieces that are sold and not yet released.
    public var reservedPieces = 0
    /// When the last poll of an account's journal began that came to its end, by our clock.
    public var journalComplete: [AccountName: Timestamp] = [:]
    /// Offers whose end the brake holds (R30).
    public var heldEnds = 0
    /// Offers that a foreign hand changed and that are not yet at peace again (R29).
    public var foreignOffers = 0
}

extension Store {
    /// What an account sold since then: for each hour in which it did, that hour and how many orders were bought in it.
    public func sales(of account: AccountName, since moment: Timestamp) async throws -> [(at: Timestamp, orders: Int)] {
        let hour: Int64 = 3_600_000_000
        return try await read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT bought_at / ?1 AS hour, count(*) AS orders FROM orders INDEXED BY orders_by_time WHERE bought_at >= ?2 AND account = ?3
                    GROUP BY bought_at / ?1 ORDER BY hour
                    """,
                arguments: [hour, moment.microseconds, account.text]
            ).map { row in (at: Timestamp(microseconds: (row["hour"] as Int64) * hour), orders: row["orders"]) }
        }
    }

    /// Counts the shop's orders and what became of them.
    public func shopFigures() async throws -> ShopFigures {
        try await read { db in
            var figures = ShopFigures()
            for row in try Row.fetchAll(db, sql: "SELECT status, count(*) FROM orders GROUP BY status") {
                if let status = Order.Status(rawValue: row[0]) { figures.orders[status] = row[1] }
            }
            for row in try Row.fetchAll(db, sql: "SELECT state, count(*) FROM order_documents GROUP BY state") { figures.documents[row[0]] = row[1] }
            figures.reservedPieces = try Int.fetchOne(db, sql: "SELECT coalesce(sum(open), 0) FROM reservations WHERE open > 0") ?? 0
            for row in try Row.fetchAll(db, sql: "SELECT account, complete_at - clock_ahead FROM order_journals WHERE complete_at IS NOT NULL") {
                figures.journalComplete[AccountName(row[0])] = Timestamp(microseconds: row[1])
            }
            figures.heldEnds = try Int.fetchOne(db, sql: "SELECT count(*) FROM offers WHERE is_synchronised = 1 AND hold = 'held'") ?? 0
            figures.foreignOffers = try Int.fetchOne(db, sql: "SELECT count(*) FROM offers WHERE is_synchronised = 1 AND foreign_changes > 0") ?? 0
            return figures
        }
    }
}
