import GRDB
import Inventory

/// The rows of `products` and `warehouses`.
enum Catalogue {
    static func isKnown(_ db: Database, _ product: ProductID) throws -> Bool {
        try Bool.fetchOne(db.cachedStatement(sql: "SELECT 1 FROM products WHERE id = ?"), arguments: [product.text]) ?? false
    }

    static func save(_ db: Database, _ product: ListedProduct, at moment: Timestamp) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO products (id, code, ean, name, search, seen_at) VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET code = excluded.code, ean = excluded.ean, name = excluded.name, search = excluded.search,
                    seen_at = excluded.seen_at
                """
        ).execute(arguments: [
            product.id.text, product.code, product.ean, product.name, SearchText.fold(product.name, product.code, product.ean), moment.microseconds,
        ])
    }

    /// True when the set of counted warehouses is another one now.
    static func save(_ db: Database, _ warehouse: ListedWarehouse, at moment: Timestamp) throws -> Bool {
        let wasCounted = try Bool.fetchOne(
            db.cachedStatement(sql: "SELECT is_counted FROM warehouses WHERE id = ?"), arguments: [warehouse.id.text])
        try db.cachedStatement(
            sql: """
                INSERT INTO warehouses (id, name, is_counted, seen_at) VALUES (?, ?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET name = excluded.name, is_counted = excluded.is_counted, seen_at = excluded.seen_at
                """
        ).execute(arguments: [warehouse.id.text, warehouse.name, warehouse.isCounted, moment.microseconds])
        return wasCounted != nil && wasCounted != warehouse.isCounted
    }

    /// A warehouse that a document names before wFirma listed it: it counts, as a new one does (R40).
    static func meet(_ db: Database, _ warehouse: WarehouseID, at moment: Timestamp) throws {
        try db.cachedStatement(sql: "INSERT OR IGNORE INTO warehouses (id, name, seen_at) VALUES (?, '', ?)")
            .execute(arguments: [warehouse.text, moment.microseconds])
    }

    /// Stock over the counted warehouses (R3), reserved pieces (R7), and whether the stock rests on doubt.
    static func availability(_ db: Database, of product: ProductID) throws -> Availability? {
        let row = try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT sum(l.amount), max(l.reading_to IS NOT NULL), max(l.is_doubted)
                    FROM levels l JOIN warehouses w ON w.id = l.warehouse AND w.is_counted = 1 WHERE l.product = ?
                    """), arguments: [product.text])
        guard let row, let amount = row[0] as Int64? else { return try isKnown(db, product) ? Availability(stock: nil) : nil }
        let isRead: Bool = row[1]
        return Availability(
            stock: isRead ? StockAmount(tenThousandths: amount) : nil, reserved: try Reservations.reserved(db, product), isDoubted: row[2])
    }
}
