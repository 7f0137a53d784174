import Inventory

/// Problems within a transaction: at most one open of a kind and subject.
enum Problems {
    static let columns = "id, kind, subject, what, what_pl, why, why_pl, detail, since"

    /// Nil for a kind that a later version made.
    static func problem(_ row: Row) -> OpenProblem? {
        OpenProblem.Kind(rawValue: row[1]).map {
            OpenProblem(
                id: row[0], kind: $0, subject: row[2], what: Words(en: row[3], pl: row[4]), why: Words(en: row[5], pl: row[6]), detail: row[7],
                since: Timestamp(microseconds: row[8]))
        }
    }

    static func open(_ db: Database, _ id: Int64) throws -> OpenProblem? {
        try Row.fetchOne(
            db.cachedStatement(sql: "SELECT \(columns) FROM problems WHERE id = ? AND settled_at IS NULL"), arguments: [id]
        ).flatMap(problem)
    }

    /// Raises a problem, or tells an open one anew.
    static func raise(
        _ db: Database, kind: OpenProblem.Kind, subject: String, what: Words, why: Words, detail: String? = nil, at moment: Timestamp
    ) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO problems (kind, subject, what, what_pl, why, why_pl, detail, since) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (kind, subject) WHERE settled_at IS NULL DO UPDATE SET what = excluded.what, what_pl = excluded.what_pl,
                    why = excluded.why, why_pl = excluded.why_pl, detail = excluded.detail
                """
        ).execute(arguments: [kind.rawValue, subject, what.en, what.pl, why.en, why.pl, detail, moment.microseconds])
    }

    static func settle(_ db: Database, kind: OpenProblem.Kind, subject: String, by action: String, at moment: Timestamp) throws {
        try db.cachedStatement(
            sql: "UPDATE problems SET settled_at = ?, settled_by = ? WHERE kind = ? AND subject = ? AND settled_at IS NULL"
        ).execute(arguments: [moment.microseconds, action, kind.rawValue, subject])
    }

    static func isOpen(_ db: Database, kind: OpenProblem.Kind, subject: String) throws -> Bool {
        try Bool.fetchOne(
            db.cachedStatement(sql: "SELECT 1 FROM problems WHERE kind = ? AND subject = ? AND settled_at IS NULL"),
            arguments: [kind.rawValue, subject]) ?? false
    }
}
