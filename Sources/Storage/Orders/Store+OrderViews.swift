import Foundation
public import Inventory

extension Store {
    /// Lines of a product's reservations that are told.
    public static let reservationLimit = 1000

    /// Orders, the newest first, that come after `after`; at most `limit`. A form that was merged into another is not listed: its lines stand there.
    public func orders(_ filter: OrderFilter, after: OrderCursor?, limit: Int) async throws -> [OrderView] {
        try await read { db in
            try Row.fetchAll(
                db.cachedStatement(sql: OrderViews.page),
                arguments: [
                    "time": after?.boughtAt.microseconds ?? .max, "after": after?.order.text ?? "", "account": filter.account?.text,
                    "status": filter.status?.rawValue, "limit": limit,
                ]
            ).map { try OrderViews.view(db, $0) }
        }
    }

    /// One order as people see it; by the id of a merged form the order that its lines live on in. Nil for one that is not known.
    public func orderView(_ id: OrderID) async throws -> OrderView? {
        try await read { db in
            try Row.fetchOne(
                db.cachedStatement(sql: OrderViews.one),
                arguments: [try Orders.current(db, id).text]
            ).map { try OrderViews.view(db, $0) }
        }
    }
}

/// Orders and reservations as people see them, within a transaction.
enum OrderViews {
    private static let columns = """
        o.id, o.account, o.status, o.fulfilment, o.bought_at, o.currency, o.total, o.parties, d.document, d.number, d.total, d.currency,
        d.ksef_number, d.uploaded_at
        """
    static let page = """
        SELECT \(columns) FROM \(tables)
        WHERE o.bought_at <= :time AND (o.bought_at < :time OR o.id > :after)
            AND (:account IS NULL OR o.account = :account) AND (:status IS NULL OR o.status = :status)
            AND NOT EXISTS (SELECT 1 FROM order_aliases a WHERE a.id = o.id)
        ORDER BY o.bought_at DESC, o.id LIMIT :limit
        """
    static let one = "SELECT \(columns) FROM \(tables) WHERE o.id = ?"
    /// The order with its document in wFirma; where it has none of its own, with that of a form that it took in.
    private static let tables = """
        orders o LEFT JOIN order_documents d ON d.order_id = coalesce(
            (SELECT order_id FROM order_documents WHERE order_id = o.id AND document IS NOT NULL),
            (SELECT x.order_id FROM order_aliases a JOIN order_documents x ON x.order_id = a.id AND x.document IS NOT NULL
                WHERE a.order_id = o.id ORDER BY a.id LIMIT 1))
        """

    static func view(_ db: Database, _ row: Row) throws -> OrderView {
        let id = OrderID(row[0])
        guard let status = Order.Status(rawValue: row[2]) else { throw StorageError.corrupted(reason: "unknown status of order \(id)") }
        let parties = try (row[7] as String?).map { try JSONDecoder().decode(OrderParties.self, from: Data($0.utf8)) }
        let holdings = try holdings(db, of: id)
        return OrderView(
            id: id, account: AccountName(row[1]), status: status, fulfilment: Order.Fulfilment(rawValue: row[3]) ?? .unknown,
            boughtAt: Timestamp(microseconds: row[4]), total: money(row[6], row[5]), buyer: parties?.buyer,
            lines: try Orders.lines(db, of: id).map { line in
                let held = holdings[line.id] ?? (holdings: [], isFreed: false)
                return OrderLineView(line: line, reservation: reservation(held.holdings, isFreed: held.isFreed), holdings: held.holdings)
            }, invoice: invoice(row))
    }

    /// The lines that hold pieces of a product, the oldest first.
    static func reservations(_ db: Database, of product: ProductID) throws -> [ReservationView] {
        try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT l.order_id, l.id, r.open, l.bought_at FROM reservations r JOIN order_lines l ON l.id = r.line
                    WHERE r.product = ? AND r.open > 0 ORDER BY l.bought_at, l.id LIMIT ?
                    """), arguments: [product.text, Store.reservationLimit]
        ).map { ReservationView(order: OrderID($0[0]), line: LineItemID($0[1]), pieces: $0[2], since: Timestamp(microseconds: $0[3])) }
    }

    private static func holdings(
        _ db: Database, of order: OrderID
    ) throws -> [LineItemID: (holdings: [OrderLineView.Holding], isFreed: Bool)] {
        let rows = try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT r.line, r.product, r.pieces, r.open, r.is_freed FROM order_lines l JOIN reservations r ON r.line = l.id
                    WHERE l.order_id = ? ORDER BY r.line, r.product
                    """), arguments: [order.text])
        return rows.reduce(into: [:]) { found, row in
            found[LineItemID(row[0]), default: ([], false)].holdings.append(.init(product: ProductID(row[1]), pieces: row[2], open: row[3]))
            if row[4] { found[LineItemID(row[0])]?.isFreed = true }
        }
    }

    private static func reservation(_ holdings: [OrderLineView.Holding], isFreed: Bool) -> OrderLineView.Reservation {
        if holdings.isEmpty { return .none }
        if holdings.contains(where: { $0.open > 0 }) { return .open }
        return isFreed ? .freed : .closed
    }

    private static func invoice(_ row: Row) -> OrderInvoiceView? {
        (row[8] as String?).map { id in
            OrderInvoiceView(
                id: id, number: row[9], total: money(row[10], row[11]), ksefNumber: row[12],
                uploadedAt: (row[13] as Int64?).map(Timestamp.init(microseconds:)))
        }
    }

    private static func money(_ hundredths: Int64?, _ currency: String?) -> Money? {
        hundredths.map { Money(hundredths: $0, currency: currency ?? "PLN") }
    }
}
