/// One row of what a statement found.
struct Row {
    private let engine: any EngineRow

    init(_ engine: any EngineRow) { self.engine = engine }

    /// The column at this place, from 0. What may be NULL is read as an optional; the tables' NOT NULL vouches for the rest.
    subscript<Value: DatabaseValueConvertible>(_ column: Int) -> Value {
        guard let value = Value.read(engine, at: column) else { preconditionFailure("column \(column) is NULL") }
        return value
    }

    /// The column of this name.
    subscript<Value: DatabaseValueConvertible>(_ column: String) -> Value {
        guard let value = Value.read(engine, named: column) else { preconditionFailure("column \(column) is NULL") }
        return value
    }
}

extension Row {
    static func fetchOne(_ statement: Statement, arguments: StatementArguments = []) throws -> Row? {
        let rows = try statement.engine.rows(arguments)
        // A row holds no longer than the cursor that it came from.
        return try withExtendedLifetime(rows) { try rows.nextRow().map { Row($0.kept) } }
    }

    static func fetchOne(_ db: Database, sql: String, arguments: StatementArguments = []) throws -> Row? {
        try fetchOne(Statement(db.connection.prepared(sql, isKept: false)), arguments: arguments)
    }

    static func fetchAll(_ statement: Statement, arguments: StatementArguments = []) throws -> [Row] {
        let rows = try statement.engine.rows(arguments)
        var kept: [Row] = []
        while let row = try rows.nextRow() { kept.append(Row(row.kept)) }
        return kept
    }

    static func fetchAll(_ db: Database, sql: String, arguments: StatementArguments = []) throws -> [Row] {
        try fetchAll(Statement(db.connection.prepared(sql, isKept: false)), arguments: arguments)
    }

    static func fetchCursor(_ statement: Statement, arguments: StatementArguments = []) throws -> RowCursor {
        RowCursor(engine: try statement.engine.stream(arguments))
    }

    static func fetchCursor(_ db: Database, sql: String, arguments: StatementArguments = []) throws -> RowCursor {
        try fetchCursor(Statement(db.connection.prepared(sql, isKept: false)), arguments: arguments)
    }
}

/// Rows one after another; each holds until the next is asked for.
struct RowCursor {
    fileprivate let engine: any EngineCursor

    func next() throws -> Row? { try engine.nextRow().map(Row.init) }
}
