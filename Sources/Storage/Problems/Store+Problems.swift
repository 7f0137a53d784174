public import Inventory

extension Store {
    /// What needs a person now, the oldest first, after the one with id `after`.
    public func problems(kind: OpenProblem.Kind?, after: Int64?, limit: Int) async throws -> [OpenProblem] {
        try await read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT \(Problems.columns) FROM problems
                    WHERE settled_at IS NULL AND id > :after AND kind = coalesce(:kind, kind) ORDER BY id LIMIT :limit
                    """, arguments: ["after": after ?? 0, "kind": kind?.rawValue, "limit": limit]
            ).compactMap(Problems.problem)
        }
    }

    /// Open problems about one subject, the oldest first.
    public func problems(of subject: String) async throws -> [OpenProblem] {
        try await read { db in
            try Row.fetchAll(
                db.cachedStatement(sql: "SELECT \(Problems.columns) FROM problems WHERE subject = ? AND settled_at IS NULL ORDER BY id"),
                arguments: [subject]
            ).compactMap(Problems.problem)
        }
    }

    /// Settles a problem by one of its actions and does what the action says, in one transaction. False when there is no such open problem or
    /// action.
    public func settleProblem(_ id: Int64, action: OpenProblem.Action, at moment: Timestamp) async throws -> Bool {
        try await write { db in
            guard let problem = try Problems.open(db, id), problem.actions.contains(action) else { return false }
            try ProblemActions(db: db, moment: moment).carryOut(action, on: problem)
            try Problems.settle(db, kind: problem.kind, subject: problem.subject, by: action.rawValue, at: moment)
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
    public func raiseProblem(_ kind: OpenProblem.Kind, subject: String, what: Words, why: Words, at moment: Timestamp) async throws {
        try await write { db in try Problems.raise(db, kind: kind, subject: subject, what: what, why: why, at: moment) }
    }

    /// Settles a problem that is over by itself.
    public func settleProblem(_ kind: OpenProblem.Kind, subject: String, at moment: Timestamp) async throws {
        try await write { db in try Problems.settle(db, kind: kind, subject: subject, by: "over", at: moment) }
    }
}
