public import Inventory

/// What is known of one product, for a comparison: how it was listed, and its level in each warehouse.
public struct KnownStock: Sendable, Equatable {
    public var listed: ListedProduct
    public var levels: [WarehouseID: WarehouseLevel] = [:]
    /// wFirma listed it no longer when it was last asked.
    public var isGone = false
}

extension Store {
    /// The products after the one with id `after`, by id, at most `limit`: a comparison holds a bounded part of them at a time.
    public func knownStock(after: ProductID?, limit: Int) async throws -> [KnownStock] {
        try await read { db in
            let products = try Row.fetchAll(
                db.cachedStatement(sql: "SELECT id, code, ean, name, gone_at IS NOT NULL FROM products WHERE id > ? ORDER BY id LIMIT ?"),
                arguments: [after?.text ?? "", limit])
            return try products.map { try Self.knownStock(db, $0) }
        }
    }

    /// Those of `products` that are known.
    public func knownStock(of products: [ProductID]) async throws -> [ProductID: KnownStock] {
        try await read { db in
            var known: [ProductID: KnownStock] = [:]
            for product in products {
                let row = try Row.fetchOne(
                    db.cachedStatement(sql: "SELECT id, code, ean, name, gone_at IS NOT NULL FROM products WHERE id = ?"), arguments: [product.text])
                known[product] = try row.map { try Self.knownStock(db, $0) }
            }
            return known
        }
    }

    private static func knownStock(_ db: Database, _ row: Row) throws -> KnownStock {
        let id: String = row[0]
        var known = KnownStock(listed: ListedProduct(id: ProductID(id), code: row[1], ean: row[2], name: row[3]), isGone: row[4])
        let levels = try Row.fetchCursor(
            db.cachedStatement(
                sql: """
                    SELECT warehouse, amount, reading_from, reading_to, suspected_amount, suspected_at, is_doubted, withheld FROM levels
                    WHERE product = ?
                    """),
            arguments: [id])
        while let level = try levels.next() {
            var read = WarehouseLevel(
                amount: StockAmount(tenThousandths: level[1]),
                reading: (level[2] as Int64?).map { .init(from: Timestamp(microseconds: $0), to: Timestamp(microseconds: level[3])) },
                suspicion: (level[4] as Int64?).map { .init(level: StockAmount(tenThousandths: $0), at: Timestamp(microseconds: level[5])) },
                isDoubted: level[6])
            read.withheld = StockAmount(tenThousandths: level[7])
            known.levels[WarehouseID(level[0])] = read
        }
        return known
    }
}
