import PostgreSQLClient

/// A connection with the statements that it has prepared.
// One thread at a time has it: the writer's queue, or the reader that took it from the pool.
final class PostgreSQLSession: EngineConnection, @unchecked Sendable {
    /// Statements whose text depends on how many things are asked for come in many sizes; past this all are prepared anew in the next transaction.
    private static let keptStatements = 1000

    let connection: PostgreSQLConnection
    /// Whether the transaction has changed a row.
    private(set) var hasChanged = false
    private(set) var changedRows = 0
    /// The schema that it is set to; nil: the database's own.
    private(set) var schema: String?
    private var statements: [String: PostgreSQLStatement] = [:]
    private var cursors = 0

    /// The server's process that must serve every transaction, where a pooler may choose; nil: none is between.
    private let process: Int64?

    /// What is wrong where a pooler chooses anew for each transaction.
    static let mixedUp = "a pooler gives each transaction another connection of the server: it must pool sessions (docs/scale.md)"

    init(_ connection: PostgreSQLConnection, behindPooler process: Int64? = nil) { (self.connection, self.process) = (connection, process) }

    func takeTime() { connection.patience = PostgreSQLEngine.longPatience }

    /// Runs `script`, which may begin a transaction, in this schema; returns what its last statement found.
    func begin(_ script: String, in schema: String?) throws -> PostgreSQLResult {
        hasChanged = false
        cursors = 0
        do {
            // A statement that was prepared for one schema's tables would be planned anew for another's.
            if schema != self.schema || statements.count >= Self.keptStatements {
                statements = [:]
                try connection.run("DEALLOCATE ALL; " + (schema.map { "SET search_path = \"\($0)\"" } ?? "RESET search_path"))
                // Where the server refused, or was told to break it off, it is set to the one before still.
                self.schema = schema
            }
            let found = try connection.run(script)
            if let process, try connection.servingProcess != process { throw StorageError.failed(reason: Self.mixedUp) }
            return found
        } catch {
            takeBack()
            throw error
        }
    }

    /// Takes back what was begun.
    func takeBack() {
        if !connection.isIdle { _ = try? connection.run("ROLLBACK") }
    }

    /// Does `work` in the transaction that was begun, and ends it; one that throws leaves nothing behind.
    func finish<Value>(_ work: (Database) throws -> Value, end: (PostgreSQLSession) throws -> Void) throws -> Value {
        do {
            let value = try work(Database(self))
            guard !connection.isFailed else { throw StorageError.failed(reason: "a statement failed and was passed over") }
            try end(self)
            return value
        } catch {
            takeBack()
            throw error
        }
    }

    func prepared(_ sql: String, isKept: Bool) throws -> any EngineStatement { try statement(sql) }

    private func statement(_ sql: String) throws -> PostgreSQLStatement {
        if let known = statements[sql] { return known }
        let statement = PostgreSQLStatement(sql, self)
        statements[sql] = statement
        return statement
    }

    func run(_ sql: String, _ arguments: StatementArguments) throws {
        if arguments.isEmpty { count(try connection.run(Dialect(sql).sql)) } else { try prepared(sql, isKept: true).run(arguments) }
    }

    func insert(_ sql: String, _ rows: some Sequence<StatementArguments>, key: String) throws -> [Int64?] {
        let rows = Array(rows)
        guard !rows.isEmpty else { return [] }
        let results = try statement(sql + " RETURNING " + key).results(rows)
        if results.contains(where: { $0.rowCount > 0 }) { hasChanged = true }
        return results.map { $0.rowCount > 0 ? $0.integer(0, 0) : nil }
    }

    /// A name for the next cursor of the transaction.
    func nextCursor() -> String {
        cursors += 1
        return "c\(cursors)"
    }

    func count(_ result: PostgreSQLResult) {
        changedRows = result.changedRows
        if changedRows > 0 { hasChanged = true }
    }

    var lastInsertedKey: Int64 {
        get throws {
            guard let key = try connection.run("SELECT lastval()").integer(0, 0) else { throw StorageError.failed(reason: "a row got no key") }
            return key
        }
    }

    /// Nothing listens to a server's store: see ``PostgreSQLEngine/init(_:)``.
    func tellStatements(to listener: ((_ sql: String, _ expanded: () -> String) -> Void)?) {}

    /// After an error PostgreSQL takes nothing more until the transaction is taken back, to here at least.
    func nested(_ work: () throws -> Void) throws {
        try connection.run("SAVEPOINT nested")
        do { try work() } catch {
            _ = try? connection.run("ROLLBACK TO SAVEPOINT nested; RELEASE SAVEPOINT nested")
            throw error
        }
        try connection.run("RELEASE SAVEPOINT nested")
    }
}

extension PostgreSQLConnection {
    /// The server's process that answers at this moment, as it calls itself.
    var servingProcess: Int64? { get throws { try run("SELECT pg_backend_pid()").integer(0, 0) } }
}
