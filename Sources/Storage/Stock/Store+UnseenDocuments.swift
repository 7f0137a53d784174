import GRDB
public import Inventory

extension Store {
    /// Those of `documents` that are not held in this version or a later one.
    public func unseen(_ documents: [WarehouseDocument]) async throws -> [WarehouseDocument] {
        try await read { db in
            try documents.filter { document in
                let row = try Row.fetchOne(
                    db.cachedStatement(sql: "SELECT version_number, version_modified FROM documents WHERE id = ?"), arguments: [document.id.text])
                guard let row else { return true }
                let held = DocumentVersion(number: row[0], modified: (row[1] as Int64?).map(Timestamp.init(microseconds:)))
                return document.version.isLater(than: held)
            }
        }
    }
}
