public import Inventory

/// The rows of `parkings`: products whose readings wait for a document that may explain them, or whose newest documents are to be fetched.
struct Parkings {
    let db: Database
    let limit: Duration

    /// What becomes of a reading that is lower by `fall` (``Parking/verdict(on:parking:limit:at:)``); the product waits, or waits no longer.
    func holdBack(
        _ product: ProductID, fall: StockAmount, reserved: Int, readFrom: Timestamp, at moment: Timestamp
    ) throws -> Parking.Verdict {
        let known = try parking(of: product)
        let question = Parking.Question(
            fall: fall, reserved: reserved, readFrom: readFrom, releaseExpectedUntil: try releaseExpected(of: product))
        let (verdict, parking) = Parking.verdict(on: question, parking: known, limit: limit, at: moment)
        if parking == nil { try clear(product) }
        if let parking, parking != known {
            try db.cachedStatement(
                sql: """
                    INSERT INTO parkings (product, since, until) VALUES (?, ?, ?)
                    ON CONFLICT (product) DO UPDATE SET since = excluded.since, until = excluded.until, fetched_at = NULL
                    """
            ).execute(arguments: [product.text, moment.microseconds, parking.until.microseconds])
        }
        return verdict
    }

    /// The newest documents are fetched; no reading waits for them, and none that waits does so any longer for it.
    func fetchDocuments(of product: ProductID, at moment: Timestamp) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO parkings (product, since, until) VALUES (?1, ?2, ?3)
                ON CONFLICT (product) DO UPDATE SET fetched_at = NULL, until = iif(parkings.until > ?2, parkings.until, excluded.until)
                """
        ).execute(arguments: [product.text, moment.microseconds, (moment + limit).microseconds])
    }

    /// Nothing of the product waits any more; the next fall gets its own time. Documents that are still to be fetched are, whenever wFirma answers.
    func clear(_ product: ProductID) throws {
        try db.cachedStatement(sql: "DELETE FROM parkings WHERE product = ? AND fetched_at IS NOT NULL").execute(arguments: [product.text])
        try db.cachedStatement(sql: "UPDATE parkings SET until = 0 WHERE product = ?").execute(arguments: [product.text])
    }

    private func parking(of product: ProductID) throws -> Parking? {
        let statement = try db.cachedStatement(sql: "SELECT until, fetched_at FROM parkings WHERE product = ? AND until > 0")
        return try Row.fetchOne(statement, arguments: [product.text]).map {
            Parking(until: Timestamp(microseconds: $0[0]), fetchedAt: ($0[1] as Int64?).map(Timestamp.init(microseconds:)))
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
