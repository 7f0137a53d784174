import GRDB
public import Inventory

/// The rows of `parkings`: products whose readings wait for a document that may explain them (``Parking``).
enum Parkings {
    /// Whether readings of a product, lower than what is known by `fall` together, count now; what is decided is kept.
    static func decide(
        _ db: Database, _ product: ProductID, fall: StockAmount, readFrom: Timestamp, limit: Duration, at moment: Timestamp
    ) throws -> Parking.Decision {
        let facts = Parking.Facts(
            fall: fall, reserved: try Reservations.reserved(db, product), releaseExpected: try releaseExpected(db, of: product), readFrom: readFrom)
        let known = try parking(db, of: product)
        let decision = Parking.decide(facts, waiting: known, limit: limit, at: moment)
        switch decision {
        case .counts: try clear(db, product)
        case .waits(let parking):
            guard known == nil else { break }
            try db.cachedStatement(sql: "INSERT INTO parkings (product, since, until) VALUES (?, ?, ?)")
                .execute(arguments: [product.text, moment.microseconds, parking.until.microseconds])
        }
        return decision
    }

    static func clear(_ db: Database, _ product: ProductID) throws {
        try db.cachedStatement(sql: "DELETE FROM parkings WHERE product = ?").execute(arguments: [product.text])
    }

    private static func parking(_ db: Database, of product: ProductID) throws -> Parking? {
        try Row.fetchOne(db.cachedStatement(sql: "SELECT until, fetched_at FROM parkings WHERE product = ?"), arguments: [product.text]).map {
            Parking(until: Timestamp(microseconds: $0[0]), fetchedAt: ($0[1] as Int64?).map(Timestamp.init(microseconds:)))
        }
    }

    /// Until when the release of an invoice of ours is awaited that this product is part of; the invoice may be that of a form merged since.
    private static func releaseExpected(_ db: Database, of product: ProductID) throws -> Timestamp? {
        try Int64.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT max(d.release_expected_until) FROM reservations r JOIN order_lines l ON l.id = r.line
                    JOIN order_documents d ON d.order_id IN (l.order_id, l.covered_by) WHERE r.product = ? AND r.open > 0
                    """), arguments: [product.text]
        ).map(Timestamp.init(microseconds:))
    }
}

extension Store {
    /// The products whose newest documents are to be fetched, because a reading of them waits.
    public func parkedProducts(limit: Int) async throws -> [ProductID] {
        try await read { db in
            try String.fetchAll(db, sql: "SELECT product FROM parkings WHERE fetched_at IS NULL ORDER BY since, product LIMIT ?", arguments: [limit])
                .map { ProductID($0) }
        }
    }

    /// The newest documents are in the inbox; a reading of these products begun after `moment` counts, and is asked for.
    public func fetchedDocuments(for products: [ProductID], at moment: Timestamp) async throws {
        try await write { db in
            for product in products {
                try db.execute(sql: "UPDATE parkings SET fetched_at = ? WHERE product = ?", arguments: [moment.microseconds, product.text])
                try Looks.ask(db, product, due: moment)
            }
        }
    }
}
