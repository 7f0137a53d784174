public import Inventory

extension Store {
    /// Up to when, on wFirma's clock, the documents that it recorded were seen; nil before the first whole sweep.
    public func documentsSeenTo() async throws -> Timestamp? {
        try await read { db in
            try Int64.fetchOne(db.cachedStatement(sql: "SELECT seen_to FROM document_watch")).map(Timestamp.init(microseconds:))
        }
    }

    /// What wFirma recorded before `moment` of its clock is in the inbox.
    public func sawDocuments(to moment: Timestamp) async throws {
        try await write { db in
            try db.cachedStatement(
                sql: "INSERT INTO document_watch (id, seen_to) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET seen_to = excluded.seen_to"
            ).execute(arguments: [moment.microseconds])
        }
    }
}
