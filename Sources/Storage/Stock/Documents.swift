import Inventory

/// The rows of `documents` and `document_lines`: the latest version of each document, by family.
enum Documents {
    /// The family that `document` belongs to, with what the ledger holds of it.
    static func family(_ db: Database, of document: WarehouseDocument) throws -> DocumentFamily {
        let root = try root(db, of: document)
        if root != document.id { try move(db, family: document.id, to: root) }
        let rows = try Row.fetchAll(db.cachedStatement(sql: selection + "WHERE family = ?"), arguments: [root.text])
        var members: [DocumentID: WarehouseDocument] = [:]
        for row in rows {
            let member = try self.document(row, lines: lines(db, of: row[0]))
            members[member.id] = member
        }
        return DocumentFamily(root: root, members: members, booked: try booked(db, family: root))
    }

    /// The latest version of one document.
    static func member(_ db: Database, _ id: DocumentID) throws -> WarehouseDocument? {
        try Row.fetchOne(db.cachedStatement(sql: selection + "WHERE id = ?"), arguments: [id.text]).map {
            try document($0, lines: lines(db, of: id.text))
        }
    }

    private static let selection = """
        SELECT id, kind, name, version_number, version_modified, warehouse, warehouse_to, corrects, is_deleted, external_id, invoice, recorded_at
        FROM documents\u{20}
        """

    static func save(_ db: Database, _ document: WarehouseDocument, family: DocumentID, knownAt: Timestamp) throws {
        let kind = document.kind.columns
        try db.cachedStatement(
            sql: """
                INSERT INTO documents (id, family, kind, name, version_number, version_modified, warehouse, warehouse_to, corrects, is_deleted,
                    external_id, invoice, recorded_at, known_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET family = excluded.family, kind = excluded.kind, name = excluded.name,
                    version_number = excluded.version_number, version_modified = excluded.version_modified, warehouse = excluded.warehouse,
                    warehouse_to = excluded.warehouse_to, corrects = excluded.corrects, is_deleted = excluded.is_deleted,
                    external_id = excluded.external_id, invoice = excluded.invoice, recorded_at = excluded.recorded_at, known_at = excluded.known_at
                """
        ).execute(arguments: [
            document.id.text, family.text, kind.name, document.name, document.version.number, document.version.modified?.microseconds,
            document.warehouse.text, kind.target?.text, document.corrects?.text, document.isDeleted, document.externalID, document.invoice,
            document.recordedAt?.microseconds, knownAt.microseconds,
        ])
        try db.cachedStatement(sql: "DELETE FROM document_lines WHERE document = ?").execute(arguments: [document.id.text])
        let insert = try db.cachedStatement(sql: "INSERT INTO document_lines (document, line, product, count) VALUES (?, ?, ?, ?)")
        for (index, line) in document.lines.enumerated() {
            try insert.execute(arguments: [document.id.text, index, line.product.text, line.count.tenThousandths])
        }
    }

    private static func root(_ db: Database, of document: WarehouseDocument) throws -> DocumentID {
        let known = try db.cachedStatement(sql: "SELECT family FROM documents WHERE id = ?")
        if let family = try String.fetchOne(known, arguments: [document.id.text]) { return DocumentID(family) }
        guard let corrected = document.corrects else { return document.id }
        return DocumentID(try String.fetchOne(known, arguments: [corrected.text]) ?? corrected.text)
    }

    /// A correction of a correction may arrive first; its family then joins the one that the middle document leads to.
    private static func move(_ db: Database, family: DocumentID, to root: DocumentID) throws {
        for table in ["documents", "ledger"] {
            try db.execute(sql: "UPDATE \(table) SET family = ? WHERE family = ?", arguments: [root.text, family.text])
        }
    }

    private static func booked(_ db: Database, family: DocumentID) throws -> [StockKey: StockAmount] {
        let rows = try Row.fetchAll(
            db.cachedStatement(
                sql: "SELECT product, warehouse, sum(delta) FROM ledger WHERE family = ? AND cause = 'document' GROUP BY product, warehouse"),
            arguments: [family.text])
        return Dictionary(
            uniqueKeysWithValues: rows.map {
                (StockKey(product: ProductID($0[0]), warehouse: WarehouseID($0[1])), StockAmount(tenThousandths: $0[2]))
            })
    }

    private static func lines(_ db: Database, of document: String) throws -> [WarehouseDocument.Line] {
        try Row.fetchAll(
            db.cachedStatement(sql: "SELECT product, count FROM document_lines WHERE document = ? ORDER BY line"), arguments: [document]
        ).map { WarehouseDocument.Line(product: ProductID($0[0]), count: StockAmount(tenThousandths: $0[1])) }
    }

    private static func document(_ row: Row, lines: [WarehouseDocument.Line]) throws -> WarehouseDocument {
        let kind: WarehouseDocument.Kind =
            switch row[1] as String {
            case "receipt": .receipt
            case "release": .release
            default: .transfer(to: WarehouseID(row[6]))
            }
        return WarehouseDocument(
            id: DocumentID(row[0]), kind: kind, name: row[2],
            version: DocumentVersion(number: row[3], modified: (row[4] as Int64?).map(Timestamp.init(microseconds:))),
            warehouse: WarehouseID(row[5]), lines: lines, corrects: (row[7] as String?).map { DocumentID($0) }, isDeleted: row[8],
            externalID: row[9], invoice: row[10], recordedAt: (row[11] as Int64?).map(Timestamp.init(microseconds:)))
    }
}

extension WarehouseDocument.Kind {
    fileprivate var columns: (name: String, target: WarehouseID?) {
        switch self {
        case .receipt: ("receipt", nil)
        case .release: ("release", nil)
        case .transfer(let target): ("transfer", target)
        }
    }
}
