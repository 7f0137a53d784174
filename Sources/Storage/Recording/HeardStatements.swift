import NIOConcurrencyHelpers

/// The statements of one transaction that change what decisions rest on, with their values.
///
/// Who signs in, what is sealed and what is mailed stays out: no decision rests on it, and a recording is no place for it (R46).
struct HeardStatements: Sendable {
    private let heard = NIOLockedValueBox<[String]>([])

    /// In order; none where nothing was changed.
    var all: [String] {
        let statements = heard.withLockedValue { $0 }
        return statements.allSatisfy(Self.isSavepoint) ? [] : statements
    }

    /// Listens while `work` runs.
    func listen<Value>(_ db: Database, _ work: (Database) throws -> Value) rethrows -> Value {
        db.connection.tellStatements(to: { [heard] sql, expanded in
            guard Self.matters(sql) else { return }
            let statement = expanded()
            heard.withLockedValue { $0.append(statement) }
        })
        defer { db.connection.tellStatements(to: nil) }
        return try work(db)
    }

    /// A trigger's own statements come as comments.
    private static func matters(_ sql: String) -> Bool {
        let words = sql.drop { $0.isWhitespace }
        return isSavepoint(sql)
            || (["INSERT", "UPDATE", "DELETE", "REPLACE", "WITH"].contains { words.hasPrefix($0) }
                && sql.firstMatch(of: #/\b(?:users|sessions|tokens|audit|sealed_secrets|account_connections|notices|announced_problems)\b/#) == nil)
    }

    private static func isSavepoint(_ sql: String) -> Bool {
        ["SAVEPOINT", "RELEASE", "ROLLBACK TO", "ROLLBACK TRANSACTION TO"].contains { sql.hasPrefix($0) }
    }
}
