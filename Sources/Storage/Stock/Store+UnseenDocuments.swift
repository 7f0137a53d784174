public import Inventory

extension Store {
    /// Those of `documents` that tell something new: a version that is not held yet, or of one that is, the order that it fulfils or that wFirma
    /// has it.
    ///
    /// - Parameter lately: of documents recorded since then it is told that wFirma has them even where they fulfil no order.
    public func unseen(_ documents: [WarehouseDocument], lately: Timestamp? = nil) async throws -> [WarehouseDocument] {
        try await read { db in try documents.filter { try Documents.news(db, in: $0, lately: lately) != .none } }
    }

    /// Those of `documents` that are held in an earlier version, or lack what these tell: another effect on stock than the one that counts,
    /// or of an order that is not known to be fulfilled.
    public func changed(_ documents: [WarehouseDocument]) async throws -> [WarehouseDocument] {
        try await read { db in try documents.filter { try Documents.news(db, in: $0) == .change } }
    }
}

extension Documents {
    enum News { case none, document, change }

    /// What a document tells that is not known.
    static func news(_ db: Database, in document: WarehouseDocument, lately: Timestamp? = nil) throws -> News {
        let row = try Row.fetchOne(
            db.cachedStatement(sql: "SELECT version_number, version_modified, invoice, external_id, recorded_at FROM documents WHERE id = ?"),
            arguments: [document.id.text])
        guard let row else { return .document }
        let held = DocumentVersion(number: row[0], modified: (row[1] as Int64?).map(Timestamp.init(microseconds:)))
        if document.version.isLater(than: held) { return .change }
        if held.isLater(than: document.version) { return .none }
        // Of one second, and with other lines.
        if document.version == held, let member = try Documents.member(db, document.id), document.supersedes(member) { return .change }
        let (invoice, externalID, recordedAt) = (row[2] as String?, row[3] as String?, row[4] as Int64?)
        if invoice == nil, document.invoice != nil { return .change }
        if externalID == nil, document.externalID != nil { return .change }
        guard recordedAt == nil, let recorded = document.recordedAt else { return .none }
        let namesOrder = document.invoice != nil || document.externalID != nil
        if namesOrder { return .change }
        guard let lately else { return .none }
        return recorded >= lately ? .change : .none
    }
}
