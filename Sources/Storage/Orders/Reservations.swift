import Inventory

/// The rows of `reservations` and `closings`: what is sold and not yet released (R7; `docs/reservations.md`).
enum Reservations {
    /// The most that one line holds of one product: more than any warehouse has, and sums of it stay sums.
    static let pieceLimit = StockAmount(tenThousandths: StockAmount.limit).wholePieces

    /// Holds what a line sold, for each component of its offer's link as it is now. A line of an offer without a link, or of goods in Allegro's
    /// own warehouse, holds nothing.
    static func open(_ db: Database, _ line: OrderLine) throws {
        try db.cachedStatement(
            sql: """
                INSERT OR IGNORE INTO reservations (line, product, pieces)
                SELECT ?1, c.product, min(c.units * ?2, ?4) FROM offer_components c JOIN offers o ON o.id = c.offer
                WHERE c.offer = ?3 AND o.is_fulfilled_by_allegro = 0
                """
        ).execute(arguments: [line.id.text, min(line.quantity, pieceLimit), line.offer.text, pieceLimit])
    }

    /// The same anew, in the place of what it holds by an earlier link; what it released meanwhile is worked out after it.
    static func reopen(_ db: Database, _ line: OrderLine) throws {
        for table in ["closings", "reservations"] {
            try db.cachedStatement(sql: "DELETE FROM \(table) WHERE line = ?").execute(arguments: [line.id.text])
        }
        try open(db, line)
    }

    /// What one line holds of one product.
    struct Held {
        var product: ProductID
        var pieces: Int
        /// Of these, not yet released.
        var open = 0
    }

    /// Everything that a line holds, by product.
    static func held(_ db: Database, by line: OrderLine) throws -> [Held] {
        try Row.fetchAll(
            db.cachedStatement(sql: "SELECT product, pieces, open FROM reservations WHERE line = ? ORDER BY product"), arguments: [line.id.text]
        ).map { Held(product: ProductID($0[0]), pieces: $0[1], open: $0[2]) }
    }

    /// What a line was sold as, told by what it reserved; nil where it reserves nothing.
    static func components(_ db: Database, of line: OrderLine) throws -> [OfferLink.Component]? {
        let held = try held(db, by: line)
        let components = held.map { OfferLink.Component(product: $0.product, units: $0.pieces / line.quantity) }
        // Beyond all reason, or of another quantity than it has now: it does not tell.
        let isWhole = zip(components, held).allSatisfy { $0.units >= 1 && $0.units * line.quantity == $1.pieces }
        return held.isEmpty || !isWhole ? nil : components
    }

    /// Lines of this offer that hold nothing yet are held now: the offer was linked after they were seen. What was sent before left the stock
    /// without our seeing it, unless a document of ours is still to release it; of orders from before the start only what waits is held, as ever (R37).
    static func bind(_ db: Database, _ offer: OfferID) throws {
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT l.id, l.quantity, l.order_id, l.bought_at FROM order_lines l JOIN orders o ON o.id = l.order_id
                WHERE l.offer = ? AND o.is_fulfilled_by_allegro = 0 AND o.unknown_since IS NULL AND NOT \(Orders.isOff)
                    AND ((o.had_left = 0 AND o.fulfilment NOT IN ('sent', 'picked_up')) OR EXISTS (
                        SELECT 1 FROM order_documents d WHERE d.order_id IN (l.order_id, l.covered_by)
                            AND (d.state IN ('wanted', 'looked_up', 'adding', 'unknown', 'refused') OR d.release_expected_until IS NOT NULL)))
                    AND (o.is_before_start = 0 OR o.fulfilment IN ('new', 'processing'))
                    AND NOT EXISTS (SELECT 1 FROM reservations r WHERE r.line = l.id)
                """, arguments: [offer.text])
        for row in rows {
            try open(
                db, OrderLine(id: LineItemID(row[0]), offer: offer, quantity: row[1], boughtAt: Timestamp(microseconds: row[3])))
        }
        for order in Set(rows.map { OrderID($0[2]) }).sorted() { try settle(db, order: order) }
    }

    /// Frees what an order holds, or holds it again; what a person freed stays free. True where that changed something.
    @discardableResult
    static func setFreed(_ db: Database, _ isFreed: Bool, order: OrderID) throws -> Bool {
        try db.cachedStatement(
            sql: """
                UPDATE reservations SET is_freed = CASE WHEN ?1 = 1 OR freed_at IS NOT NULL THEN 1 ELSE 0 END
                WHERE is_freed <> CASE WHEN ?1 = 1 OR freed_at IS NOT NULL THEN 1 ELSE 0 END AND line IN (SELECT id FROM order_lines WHERE order_id = ?2)
                """
        ).execute(arguments: [isFreed, order.text])
        return db.changesCount > 0
    }

    /// Frees by a person's word what an order holds now.
    static func free(_ db: Database, order: OrderID, at moment: Timestamp) throws {
        try db.execute(
            sql: "UPDATE reservations SET is_freed = 1, freed_at = ? WHERE open > 0 AND line IN (SELECT id FROM order_lines WHERE order_id = ?)",
            arguments: [moment.microseconds, order.text])
    }

    /// Pieces of a product that are sold and not yet released.
    static func reserved(_ db: Database, _ product: ProductID) throws -> Int {
        try Int.fetchOne(
            db.cachedStatement(sql: "SELECT coalesce(sum(open), 0) FROM reservations WHERE product = ? AND open > 0"), arguments: [product.text]) ?? 0
    }

    /// The open pieces of each product that an order holds.
    static func open(_ db: Database, order: OrderID) throws -> [ProductID: Int] {
        var open: [ProductID: Int] = [:]
        let rows = try Row.fetchAll(
            db.cachedStatement(
                sql: "SELECT r.product, sum(r.open) FROM order_lines l JOIN reservations r ON r.line = l.id WHERE l.order_id = ? GROUP BY r.product"),
            arguments: [order.text])
        for row in rows { open[ProductID(row[0])] = row[1] }
        return open
    }
}
