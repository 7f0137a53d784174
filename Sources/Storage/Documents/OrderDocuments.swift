import Foundation
import Inventory

/// The rows of `order_documents` and `order_corrections`: the one document of each order, and what takes it back (`docs/invoices.md`).
enum OrderDocuments {
    private static let columns = """
        order_id, account, state, since, due_at, attempts, asked_at, kind, draft, contractor, document, number, total, currency, ksef_number,
        missed_at, upload, uploaded_at, release_expected_until, fault, failures, told_at, buyer, issued_on
        """
    private static let replacements = columns.split(separator: ",").dropFirst().map { column in
        let name = column.trimmingCharacters(in: .whitespacesAndNewlines)
        return "\(name) = excluded.\(name)"
    }.joined(separator: ", ")

    static func document(_ db: Database, of order: OrderID, _ role: OrderDocument.Role = .document) throws -> OrderDocument? {
        try Row.fetchOne(
            db.cachedStatement(sql: "SELECT \(columns) FROM \(role.table) WHERE order_id = ?"), arguments: [order.text]
        ).map { try document($0, role) }
    }

    /// The document that is due, or nil: what was begun is finished first, else many that are due together would all be outdated at their turn.
    static func due(_ db: Database, _ role: OrderDocument.Role, mayIssue: Bool, at moment: Timestamp) throws -> OrderDocument? {
        try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT \(columns) FROM \(role.table) WHERE due_at <= ?1 AND (?2 = 1 OR state NOT IN ('wanted', 'looked_up'))
                    ORDER BY CASE state WHEN 'wanted' THEN 1 ELSE 0 END, due_at, order_id LIMIT 1
                    """), arguments: [moment.microseconds, mayIssue]
        ).map { try document($0, role) }
    }

    static func save(_ db: Database, _ document: OrderDocument) throws {
        let draft = try document.draft.map(DraftText.text)
        try db.cachedStatement(
            sql: """
                INSERT INTO \(document.role.table) (\(columns))
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (order_id) DO UPDATE SET \(replacements)
                """
        ).execute(arguments: [
            document.order.text, document.account.text, document.state.rawValue, document.since.microseconds, document.dueAt?.microseconds,
            document.attempts, document.askedAt?.microseconds, document.kind?.rawValue, draft, document.contractor, document.invoice, document.number,
            document.total?.hundredths, document.total?.currency, document.ksefNumber, document.missedAt?.microseconds, document.upload,
            document.uploadedAt?.microseconds, document.releaseExpectedUntil?.microseconds, document.fault,
            document.failures, document.toldAt?.microseconds, document.buyer, document.issuedOn?.description,
        ])
        if document.role == .document {
            try db.cachedStatement(sql: "UPDATE orders SET is_considered = 1 WHERE id = ? AND is_considered = 0")
                .execute(arguments: [document.order.text])
        }
        // Once the buyer has the file, or nobody will, it is not kept (R46).
        if [.accepted, .rejected, .cancelled].contains(document.state) { try dropFile(db, of: document.order, document.role) }
    }

    private static func document(_ row: Row, _ role: OrderDocument.Role) throws -> OrderDocument {
        let id: String = row[0]
        guard let state = OrderDocument.State(rawValue: row[2]) else {
            throw StorageError.corrupted(reason: "unknown state of document of order \(id)")
        }
        func moment(_ column: Int) -> Timestamp? { (row[column] as Int64?).map(Timestamp.init(microseconds:)) }
        return OrderDocument(
            order: OrderID(id), account: AccountName(row[1]), role: role, state: state, since: Timestamp(microseconds: row[3]), dueAt: moment(4),
            attempts: row[5], failures: row[20], toldAt: moment(21), askedAt: moment(6),
            kind: (row[7] as String?).flatMap(OrderDocumentKind.init(rawValue:)),
            draft: try (row[8] as String?).map(DraftText.draft), buyer: row[22],
            contractor: row[9], invoice: row[10], number: row[11],
            total: (row[12] as Int64?).map { Money(hundredths: $0, currency: row[13]) },
            issuedOn: (row[23] as String?).flatMap { CalendarDate($0) }, ksefNumber: row[14], missedAt: moment(15), upload: row[16],
            uploadedAt: moment(17), releaseExpectedUntil: moment(18), fault: row[19])
    }
}

// MARK: - The file

extension OrderDocuments {
    static func keepFile(_ db: Database, _ pdf: [UInt8], of order: OrderID, _ role: OrderDocument.Role) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO order_document_files (order_id, role, pdf) VALUES (?, ?, ?)
                ON CONFLICT (order_id, role) DO UPDATE SET pdf = excluded.pdf
                """
        ).execute(arguments: [order.text, role.rawValue, Data(pdf)])
    }

    static func file(_ db: Database, of order: OrderID, _ role: OrderDocument.Role) throws -> [UInt8]? {
        try Data.fetchOne(
            db.cachedStatement(sql: "SELECT pdf FROM order_document_files WHERE order_id = ? AND role = ?"), arguments: [order.text, role.rawValue]
        ).map(Array.init)
    }

    static func dropFile(_ db: Database, of order: OrderID, _ role: OrderDocument.Role) throws {
        try db.cachedStatement(sql: "DELETE FROM order_document_files WHERE order_id = ? AND role = ?")
            .execute(arguments: [order.text, role.rawValue])
    }
}

extension OrderDocument.Role {
    var table: String {
        switch self {
        case .document: "order_documents"
        case .correction: "order_corrections"
        }
    }
}
