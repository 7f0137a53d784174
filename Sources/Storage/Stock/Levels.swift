import Inventory

/// The rows of `levels` and `ledger`, as the ledger's rules know them.
enum Levels {
    /// The window of the last reading that counted: its own, or that of the whole comparison that found it as it was.
    private static let readingFrom = "iif(l.left_out = c.number, l.reading_from, max(l.reading_from, c.reading_from))"
    private static let readingTo = "iif(l.left_out = c.number, l.reading_to, max(l.reading_to, c.reading_to))"

    /// A comparison found every level as it is, those of the products that it left out apart: they keep what they had.
    static func confirm(_ db: Database, _ compared: StockCompared) throws {
        let leaveOut = try db.cachedStatement(
            sql: """
                UPDATE levels AS l SET reading_from = \(readingFrom), reading_to = \(readingTo), left_out = c.number + 1
                FROM stock_comparison c WHERE l.product = ?
                """)
        for product in compared.leftOut { try leaveOut.execute(arguments: [product.text]) }
        try db.cachedStatement(
            sql: "UPDATE stock_comparison SET number = number + 1, reading_from = max(reading_from, ?), reading_to = max(reading_to, ?)"
        ).execute(arguments: [compared.window.from.microseconds, compared.window.to.microseconds])
    }

    static func level(_ db: Database, _ key: StockKey) throws -> WarehouseLevel? {
        let statement = try db.cachedStatement(
            sql: """
                SELECT amount, \(readingFrom), \(readingTo), suspected_amount, suspected_at, is_doubted, unexplained, noticed_at,
                    corrected_at, withheld, withheld_at
                FROM levels l, stock_comparison c WHERE product = ? AND warehouse = ?
                """)
        return try Row.fetchOne(statement, arguments: [key.product.text, key.warehouse.text]).map { row in
            var level = WarehouseLevel(
                amount: StockAmount(tenThousandths: row[0]),
                reading: (row[1] as Int64?).map { WarehouseLevel.Window(from: Timestamp(microseconds: $0), to: Timestamp(microseconds: row[2])) },
                suspicion: (row[3] as Int64?).map {
                    WarehouseLevel.Suspicion(level: StockAmount(tenThousandths: $0), at: Timestamp(microseconds: row[4]))
                },
                isDoubted: row[5], unexplained: StockAmount(tenThousandths: row[6]),
                noticedAt: (row[7] as Int64?).map(Timestamp.init(microseconds:)))
            level.correctedAt = (row[8] as Int64?).map(Timestamp.init(microseconds:))
            level.withheld = StockAmount(tenThousandths: row[9])
            level.withheldAt = (row[10] as Int64?).map(Timestamp.init(microseconds:))
            return level
        }
    }

    static func save(_ db: Database, _ key: StockKey, _ level: WarehouseLevel) throws {
        let statement = try db.cachedStatement(
            sql: """
                INSERT INTO levels (product, warehouse, amount, reading_from, reading_to, suspected_amount, suspected_at, is_doubted, unexplained,
                    noticed_at, corrected_at, withheld, withheld_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (product, warehouse) DO UPDATE SET amount = excluded.amount, reading_from = excluded.reading_from,
                    reading_to = excluded.reading_to, suspected_amount = excluded.suspected_amount, suspected_at = excluded.suspected_at,
                    is_doubted = excluded.is_doubted, unexplained = excluded.unexplained, noticed_at = excluded.noticed_at,
                    corrected_at = excluded.corrected_at, withheld = excluded.withheld,
                    withheld_at = excluded.withheld_at
                """)
        try statement.execute(arguments: [
            key.product.text, key.warehouse.text, level.amount.tenThousandths, level.reading?.from.microseconds, level.reading?.to.microseconds,
            level.suspicion?.level.tenThousandths, level.suspicion?.at.microseconds, level.isDoubted, level.unexplained.tenThousandths,
            level.noticedAt?.microseconds, level.correctedAt?.microseconds, level.withheld.tenThousandths,
            level.withheldAt?.microseconds,
        ])
    }

    /// The document entries of one level told or recorded since then: the newest ones, a bounded number. When wFirma recorded a version that another
    /// sender told first may have become known later.
    static func recentDocuments(_ db: Database, _ key: StockKey, since: Timestamp) throws -> [LedgerEntry] {
        let statement = try db.cachedStatement(
            sql: """
                SELECT l.delta, l.document, l.version_number, l.version_modified, l.family, coalesce(l.recorded_at, d.recorded_at), l.known_at, l.cause
                FROM (SELECT * FROM ledger WHERE product = ? AND warehouse = ? ORDER BY sequence DESC LIMIT 64) l
                LEFT JOIN documents d ON d.id = l.document AND (d.version_number = l.version_number OR d.version_modified = l.version_modified)
                WHERE l.document IS NOT NULL AND max(l.known_at, coalesce(l.recorded_at, 0) + 1000000) >= ? ORDER BY l.sequence
                """)
        return try Row.fetchAll(statement, arguments: [key.product.text, key.warehouse.text, since.microseconds]).map { row in
            let document = DocumentID(row[1])
            let version = DocumentVersion(number: row[2], modified: (row[3] as Int64?).map(Timestamp.init(microseconds:)))
            let family = DocumentID(row[4])
            return LedgerEntry(
                key: key, delta: StockAmount(tenThousandths: row[0]),
                cause: row[7] == "document" ? .document(document, version, family: family) : .explained(document, version, family: family),
                recordedAt: (row[5] as Int64?).map(Timestamp.init(microseconds:)), knownAt: Timestamp(microseconds: row[6]))
        }
    }

    static func append(_ db: Database, _ entry: LedgerEntry, delivery: Int64) throws {
        let statement = try db.cachedStatement(
            sql: """
                INSERT INTO ledger (product, warehouse, delta, cause, document, version_number, version_modified, family, recorded_at, known_at, delivery)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
        let cause = entry.cause.columns
        try statement.execute(arguments: [
            entry.key.product.text, entry.key.warehouse.text, entry.delta.tenThousandths, cause.name, cause.document?.text, cause.version?.number,
            cause.version?.modified?.microseconds, cause.family?.text, entry.recordedAt?.microseconds, entry.knownAt.microseconds, delivery,
        ])
    }
}

extension LedgerEntry.Cause {
    fileprivate var columns: (name: String, document: DocumentID?, version: DocumentVersion?, family: DocumentID?) {
        switch self {
        case .opening: ("opening", nil, nil, nil)
        case .document(let id, let version, let family): ("document", id, version, family)
        case .explained(let id, let version, let family): ("explained", id, version, family)
        case .reading: ("reading", nil, nil, nil)
        case .notice: ("notice", nil, nil, nil)
        }
    }
}
