public import Inventory

/// What was oversold in a month of Polish days, by the time of the sale (R47).
public struct OversellMonth: Sendable, Equatable {
    public struct Row: Sendable, Equatable {
        public var oversell: Oversell
        /// Where the line stands now.
        public var order: OrderID
        public var account: AccountName
        public var orderStatus: Order.Status
    }

    public var month: CalendarMonth
    /// Pieces by cause; one that is missing has none.
    public var pieces: [Oversell.Cause: Int]
    /// The newest first, at most ``limit``; the sums hold all.
    public var rows: [Row]

    /// The most rows that are listed.
    public static let limit = 1000
}

extension Store {
    /// The oversold pieces of a month, each with its cause and its order.
    public func oversells(in month: CalendarMonth) async throws -> OversellMonth {
        try await read { db in
            let span: StatementArguments = [month.start.microseconds, month.next.start.microseconds]
            var pieces: [Oversell.Cause: Int] = [:]
            let sums = try Row.fetchAll(
                db, sql: "SELECT cause, sum(pieces) FROM oversells WHERE bought_at >= ? AND bought_at < ? GROUP BY cause", arguments: span)
            for row in sums { pieces[try Self.cause(row[0])] = row[1] }
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT v.line, v.product, v.pieces, v.cause, v.bought_at, v.known_at, l.offer, o.id, o.account, o.status
                    FROM oversells v JOIN order_lines l ON l.id = v.line JOIN orders o ON o.id = l.order_id
                    WHERE v.bought_at >= ? AND v.bought_at < ? ORDER BY v.bought_at DESC, v.line, v.product LIMIT \(OversellMonth.limit)
                    """, arguments: span
            ).map { row in
                guard let status = Order.Status(rawValue: row[9]) else { throw StorageError.corrupted(reason: "unknown status of an order") }
                return OversellMonth.Row(
                    oversell: Oversell(
                        line: LineItemID(row[0]), offer: OfferID(row[6]), product: ProductID(row[1]), pieces: row[2], cause: try Self.cause(row[3]),
                        boughtAt: Timestamp(microseconds: row[4]), knownAt: Timestamp(microseconds: row[5])),
                    order: OrderID(row[7]), account: AccountName(row[8]), orderStatus: status)
            }
            return OversellMonth(month: month, pieces: pieces, rows: rows)
        }
    }

    private static func cause(_ text: String) throws -> Oversell.Cause {
        guard let cause = Oversell.Cause(rawValue: text) else { throw StorageError.corrupted(reason: "unknown cause \(text)") }
        return cause
    }
}
