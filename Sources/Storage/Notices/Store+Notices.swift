import Foundation
public import Inventory

extension Store {
    /// What came of looking for something to tell.
    public enum Composition: Sendable, Equatable {
        /// Nothing changed since the last message.
        case nothing
        /// Something did, but the last message is too young.
        case early(until: Timestamp)
        case written
    }

    /// Writes one message for each channel about all that changed since the last one, in the transaction that remembers what was told: a change is
    /// told once, and a problem that came and went between two messages not at all.
    ///
    /// - Parameter pause: no message is younger than this when the next is written.
    public func composeNotice(channels: [String], pause: Duration, message: String, at moment: Timestamp) async throws -> Composition {
        guard !channels.isEmpty, try await read(Self.hasChanges) else { return .nothing }
        return try await write { db in
            guard try Self.hasChanges(db) else { return .nothing }
            if let last = try Int64.fetchOne(db, sql: "SELECT max(created_at) FROM notices"), Timestamp(microseconds: last) + pause > moment {
                return .early(until: Timestamp(microseconds: last) + pause)
            }
            let text = String(decoding: try JSONEncoder().encode(Self.takeChanges(db)), as: UTF8.self)
            for channel in channels {
                try db.execute(
                    sql: "INSERT INTO notices (channel, message, content, created_at, due_at) VALUES (?1, ?2, ?3, ?4, ?4)",
                    arguments: [channel, message, text, moment.microseconds])
            }
            return .written
        }
    }

    /// The message that is due the longest, if any is.
    public func noticeDue(at moment: Timestamp) async throws -> Notice? {
        try await read { db in
            try Row.fetchOne(
                db,
                sql: "SELECT id, channel, message, content, created_at, attempts FROM notices WHERE due_at <= ? ORDER BY due_at, id LIMIT 1",
                arguments: [moment.microseconds]
            ).map { row in
                Notice(
                    id: row[0], channel: row[1], message: row[2],
                    content: try JSONDecoder().decode(NoticeContent.self, from: Data((row[3] as String).utf8)),
                    createdAt: Timestamp(microseconds: row[4]), attempts: row[5])
            }
        }
    }

    /// When the next message is due; nil when none waits.
    public func nextNotice() async throws -> Timestamp? {
        try await read { db in
            try Int64.fetchOne(db, sql: "SELECT min(due_at) FROM notices WHERE due_at IS NOT NULL").map(Timestamp.init(microseconds:))
        }
    }

    /// By channel: messages whose delivery failed and is tried again.
    public func undeliveredNotices() async throws -> [String: Int] {
        try await read { db in
            let rows = try Row.fetchAll(db, sql: "SELECT channel, count(*) FROM notices WHERE due_at IS NOT NULL AND attempts > 0 GROUP BY channel")
            return Dictionary(uniqueKeysWithValues: rows.map { ($0[0], $0[1]) })
        }
    }

    /// A message was delivered, or given up.
    public func settle(_ notice: Notice, at moment: Timestamp) async throws {
        try await write { db in
            try db.execute(
                sql: "UPDATE notices SET due_at = NULL, settled_at = ? WHERE id = ?", arguments: [moment.microseconds, notice.id])
        }
    }

    /// A try failed: the next one is not before `moment`.
    public func postpone(_ notice: Notice, until moment: Timestamp) async throws {
        try await write { db in
            try db.execute(
                sql: "UPDATE notices SET due_at = ?, attempts = attempts + 1 WHERE id = ?", arguments: [moment.microseconds, notice.id])
        }
    }

    /// Forgets messages settled before `moment`, but for the newest of all, from which the next one's pause is counted.
    public func pruneNotices(settledBefore moment: Timestamp, limit: Int) async throws -> Int {
        try await write { db in
            try db.execute(
                sql: """
                    DELETE FROM notices WHERE id IN (SELECT id FROM notices WHERE settled_at < ? AND id < (SELECT max(id) FROM notices) LIMIT ?)
                    """, arguments: [moment.microseconds, limit])
            return db.changesCount
        }
    }

    private static let new = """
        FROM problems p WHERE p.settled_at IS NULL AND NOT EXISTS (SELECT 1 FROM announced_problems a WHERE a.problem = p.id)
        """
    /// A problem that is gone from its table was settled long ago.
    private static let over = """
        FROM announced_problems a WHERE NOT EXISTS (SELECT 1 FROM problems p WHERE p.id = a.problem AND p.settled_at IS NULL)
        """

    private static func hasChanges(_ db: Database) throws -> Bool {
        try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 \(new)) OR EXISTS (SELECT 1 \(over))") ?? false
    }

    /// What changed, noted as told.
    private static func takeChanges(_ db: Database) throws -> NoticeContent {
        let limit = NoticeContent.lineLimit
        let opened = try Row.fetchAll(
            db, sql: "SELECT p.id, p.kind, p.subject, p.what, p.what_pl, p.since \(new) ORDER BY p.id LIMIT \(limit)"
        ).map(line)
        let settled = try Row.fetchAll(
            db, sql: "SELECT a.problem, a.kind, a.subject, a.what, a.what_pl, a.since \(over) ORDER BY a.problem LIMIT \(limit)"
        ).map(line)
        let content = NoticeContent(
            opened: opened, settled: settled, openedCount: try Int.fetchOne(db, sql: "SELECT count(*) \(new)") ?? 0,
            settledCount: try Int.fetchOne(db, sql: "SELECT count(*) \(over)") ?? 0,
            openCount: try Int.fetchOne(db, sql: "SELECT count(*) FROM problems WHERE settled_at IS NULL") ?? 0)
        try db.execute(sql: "DELETE FROM announced_problems WHERE problem IN (SELECT a.problem \(over))")
        try db.execute(
            sql: """
                INSERT INTO announced_problems (problem, kind, subject, what, what_pl, since)
                SELECT p.id, p.kind, p.subject, p.what, p.what_pl, p.since \(new)
                """)
        return content
    }

    private static func line(_ row: Row) -> NoticeContent.Line {
        NoticeContent.Line(
            problem: row[0], kind: row[1], subject: row[2], what: row[3], whatPL: row[4], since: Timestamp(microseconds: row[5]))
    }
}
