import Inventory

/// Which releases close what is reserved, worked out anew from everything that stands (`docs/reservations.md`).
extension Reservations {
    /// Works out anew which releases close what of an order.
    static func settle(_ db: Database, order: OrderID) throws {
        let reservations = try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT r.line, r.product, r.pieces, l.bought_at, r.is_freed, r.closed FROM order_lines l JOIN reservations r ON r.line = l.id
                    WHERE l.order_id = ?
                    """), arguments: [order.text])
        guard !reservations.isEmpty else { return }
        let closings = Reservation.closings(
            of: reservations.map {
                Reservation(
                    line: LineItemID($0[0]), order: order, product: ProductID($0[1]), pieces: $0[2], boughtAt: Timestamp(microseconds: $0[3]),
                    isFreed: $0[4])
            }, by: try releases(db, for: order))
        let remove = try db.cachedStatement(sql: "DELETE FROM closings WHERE line = ? AND product = ?")
        let insert = try db.cachedStatement(sql: "INSERT INTO closings (line, product, document, pieces) VALUES (?, ?, ?, ?)")
        let update = try db.cachedStatement(sql: "UPDATE reservations SET closed = ? WHERE line = ? AND product = ? AND closed <> ?1")
        for row in reservations {
            let mine = closings.filter { $0.line.text == row[0] && $0.product.text == row[1] }
            if mine.isEmpty, (row[5] as Int) == 0 { continue }
            try remove.execute(arguments: [row[0] as String, row[1] as String])
            for closing in mine {
                try insert.execute(arguments: [closing.line.text, closing.product.text, closing.document.text, closing.pieces])
            }
            try update.execute(arguments: [mine.reduce(0) { $0 + $1.pieces }, row[0] as String, row[1] as String])
        }
    }

    /// The open pieces of each product that the order holds which a release names, though it may not be kept yet.
    static func held(_ db: Database, for document: WarehouseDocument) throws -> [ProductID: Int] {
        guard case .release = document.kind, document.invoice != nil || document.externalID != nil else { return [:] }
        let id = try String.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT coalesce((SELECT order_id FROM order_documents WHERE document = ?1), (SELECT id FROM orders WHERE id = ?2),
                        (SELECT id FROM order_aliases WHERE id = ?2))
                    """), arguments: [document.invoice, document.externalID])
        return try id.map { try open(db, order: Orders.current(db, OrderID($0))) } ?? [:]
    }

    /// The orders that a document (with its corrections) fulfils now or closed lines of before.
    static func orders(_ db: Database, touchedBy family: DocumentID) throws -> Set<OrderID> {
        var orders = Set(
            try String.fetchAll(
                db.cachedStatement(
                    sql: "SELECT DISTINCT l.order_id FROM closings c JOIN order_lines l ON l.id = c.line WHERE c.document = ?"),
                arguments: [family.text]
            ).map { OrderID($0) })
        if let order = try order(db, of: family) { orders.insert(order) }
        return orders
    }

    /// The order that a document fulfils: by the invoice that we issued, else by the order's id in `id_external`, else by a person's word.
    static func order(_ db: Database, of family: DocumentID) throws -> OrderID? {
        let id = try String.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT coalesce(
                        (SELECT o.order_id FROM documents d JOIN order_documents o ON o.document = d.invoice WHERE d.family = ?1 LIMIT 1),
                        (SELECT d.external_id FROM documents d WHERE d.family = ?1 AND (d.external_id IN (SELECT id FROM orders)
                            OR d.external_id IN (SELECT id FROM order_aliases)) ORDER BY d.id LIMIT 1),
                        (SELECT order_id FROM document_orders WHERE document = ?1))
                    """), arguments: [family.text])
        return try id.map { try Orders.current(db, OrderID($0)) }
    }

    /// What the documents of an order took out of stock, in the order in which they became known.
    private static func releases(_ db: Database, for order: OrderID) throws -> [OrderRelease] {
        let families = try String.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT family FROM (
                        SELECT d.family, d.known_at FROM order_documents o JOIN documents d ON d.invoice = o.document WHERE o.order_id = ?1
                        UNION ALL SELECT d.family, d.known_at FROM order_aliases a JOIN order_documents o ON o.order_id = a.id
                            JOIN documents d ON d.invoice = o.document WHERE a.order_id = ?1
                        UNION ALL SELECT family, known_at FROM documents WHERE external_id = ?1
                        UNION ALL SELECT d.family, d.known_at FROM order_aliases a JOIN documents d ON d.external_id = a.id WHERE a.order_id = ?1
                        UNION ALL SELECT d.family, d.known_at FROM document_orders p JOIN documents d ON d.family = p.document WHERE p.order_id = ?1
                    ) f GROUP BY family ORDER BY min(known_at), family
                    """), arguments: [order.text])
        return try families.compactMap { text in
            let family = DocumentID(text)
            // One that two orders could claim counts for the first word only.
            guard try Self.order(db, of: family) == order else { return nil }
            var pieces: [ProductID: Int] = [:]
            let rows = try Row.fetchAll(
                db.cachedStatement(sql: "SELECT product, sum(delta) FROM ledger WHERE family = ? AND cause = 'document' GROUP BY product"),
                arguments: [text])
            for row in rows where (row[1] as Int64) < 0 {
                pieces[ProductID(row[0])] = (-StockAmount(tenThousandths: row[1])).wholePieces
            }
            return OrderRelease(document: family, pieces: pieces)
        }
    }

    /// Entries of the ledger, the newest, among which a release of a document just added is looked for.
    private static let newestEntries = 500

    /// What documents that are being added hold of a product. From these few on: SQLite, which keeps the order of a CROSS JOIN, would else read every
    /// reservation that there ever was.
    static let adding = """
        SELECT sum(r.open), min(coalesce(d.asked_at, d.since)) FROM order_documents d
        CROSS JOIN order_lines l ON l.order_id = d.order_id CROSS JOIN reservations r ON r.line = l.id AND r.product = ?
        WHERE d.release_expected_until IS NOT NULL AND d.document IS NULL
        """

    /// Pieces that may be missing twice, in stock and as reservations: a document of ours is being added, and since then a release was told that
    /// names a document of sale which we do not know. It may be the one whose id we are about to learn.
    static func perhapsClosed(_ db: Database, _ product: ProductID) throws -> Int {
        let adding = try Row.fetchOne(db.cachedStatement(sql: Self.adding), arguments: [product.text])
        guard let adding, let open = adding[0] as Int?, open > 0 else { return 0 }
        let released = try Int64.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT coalesce(-sum(g.delta), 0) FROM ledger g
                    WHERE g.sequence > (SELECT max(sequence) - ? FROM ledger) AND g.product = ? AND g.cause = 'document' AND g.known_at >= ?
                        AND EXISTS (SELECT 1 FROM documents d WHERE d.family = g.family AND d.kind = 'release' AND d.is_deleted = 0 AND d.invoice IS NOT NULL
                            AND d.invoice NOT IN (SELECT document FROM order_documents WHERE document IS NOT NULL))
                    """), arguments: [newestEntries, product.text, adding[1] as Int64])
        return min(open, StockAmount(tenThousandths: released ?? 0).wholePieces)
    }
}
