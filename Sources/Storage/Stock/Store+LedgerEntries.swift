public import Inventory

/// An entry of the ledger as people see it.
public struct LedgerLine: Sendable, Equatable {
    public var sequence: Int64
    public var at: Timestamp
    /// `opening`, `document`, `explained`, `reading` or `notice`.
    public var cause: String
    public var document: DocumentID?
    public var documentName: String?
    public var warehouse: String
    public var delta: StockAmount
}

extension Store {
    /// A product's entries, the newest first, before the one with sequence `before`.
    public func ledgerLines(of product: ProductID, before: Int64?, limit: Int) async throws -> [LedgerLine] {
        try await read { db in
            // Warehouse by warehouse, as the index has them: a product has few warehouses and perhaps many entries.
            let warehouses = try String.fetchAll(
                db.cachedStatement(sql: "SELECT warehouse FROM levels WHERE product = ?"), arguments: [product.text])
            let rows = try warehouses.flatMap { warehouse in
                try Row.fetchAll(
                    db.cachedStatement(
                        sql: """
                            SELECT l.sequence, l.known_at, l.cause, l.document, d.name, coalesce(nullif(w.name, ''), w.id), l.delta FROM ledger l
                            JOIN warehouses w ON w.id = l.warehouse LEFT JOIN documents d ON d.id = l.document
                            WHERE l.product = ? AND l.warehouse = ? AND l.sequence < ? ORDER BY l.sequence DESC LIMIT ?
                            """), arguments: [product.text, warehouse, before ?? .max, limit])
            }
            return rows.map { row in
                LedgerLine(
                    sequence: row[0], at: Timestamp(microseconds: row[1]), cause: row[2], document: (row[3] as String?).map { DocumentID($0) },
                    documentName: row[4], warehouse: row[5], delta: StockAmount(tenThousandths: row[6]))
            }.sorted { $0.sequence > $1.sequence }.prefix(limit).map(\.self)
        }
    }
}
