public import Inventory

/// What was oversold in a month of Polish days, by the time of the sale (R47).
public struct OversellMonth: Sendable, Equatable {
    public struct Row: Sendable, Equatable {
        public var oversell: Oversell
        public var offerName: String
        public var productName: String
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
    ///
    /// - Parameter limit: the most rows that are told.
    public func oversells(in month: CalendarMonth, limit: Int = OversellMonth.limit) async throws -> OversellMonth {
        try await read { db in
            let pieces = try Self.oversoldPieces(db, in: month)
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT \(Self.oversellColumns), o.id, o.account, o.status, l.offer_name, p.name
                    FROM oversells v JOIN order_lines l ON l.id = v.line JOIN orders o ON o.id = l.order_id JOIN products p ON p.id = v.product
                    WHERE v.bought_at >= ? AND v.bought_at < ? ORDER BY v.bought_at DESC, v.line, v.product LIMIT ?
                    """, arguments: [month.start.microseconds, month.next.start.microseconds, limit]
            ).map { row in
                guard let status = Order.Status(rawValue: row[9] as String) else {
                    throw StorageError.corrupted(reason: "unknown status of an order")
                }
                return OversellMonth.Row(
                    oversell: try Self.oversell(row), offerName: row[10], productName: row[11], order: OrderID(row[7]), account: AccountName(row[8]),
                    orderStatus: status)
            }
            return OversellMonth(month: month, pieces: pieces, rows: rows)
        }
    }

    /// What of an order was oversold, in the order of its lines.
    public func oversells(of order: OrderID) async throws -> [Oversell] {
        try await read { db in
            try Row.fetchAll(
                db.cachedStatement(
                    sql: """
                        SELECT \(Self.oversellColumns) FROM oversells v JOIN order_lines l ON l.id = v.line
                        WHERE l.order_id = ? ORDER BY l.position, v.product
                        """), arguments: [order.text]
            ).map(Self.oversell)
        }
    }

    /// Of `oversells v` with their `order_lines l`.
    private static let oversellColumns = "v.line, v.product, v.pieces, v.cause, v.bought_at, v.known_at, l.offer"

    private static func oversell(_ row: Row) throws -> Oversell {
        Oversell(
            line: LineItemID(row[0]), offer: OfferID(row[6]), product: ProductID(row[1]), pieces: row[2], cause: try cause(row[3]),
            boughtAt: Timestamp(microseconds: row[4]), knownAt: Timestamp(microseconds: row[5]))
    }

    /// The oversold pieces of a month by cause; one that is missing has none.
    public func oversoldPieces(in month: CalendarMonth) async throws -> [Oversell.Cause: Int] {
        try await read { db in try Self.oversoldPieces(db, in: month) }
    }

    static func oversoldPieces(_ db: Database, in month: CalendarMonth) throws -> [Oversell.Cause: Int] {
        let rows = try Row.fetchAll(
            db.cachedStatement(sql: "SELECT cause, sum(pieces) FROM oversells WHERE bought_at >= ? AND bought_at < ? GROUP BY cause"),
            arguments: [month.start.microseconds, month.next.start.microseconds])
        return try Dictionary(uniqueKeysWithValues: rows.map { (try cause($0[0]), $0[1] as Int) })
    }

    private static func cause(_ text: String) throws -> Oversell.Cause {
        guard let cause = Oversell.Cause(rawValue: text) else { throw StorageError.corrupted(reason: "unknown cause \(text)") }
        return cause
    }
}
