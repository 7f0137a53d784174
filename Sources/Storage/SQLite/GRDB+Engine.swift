import GRDB
import GRDBSQLite

extension GRDB.Database: EngineConnection {
    func prepared(_ sql: String, isKept: Bool) throws -> any EngineStatement {
        isKept ? try cachedStatement(sql: sql) : try makeStatement(sql: sql)
    }

    /// Without arguments there may be several statements, which only GRDB takes apart.
    func run(_ sql: String, _ arguments: StatementArguments) throws {
        if arguments.isEmpty { try execute(sql: sql) } else { try makeStatement(sql: sql).run(arguments) }
    }

    func insert(_ sql: String, _ rows: some Sequence<StatementArguments>, key: String) throws -> [Int64?] {
        let statement = try cachedStatement(sql: sql)
        return try rows.map { row in
            try statement.run(row)
            return changesCount > 0 ? lastInsertedRowID : nil
        }
    }

    /// Nothing waits for a statement here.
    func takeTime() {}

    var changedRows: Int { changesCount }

    var lastInsertedKey: Int64 { lastInsertedRowID }

    func nested(_ work: () throws -> Void) throws {
        try control("SAVEPOINT nested")
        do {
            try work()
        } catch {
            // Where SQLite has taken the whole transaction back there is nothing left to take back.
            try? control("ROLLBACK TO SAVEPOINT nested")
            try? control("RELEASE SAVEPOINT nested")
            throw error
        }
        try control("RELEASE SAVEPOINT nested")
    }

    func tellStatements(to listener: ((_ sql: String, _ expanded: () -> String) -> Void)?) {
        guard let listener else { return trace(options: .statement, nil) }
        trace(options: .statement) { event in
            if case .statement(let statement) = event { listener(statement.sql, { statement.expandedSQL }) }
        }
    }
}

extension GRDB.Database {
    /// How a transaction begins: with the snapshot of its first statement, or as the one that may write.
    enum Beginning: String {
        case reading = "BEGIN DEFERRED"
        case writing = "BEGIN IMMEDIATE"
    }

    /// Does `work` in one transaction, which is taken back when it throws. As GRDB's own, but for statements that are prepared once.
    func transaction<Value>(_ beginning: Beginning, _ work: (Database) throws -> Value) throws -> Value {
        try control(beginning.rawValue)
        do {
            let value = try work(Database(self))
            try control("COMMIT")
            return value
        } catch {
            takeBack()
            throw error
        }
    }

    /// Takes back what the transaction did, also where its task is cancelled: GRDB lets nothing but a rollback pass then, and knows one only where it
    /// observes statements.
    func takeBack() {
        // SQLite takes a transaction back by itself when the disk fails.
        guard isInsideTransaction else { return }
        // While one that was interrupted is not reset, each that follows is interrupted, too.
        var statement = sqlite3_next_stmt(sqliteConnection, nil)
        while let interrupted = statement {
            sqlite3_reset(interrupted)
            statement = sqlite3_next_stmt(sqliteConnection, interrupted)
        }
        // Twice, for it may be interrupted itself.
        for _ in 0..<2 where isInsideTransaction { try? control("ROLLBACK") }
    }

    private func control(_ sql: String) throws { try cachedStatement(sql: sql).step() }
}

extension GRDB.Statement: EngineStatement {
    func run(_ arguments: StatementArguments) throws {
        try bind(arguments)
        try step()
    }

    func rows(_ arguments: StatementArguments) throws -> any EngineCursor {
        try bind(arguments)
        return RunningStatement(self)
    }

    func stream(_ arguments: StatementArguments) throws -> any EngineCursor { try rows(arguments) }
}
