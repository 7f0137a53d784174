import Inventory

/// The rows of `products` and `warehouses`.
enum Catalogue {
    static func isKnown(_ db: Database, _ product: ProductID) throws -> Bool {
        try Bool.fetchOne(db.cachedStatement(sql: "SELECT 1 FROM products WHERE id = ?"), arguments: [product.text]) ?? false
    }

    /// wFirma lists it no longer: sets that need it are looked at (R42).
    static func lose(_ db: Database, _ product: ProductID, at moment: Timestamp) throws {
        try db.cachedStatement(sql: "UPDATE products SET gone_at = ? WHERE id = ? AND gone_at IS NULL")
            .execute(arguments: [moment.microseconds, product.text])
        if db.changesCount > 0 { try DirtyMarks.mark(db, product: product, falls: true, since: moment) }
    }

    static func isGone(_ db: Database, _ product: ProductID) throws -> Bool {
        try Bool.fetchOne(db.cachedStatement(sql: "SELECT gone_at IS NOT NULL FROM products WHERE id = ?"), arguments: [product.text]) ?? false
    }

    static func save(_ db: Database, _ product: ListedProduct) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO products (id, code, ean, name, search) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET code = excluded.code, ean = excluded.ean, name = excluded.name, search = excluded.search, gone_at = NULL
                """
        ).execute(arguments: [
            product.id.text, product.code, product.ean, product.name, SearchText.fold(product.name, product.code, product.ean),
        ])
    }

    /// What listing a warehouse changed.
    enum WarehouseChange {
        case none
        /// It counts now, or no longer: every sum over warehouses is another one.
        case counting
        /// Listed for the first time, after others were.
        case appeared
    }

    static func save(_ db: Database, _ warehouse: ListedWarehouse, isFirstSight: Bool, at moment: Timestamp) throws -> WarehouseChange {
        let known = try Row.fetchOne(
            db.cachedStatement(sql: "SELECT is_counted, listed_at IS NOT NULL FROM warehouses WHERE id = ?"), arguments: [warehouse.id.text])
        try db.cachedStatement(
            sql: """
                INSERT INTO warehouses (id, name, is_counted, listed_at) VALUES (?1, ?2, ?3, ?4)
                ON CONFLICT (id) DO UPDATE SET name = ?2, is_counted = ?3, listed_at = coalesce(warehouses.listed_at, ?4), gone_at = NULL
                """
        ).execute(arguments: [warehouse.id.text, warehouse.name, warehouse.isCounted, moment.microseconds])
        guard let known, known[1] else { return isFirstSight ? .none : .appeared }
        return known[0] == warehouse.isCounted ? .none : .counting
    }

    /// Whether wFirma's list of warehouses was ever taken.
    static func hasListedWarehouses(_ db: Database) throws -> Bool {
        try Bool.fetchOne(db.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM warehouses WHERE listed_at IS NOT NULL)")) ?? false
    }

    /// Whether goods may move between warehouses that count, which no sum over them shows.
    static func hasSeveralWarehouses(_ db: Database) throws -> Bool {
        try Int.fetchOne(db.cachedStatement(sql: "SELECT count(*) FROM warehouses WHERE is_counted = 1 AND gone_at IS NULL")) ?? 0 > 1
    }

    /// wFirma's list holds it no longer; false where it never did.
    static func lose(_ db: Database, _ warehouse: WarehouseID, at moment: Timestamp) throws -> Bool {
        try db.cachedStatement(sql: "UPDATE warehouses SET gone_at = coalesce(gone_at, ?) WHERE id = ?")
            .execute(arguments: [moment.microseconds, warehouse.text])
        return try Bool.fetchOne(
            db.cachedStatement(sql: "SELECT listed_at IS NOT NULL FROM warehouses WHERE id = ?"), arguments: [warehouse.text]) ?? true
    }

    /// Whether wFirma's list held it once and does no longer.
    static func isGone(_ db: Database, _ warehouse: WarehouseID) throws -> Bool {
        try Bool.fetchOne(db.cachedStatement(sql: "SELECT gone_at IS NOT NULL FROM warehouses WHERE id = ?"), arguments: [warehouse.text]) ?? false
    }

    /// A warehouse that a document or a notice names before wFirma listed it. True at its first sight.
    static func meet(_ db: Database, _ warehouse: WarehouseID, isCounted: Bool) throws -> Bool {
        try db.cachedStatement(sql: "INSERT OR IGNORE INTO warehouses (id, name, is_counted) VALUES (?, '', ?)")
            .execute(arguments: [warehouse.text, isCounted])
        return db.changesCount > 0
    }

    /// Whether the level `l` in the warehouse `w` counts: the warehouse was chosen, or all are (R40). What lies in one that wFirma has not listed counts
    /// only where it is missing: nobody knows whether there is such a place.
    static let counts = """
        w.is_counted = 1 AND (w.listed_at IS NOT NULL OR l.amount < 0 OR NOT EXISTS (SELECT 1 FROM warehouses WHERE listed_at IS NOT NULL))
        """

    /// Stock over the counted warehouses (R3), reserved pieces (R7), whether the stock rests on doubt, and what is withheld or waits for a second look.
    /// What lay in a warehouse that wFirma lists no longer does not count, and ends nothing until the product was read without it.
    static func availability(_ db: Database, of product: ProductID) throws -> Availability? {
        let row = try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT sum(iif(w.gone_at IS NULL, l.amount, min(l.amount, 0))), max(l.reading_to IS NOT NULL), max(l.is_doubted),
                        (SELECT gone_at IS NOT NULL FROM products WHERE id = ?1),
                        sum(max(l.withheld, coalesce(l.suspected_amount, l.amount) - l.amount) + iif(w.gone_at IS NULL, 0, max(l.amount, 0)))
                    FROM levels l JOIN warehouses w ON w.id = l.warehouse AND \(counts) WHERE l.product = ?1
                    """), arguments: [product.text])
        guard let row, let isGone = row[3] as Bool? else { return nil }
        guard let amount = row[0] as Int64? else { return Availability(stock: nil, isGone: isGone) }
        let isRead: Bool = row[1]
        let waiting = StockAmount(tenThousandths: row[4]) + StockAmount(pieces: try Reservations.perhapsClosed(db, product))
        return Availability(
            stock: isRead ? StockAmount(tenThousandths: amount) : nil, reserved: try Reservations.reserved(db, product), isDoubted: row[2],
            suspected: waiting, isGone: isGone)
    }
}
