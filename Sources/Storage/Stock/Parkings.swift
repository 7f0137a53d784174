import GRDB
public import Inventory

/// The rows of `parkings`: products whose readings wait for a document that may explain them (`docs/reservations.md`).
///
/// A fall no larger than what is reserved may be the release of an order that we hold already: counted as it stands, those pieces would be missing
/// twice. So the product's newest documents are fetched first, for a bounded time; then the smaller number counts.
struct Parkings {
    let db: Database
    let limit: Duration

    /// What becomes of a reading.
    enum Verdict: Equatable {
        /// It counts.
        case none
        /// It counts; the newest documents are fetched all the same.
        case counts
        /// It does not count yet; the product is looked at again, then at the latest.
        case waits(until: Timestamp)
    }

    func holdBack(_ product: ProductID, fall: StockAmount, readFrom: Timestamp, at moment: Timestamp) throws -> Verdict {
        let reserved = try Reservations.reserved(db, product)
        guard fall > .zero, reserved > 0 else {
            try clear(product, at: moment)
            return .none
        }
        let expected = try releaseExpected(of: product).flatMap { $0 > moment ? $0 : nil }
        let until = max(moment + limit, expected ?? moment)
        // More than orders hold: it counts. But part of it may be their releases, which close what they hold only once they are fetched.
        guard fall <= StockAmount(pieces: reserved) else {
            try insert(product, since: moment, until: until)
            return .counts
        }
        guard let parking = try parking(of: product) else {
            try insert(product, since: moment, until: until)
            return .waits(until: until)
        }
        let isAnswered = parking.fetchedAt.map { $0 <= readFrom } ?? false
        if (isAnswered && expected == nil) || parking.until <= moment {
            try clear(product, at: moment)
            return .none
        }
        return .waits(until: parking.until)
    }

    /// The newest documents are fetched; no reading waits for them.
    func fetchDocuments(of product: ProductID, at moment: Timestamp) throws { try insert(product, since: moment, until: moment + limit) }

    private func insert(_ product: ProductID, since: Timestamp, until: Timestamp) throws {
        try db.cachedStatement(sql: "INSERT OR REPLACE INTO parkings (product, since, until) VALUES (?, ?, ?)")
            .execute(arguments: [product.text, since.microseconds, until.microseconds])
    }

    /// Nothing of the product waits any more. Documents that are still to be fetched are, for their time.
    func clear(_ product: ProductID, at moment: Timestamp) throws {
        try db.cachedStatement(sql: "DELETE FROM parkings WHERE product = ? AND (fetched_at IS NOT NULL OR until <= ?)")
            .execute(arguments: [product.text, moment.microseconds])
    }

    private func parking(of product: ProductID) throws -> (until: Timestamp, fetchedAt: Timestamp?)? {
        try Row.fetchOne(db.cachedStatement(sql: "SELECT until, fetched_at FROM parkings WHERE product = ?"), arguments: [product.text]).map {
            (Timestamp(microseconds: $0[0]), ($0[1] as Int64?).map(Timestamp.init(microseconds:)))
        }
    }

    /// Until when the release of an invoice of ours is awaited that this product is part of; the invoice may be that of a form merged since.
    private func releaseExpected(of product: ProductID) throws -> Timestamp? {
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
