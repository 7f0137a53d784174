import Foundation

/// What a column holds. The tables know no fractions (`docs/decisions/0002-stock-in-ten-thousandths.md`).
enum DatabaseValue: Sendable, Hashable {
    case null
    case integer(Int64)
    case text(String)
    case blob(Data)
}

/// A type that columns are written from and read as.
protocol DatabaseValueConvertible: Sendable {
    var databaseValue: DatabaseValue { get }
    /// nil: the column is NULL.
    static func read(_ row: any EngineRow, at column: Int) -> Self?
    static func read(_ row: any EngineRow, named column: String) -> Self?
}

extension DatabaseValueConvertible {
    /// The first column of the first row; nil where there is no row, or NULL in it.
    static func fetchOne(_ statement: Statement, arguments: StatementArguments = []) throws -> Self? {
        let rows = try statement.engine.rows(arguments)
        // A row holds no longer than the cursor that it came from.
        return try withExtendedLifetime(rows) { try rows.nextRow().flatMap { read($0, at: 0) } }
    }

    static func fetchOne(_ db: Database, sql: String, arguments: StatementArguments = []) throws -> Self? {
        try fetchOne(Statement(db.connection.prepared(sql, isKept: false)), arguments: arguments)
    }

    /// The first column of every row. Throws where it is NULL.
    static func fetchAll(_ statement: Statement, arguments: StatementArguments = []) throws -> [Self] {
        let rows = try statement.engine.rows(arguments)
        var values: [Self] = []
        while let row = try rows.nextRow() {
            guard let value = read(row, at: 0) else { throw StorageError.corrupted(reason: "a column is NULL that may not be") }
            values.append(value)
        }
        return values
    }

    static func fetchAll(_ db: Database, sql: String, arguments: StatementArguments = []) throws -> [Self] {
        try fetchAll(Statement(db.connection.prepared(sql, isKept: false)), arguments: arguments)
    }
}

extension DatabaseValue: DatabaseValueConvertible {
    var databaseValue: DatabaseValue { self }
    static func read(_ row: any EngineRow, at column: Int) -> DatabaseValue? { row.value(at: column) }
    static func read(_ row: any EngineRow, named column: String) -> DatabaseValue? { row.value(named: column) }
}

extension Int64: DatabaseValueConvertible {
    var databaseValue: DatabaseValue { .integer(self) }
    static func read(_ row: any EngineRow, at column: Int) -> Int64? { row.integer(at: column) }
    static func read(_ row: any EngineRow, named column: String) -> Int64? { row.integer(named: column) }
}

extension Int: DatabaseValueConvertible {
    var databaseValue: DatabaseValue { .integer(Int64(self)) }
    static func read(_ row: any EngineRow, at column: Int) -> Int? { row.integer(at: column).map(Int.init) }
    static func read(_ row: any EngineRow, named column: String) -> Int? { row.integer(named: column).map(Int.init) }
}

extension Bool: DatabaseValueConvertible {
    var databaseValue: DatabaseValue { .integer(self ? 1 : 0) }
    static func read(_ row: any EngineRow, at column: Int) -> Bool? { row.integer(at: column).map { $0 != 0 } }
    static func read(_ row: any EngineRow, named column: String) -> Bool? { row.integer(named: column).map { $0 != 0 } }
}

extension String: DatabaseValueConvertible {
    var databaseValue: DatabaseValue { .text(self) }
    static func read(_ row: any EngineRow, at column: Int) -> String? { row.text(at: column) }
    static func read(_ row: any EngineRow, named column: String) -> String? { row.text(named: column) }
}

extension Data: DatabaseValueConvertible {
    var databaseValue: DatabaseValue { .blob(self) }
    static func read(_ row: any EngineRow, at column: Int) -> Data? { row.blob(at: column) }
    static func read(_ row: any EngineRow, named column: String) -> Data? { row.blob(named: column) }
}

extension Optional: DatabaseValueConvertible where Wrapped: DatabaseValueConvertible {
    var databaseValue: DatabaseValue { self?.databaseValue ?? .null }
    static func read(_ row: any EngineRow, at column: Int) -> Wrapped?? { .some(Wrapped.read(row, at: column)) }
    static func read(_ row: any EngineRow, named column: String) -> Wrapped?? { .some(Wrapped.read(row, named: column)) }
}
