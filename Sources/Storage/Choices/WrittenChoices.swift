import Foundation

/// The choices file as this gateway last wrote it.
public struct WrittenChoices: Sendable, Equatable {
    /// How often choices had changed by then: see ``Store/choiceChanges()``.
    public var changes: Int64
    /// SHA-256 of the file's bytes.
    public var digest: [UInt8]

    public init(changes: Int64, digest: [UInt8]) { (self.changes, self.digest) = (changes, digest) }
}

extension Store {
    /// What is known of the choices file; nil where none was written yet.
    public func writtenChoices() async throws -> WrittenChoices? {
        try await read { db in
            guard let row = try Row.fetchOne(db, sql: "SELECT file_count, file_digest FROM choice_changes WHERE file_digest IS NOT NULL") else {
                return nil
            }
            let digest: Data = row[1]
            return WrittenChoices(changes: row[0], digest: Array(digest))
        }
    }

    /// The file was written.
    public func note(_ written: WrittenChoices) async throws {
        try await write { db in
            try db.execute(
                sql: "UPDATE choice_changes SET file_count = ?, file_digest = ?", arguments: [written.changes, Data(written.digest)])
        }
    }
}
