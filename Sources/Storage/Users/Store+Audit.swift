public import Inventory

/// What a person did in the console.
public struct AuditEntry: Sendable, Equatable {
    public var id: Int64
    public var at: Timestamp
    /// The person's name at that time.
    public var who: String
    /// What was done, e.g. `sync_on`.
    public var deed: String
    /// What it was done to: an offer, a problem, how many offers.
    public var subject: String
    /// What became of it; nil where nobody could note that any more.
    public var outcome: String?
}

extension Store {
    /// Notes what a person is about to do, before it is done: nothing happens that is not in the book. Returns the entry's id.
    public func noteDeed(who: String, deed: String, subject: String, at moment: Timestamp) async throws -> Int64 {
        try await write { db in
            try db.execute(
                sql: "INSERT INTO audit (at, who, deed, subject) VALUES (?, ?, ?, ?)", arguments: [moment.microseconds, who, deed, subject])
            return try db.lastInsertedRowID
        }
    }

    /// Notes what became of it.
    public func noteOutcome(_ entry: Int64, _ outcome: String) async throws {
        try await write { db in try db.execute(sql: "UPDATE audit SET outcome = ? WHERE id = ?", arguments: [outcome, entry]) }
    }

    /// What people did, the newest first, before the entry `before`.
    public func audit(before: Int64?, limit: Int) async throws -> [AuditEntry] {
        try await read { db in
            try Row.fetchAll(
                db, sql: "SELECT id, at, who, deed, subject, outcome FROM audit WHERE id < ? ORDER BY id DESC LIMIT ?",
                arguments: [before ?? .max, limit]
            ).map {
                AuditEntry(
                    id: $0[0], at: Timestamp(microseconds: $0[1]), who: $0[2], deed: $0[3], subject: $0[4], outcome: $0[5])
            }
        }
    }

    /// One entry; nil for one that is not there.
    public func auditEntry(_ id: Int64) async throws -> AuditEntry? {
        guard id > 0, id < .max else { return nil }
        return try await audit(before: id + 1, limit: 1).first { $0.id == id }
    }
}
