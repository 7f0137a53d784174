import GRDB
public import Inventory

extension Store {
    /// What needs a person now, the oldest first, after the one with id `after`.
    public func problems(kind: OpenProblem.Kind?, after: Int64?, limit: Int) async throws -> [OpenProblem] {
        try await read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT id, kind, subject, what, why, since FROM problems
                    WHERE settled_at IS NULL AND id > :after AND kind = coalesce(:kind, kind) ORDER BY id LIMIT :limit
                    """, arguments: ["after": after ?? 0, "kind": kind?.rawValue, "limit": limit]
            ).compactMap { row in
                OpenProblem.Kind(rawValue: row[1]).map {
                    OpenProblem(id: row[0], kind: $0, subject: row[2], what: row[3], why: row[4], since: Timestamp(microseconds: row[5]))
                }
            }
        }
    }

    /// Settles a problem by one of its actions; `retry` also lets the offer be planned again. False when there is no such open problem or action.
    public func settleProblem(_ id: Int64, action: String, at moment: Timestamp) async throws -> Bool {
        guard let problem = try await problems(kind: nil, after: id - 1, limit: 1).first, problem.id == id, problem.actions.contains(action) else {
            return false
        }
        return try await write { db in
            if action == "retry" {
                try db.execute(sql: "UPDATE offers SET stopped_target = NULL, refusals = 0 WHERE id = ?", arguments: [problem.subject])
                try DirtyMarks.look(db, at: OfferID(problem.subject), due: moment)
                try DirtyMarks.mark(db, offer: OfferID(problem.subject), falls: true, since: moment)
            }
            try Problems.settle(db, kind: problem.kind, subject: problem.subject, by: action, at: moment)
            return true
        }
    }

    /// Open problems by kind, for metrics.
    public func problemCounts() async throws -> [OpenProblem.Kind: Int] {
        try await read { db in
            var counts: [OpenProblem.Kind: Int] = [:]
            for row in try Row.fetchAll(db, sql: "SELECT kind, count(*) FROM problems WHERE settled_at IS NULL GROUP BY kind") {
                if let kind = OpenProblem.Kind(rawValue: row[0]) { counts[kind] = row[1] }
            }
            return counts
        }
    }

    /// Raises a problem unless it is open already.
    public func raiseProblem(_ kind: OpenProblem.Kind, subject: String, what: String, why: String, at moment: Timestamp) async throws {
        try await write { db in try Problems.raise(db, kind: kind, subject: subject, what: what, why: why, at: moment) }
    }

    /// Settles a problem that is over by itself.
    public func settleProblem(_ kind: OpenProblem.Kind, subject: String, at moment: Timestamp) async throws {
        try await write { db in try Problems.settle(db, kind: kind, subject: subject, by: "over", at: moment) }
    }
}

/// Problems within a transaction: at most one open of a kind and subject.
enum Problems {
    static func raise(_ db: Database, kind: OpenProblem.Kind, subject: String, what: String, why: String, at moment: Timestamp) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO problems (kind, subject, what, why, since) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (kind, subject) WHERE settled_at IS NULL DO UPDATE SET what = excluded.what, why = excluded.why
                """
        ).execute(arguments: [kind.rawValue, subject, what, why, moment.microseconds])
    }

    static func settle(_ db: Database, kind: OpenProblem.Kind, subject: String, by action: String, at moment: Timestamp) throws {
        try db.cachedStatement(
            sql: "UPDATE problems SET settled_at = ?, settled_by = ? WHERE kind = ? AND subject = ? AND settled_at IS NULL"
        ).execute(arguments: [moment.microseconds, action, kind.rawValue, subject])
    }
}
