public import Inventory

/// A product whose rise wFirma is to be asked about, and how long its readings wait for the answer.
public struct RisenProduct: Sendable, Equatable {
    public var id: ProductID
    public var until: Timestamp
}

/// The rows of `rise_checks`: products that rise without a document that says why, while releases of orders stand that took pieces of them.
///
/// A person who deletes such a release in wFirma brings its pieces back, and the order still needs them: counted as drift, they would be sold
/// again. So wFirma is asked for those documents before the rise counts (`docs/reservations.md`).
enum RiseChecks {
    /// Documents of years are kept, and these are asked for at each whole comparison.
    static let standingReleases = """
        SELECT d.id FROM documents d WHERE d.recorded_at >= ? AND d.is_deleted = 0
            AND EXISTS (SELECT 1 FROM closings c WHERE c.document = d.id) ORDER BY d.recorded_at, d.id
        """

    /// True where there is something to ask: a release closed a reservation of the product. Asked again meanwhile, it is not over with the answer
    /// to what was asked before: another release may be gone since.
    static func ask(_ db: Database, _ product: ProductID, until: Timestamp) throws -> Bool {
        try db.cachedStatement(
            sql: """
                INSERT INTO rise_checks (product, until) SELECT ?1, ?2 WHERE EXISTS (SELECT 1 FROM closings WHERE product = ?1)
                ON CONFLICT (product) DO UPDATE SET until = excluded.until, held_at = NULL
                """
        ).execute(arguments: [product.text, until.microseconds])
        return db.changesCount > 0
    }

    /// Until when a reading that shows the rise waits for wFirma's answer; nil: none is awaited, or readings have waited for it as long as they may.
    ///
    /// - Parameter bound: how long they may, counted anew from the first of them where the time went by before there was one: wFirma was out, or we.
    static func hold(_ db: Database, _ product: ProductID, for bound: Duration, at moment: Timestamp) throws -> Timestamp? {
        let found = try Row.fetchOne(
            db.cachedStatement(sql: "SELECT until, held_at FROM rise_checks WHERE product = ?"), arguments: [product.text])
        guard let found else { return nil }
        let (until, isHeld) = (Timestamp(microseconds: found[0]), found[1] as Int64? != nil)
        guard !isHeld else { return until > moment ? until : nil }
        let last = until > moment ? until : moment + bound
        try db.cachedStatement(sql: "UPDATE rise_checks SET until = ?, held_at = ? WHERE product = ?")
            .execute(arguments: [last.microseconds, moment.microseconds, product.text])
        return last
    }
}

extension Store {
    /// The products that rise without a reason while releases of orders stand, those that have waited longest.
    public func risenProducts(limit: Int) async throws -> [RisenProduct] {
        try await read { db in
            try Row.fetchAll(
                db.cachedStatement(sql: "SELECT product, until FROM rise_checks ORDER BY until, product LIMIT ?"), arguments: [limit]
            ).map { RisenProduct(id: ProductID($0[0]), until: Timestamp(microseconds: $0[1])) }
        }
    }

    /// When the last one was told, not before `since`, of the releases of `product` that only another sender told, made from an invoice of ours.
    public func unsettledRelease(of product: ProductID, since: Timestamp) async throws -> Timestamp? {
        try await read { db in
            try Int64.fetchOne(
                db.cachedStatement(
                    sql: """
                        SELECT known_at FROM documents WHERE id IN (SELECT document FROM closings WHERE product = ?)
                            AND is_deleted = 0 AND recorded_at IS NULL AND known_at >= ? AND invoice IN (SELECT document FROM order_documents)
                        ORDER BY known_at DESC LIMIT 1
                        """), arguments: [product.text, since.microseconds]
            ).map { Timestamp(microseconds: $0) }
        }
    }

    /// The documents that closed reservations of `product`, known since `since`, the newest first: those that wFirma was seen to hold, and of those
    /// that another sender told the ones made from an invoice of ours, known since before `settled`.
    ///
    /// Of any other that only another sender told nobody knows whether wFirma has it.
    public func closingDocuments(
        of product: ProductID, since: Timestamp, settled: Timestamp, limit: Int
    ) async throws -> [WarehouseDocument] {
        try await read { db in
            let ids = try String.fetchAll(
                db.cachedStatement(
                    sql: """
                        SELECT id FROM documents WHERE id IN (SELECT document FROM closings WHERE product = ?)
                            AND is_deleted = 0 AND known_at >= ? AND (recorded_at IS NOT NULL
                            OR (known_at < ? AND invoice IN (SELECT document FROM order_documents)))
                        ORDER BY known_at DESC, id LIMIT ?
                        """), arguments: [product.text, since.microseconds, settled.microseconds, limit])
            return try ids.compactMap { try Documents.member(db, DocumentID($0)) }
        }
    }

    /// The releases that closed reservations and that wFirma was seen to hold, recorded since `since`.
    public func standingReleases(since: Timestamp) async throws -> [DocumentID] {
        try await read { db in
            try String.fetchAll(
                db.cachedStatement(sql: RiseChecks.standingReleases), arguments: [since.microseconds]
            ).map { DocumentID($0) }
        }
    }

    /// The latest version of a warehouse document, as it is held.
    public func warehouseDocument(_ id: DocumentID) async throws -> WarehouseDocument? {
        try await read { db in try Documents.member(db, id) }
    }

    /// wFirma was asked, and what it said is in the inbox: a reading of the product counts again, and is asked for.
    public func checkedRise(of product: RisenProduct, at moment: Timestamp) async throws {
        try await write { db in
            try db.execute(
                sql: "DELETE FROM rise_checks WHERE product = ? AND until = ?", arguments: [product.id.text, product.until.microseconds])
            try Looks.ask(db, product.id, due: moment)
        }
    }
}
