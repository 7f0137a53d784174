public import Inventory

extension Store {
    /// Leases the products that are due to be read in every warehouse: those that something waits for, then the others, the longest due first.
    ///
    /// A lease ends when a reading begun after the due time is applied, or by time, so that a crash between the two only repeats the read.
    public func leaseLooks(limit: Int, for lease: Duration, at moment: Timestamp) async throws -> [DueLook] {
        try await write { db in
            let due = try Row.fetchAll(db.cachedStatement(sql: Looks.due), arguments: [moment.microseconds, limit])
                .map { DueLook(product: ProductID($0[0]), isKnown: $0[1], isGone: $0[2]) }
            let leased = try db.cachedStatement(sql: "UPDATE looks SET leased_until = ? WHERE product = ?")
            for look in due { try leased.execute(arguments: [(moment + lease).microseconds, look.product.text]) }
            return due
        }
    }

    /// wFirma knows no such good: what was due before the question left is answered.
    public func foundNoGood(_ product: ProductID, askedAt moment: Timestamp) async throws {
        try await write { db in try Looks.settle(db, product, begun: moment, at: moment) }
    }

    /// wFirma lists a known product no longer, in any warehouse.
    public func lost(_ product: ProductID, at moment: Timestamp) async throws {
        try await write { db in try Catalogue.lose(db, product, at: moment) }
    }

    /// A product could not be read. It is read again after `wait` for so many vain attempts, and from `limit` of them on a person is told
    /// (nothing waits for ever).
    public func failedLook(
        at product: ProductID, because reason: String, limit: Int, wait: @Sendable @escaping (_ attempts: Int) -> Duration, at moment: Timestamp
    ) async throws {
        try await write { db in
            let attempts = try Int.fetchOne(
                db, sql: "UPDATE looks SET attempts = attempts + 1 WHERE product = ? RETURNING attempts", arguments: [product.text])
            guard let attempts else { return }
            try db.execute(
                sql: "UPDATE looks SET leased_until = ? WHERE product = ?", arguments: [(moment + wait(attempts)).microseconds, product.text])
            guard attempts >= limit else { return }
            try Problems.raise(
                db, kind: .comparisonFailing, subject: product.text,
                what: Words(
                    en: "The stock of product \(product) cannot be read from wFirma", pl: "Nie udaje się odczytać stanu produktu \(product) z wFirma"),
                why: Words(verbatim: reason), at: moment)
        }
    }

    /// When the next product is due to be read; nil when none waits.
    public func nextLook() async throws -> Timestamp? {
        try await read { db in
            try Int64.fetchOne(db.cachedStatement(sql: "SELECT min(max(due_at, leased_until)) FROM looks")).map(Timestamp.init(microseconds:))
        }
    }

    /// The counted and uncounted warehouses, by id.
    public func warehouses() async throws -> [ListedWarehouse] {
        try await read { db in
            try Row.fetchAll(db.cachedStatement(sql: "SELECT id, name, is_counted, gone_at IS NULL FROM warehouses ORDER BY id")).map {
                ListedWarehouse(id: WarehouseID($0[0]), name: $0[1], isCounted: $0[2], isListed: $0[3])
            }
        }
    }
}

/// A product that is due to be read in every warehouse.
public struct DueLook: Sendable, Equatable {
    public var product: ProductID
    /// False: only a document or a notice named it so far.
    public var isKnown: Bool
    /// wFirma listed it no longer when it was last asked.
    public var isGone: Bool
}

/// The rows of `looks`: products to be read in every warehouse.
enum Looks {
    /// What is due at a time, and leased to nobody: what something waits for, then the others; at most so many.
    static let due = """
        SELECT l.product, p.id IS NOT NULL, p.gone_at IS NOT NULL FROM looks l LEFT JOIN products p ON p.id = l.product
        WHERE l.due_at <= ?1 AND l.leased_until <= ?1 ORDER BY l.can_wait, l.due_at, l.product LIMIT ?2
        """

    /// What was to be looked at before a reading began is looked at now.
    static func settle(_ db: Database, _ product: ProductID, begun: Timestamp, at moment: Timestamp) throws {
        let attempts = try Int.fetchOne(
            db.cachedStatement(sql: "DELETE FROM looks WHERE product = ? AND due_at <= ? RETURNING attempts"),
            arguments: [product.text, begun.microseconds])
        guard let attempts, attempts > 0 else { return }
        try Problems.settle(db, kind: .comparisonFailing, subject: product.text, by: "read", at: moment)
    }

    /// A reading that is under way answers what was due before it began: what becomes due meanwhile is read once more.
    ///
    /// - Parameter canWait: nothing is wrong as far as anybody knows: what a change, a document or a doubt asks for goes first (R31).
    static func ask(_ db: Database, _ product: ProductID, due: Timestamp, canWait: Bool = false) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO looks (product, due_at, can_wait) VALUES (?, ?, ?)
                ON CONFLICT (product) DO UPDATE SET leased_until = 0, due_at = CASE WHEN looks.leased_until > excluded.due_at
                    THEN max(looks.due_at, excluded.due_at) ELSE min(looks.due_at, excluded.due_at) END,
                    can_wait = min(looks.can_wait, excluded.can_wait)
                """
        ).execute(arguments: [product.text, due.microseconds, canWait])
    }
}
