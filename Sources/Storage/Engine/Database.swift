/// A connection within one transaction, as the store's statements see it: the same over every engine.
///
/// Names and spellings are GRDB's, whose ways the statements were written in; no type of GRDB's or of another library stands behind them here.
struct Database {
    let connection: any EngineConnection

    init(_ connection: any EngineConnection) { self.connection = connection }

    /// A statement that the connection prepares once and keeps.
    func cachedStatement(sql: String) throws -> Statement { Statement(try connection.prepared(sql, isKept: true)) }

    /// Runs a statement once; without arguments there may be several, each with its semicolon.
    func execute(sql: String, arguments: StatementArguments = []) throws {
        try connection.run(sql, arguments)
    }

    /// Inserts these rows in their order and tells the key that each got, from the column `key`; nil where `ON CONFLICT DO NOTHING` left it out.
    func insert(sql: String, _ rows: some Sequence<StatementArguments>, key: String) throws -> [Int64?] {
        try connection.insert(sql, rows, key: key)
    }

    /// What follows in this transaction may take as long as the store is large.
    func takeTime() { connection.takeTime() }

    /// Rows that the last INSERT, UPDATE or DELETE changed.
    var changesCount: Int { connection.changedRows }

    /// The key that the last INSERT of this connection gave to its row.
    var lastInsertedRowID: Int64 { get throws { try connection.lastInsertedKey } }

    /// Does `work` so that all of it is taken back when it throws, while the transaction around it goes on.
    func inSavepoint(_ work: () throws -> Void) throws { try connection.nested(work) }
}

/// One prepared statement of a connection.
struct Statement {
    let engine: any EngineStatement

    init(_ engine: any EngineStatement) { self.engine = engine }

    func execute(arguments: StatementArguments = []) throws { try engine.run(arguments) }
}
