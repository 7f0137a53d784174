import Foundation
import GRDB

extension GRDB.Database: EngineConnection {
    func prepared(_ sql: String, isKept: Bool) throws -> any EngineStatement {
        isKept ? try cachedStatement(sql: sql) : try makeStatement(sql: sql)
    }

    func run(_ sql: String, _ arguments: StatementArguments) throws { try execute(sql: sql, arguments: arguments.forSQLite) }

    func insert(_ sql: String, _ rows: some Sequence<StatementArguments>, key: String) throws -> [Int64?] {
        let statement = try cachedStatement(sql: sql)
        return try rows.map { row in
            try statement.execute(arguments: row.forSQLite)
            return changesCount > 0 ? lastInsertedRowID : nil
        }
    }

    var changedRows: Int { changesCount }

    var lastInsertedKey: Int64 { lastInsertedRowID }

    func nested(_ work: () throws -> Void) throws {
        try inSavepoint {
            try work()
            return .commit
        }
    }
}

extension GRDB.Database {
    func tellStatements(to listener: ((_ sql: String, _ expanded: () -> String) -> Void)?) {
        guard let listener else { return trace(options: .statement, nil) }
        trace(options: .statement) { event in
            if case .statement(let statement) = event { listener(statement.sql, { statement.expandedSQL }) }
        }
    }
}

extension GRDB.Statement: EngineStatement {
    func run(_ arguments: StatementArguments) throws { try execute(arguments: arguments.forSQLite) }

    func rows(_ arguments: StatementArguments) throws -> any EngineCursor { try GRDB.Row.fetchCursor(self, arguments: arguments.forSQLite) }

    func stream(_ arguments: StatementArguments) throws -> any EngineCursor { try rows(arguments) }
}

extension GRDB.RowCursor: EngineCursor {
    func nextRow() throws -> (any EngineRow)? { try next() }
}

extension GRDB.Row: EngineRow {
    func integer(at column: Int) -> Int64? { self[column] }
    func text(at column: Int) -> String? { self[column] }
    func blob(at column: Int) -> Data? { self[column] }
    func value(at column: Int) -> DatabaseValue { DatabaseValue(self[column] as GRDB.DatabaseValue) }
    func integer(named column: String) -> Int64? { self[column] }
    func text(named column: String) -> String? { self[column] }
    func blob(named column: String) -> Data? { self[column] }
    func value(named column: String) -> DatabaseValue { DatabaseValue(self[column] as GRDB.DatabaseValue) }
    var kept: any EngineRow { copy() }
}

extension StatementArguments {
    fileprivate var forSQLite: GRDB.StatementArguments {
        if named.isEmpty {
            return GRDB.StatementArguments(values.lazy.map { value -> GRDB.DatabaseValue in value?.databaseValue.forSQLite ?? .null })
        }
        let byName: [String: (any GRDB.DatabaseValueConvertible)?] = named.mapValues { $0.databaseValue.forSQLite }
        return GRDB.StatementArguments(byName)
    }
}

extension DatabaseValue {
    fileprivate init(_ value: GRDB.DatabaseValue) {
        switch value.storage {
        case .null: self = .null
        case .int64(let number): self = .integer(number)
        // No column holds a fraction; an expression that comes to one is read as its digits.
        case .double(let number): self = .text("\(number)")
        case .string(let text): self = .text(text)
        case .blob(let bytes): self = .blob(bytes)
        }
    }

    fileprivate var forSQLite: GRDB.DatabaseValue {
        switch self {
        case .null: .null
        case .integer(let number): Self.forSQLite(number)
        case .text(let text): Self.forSQLite(text)
        case .blob(let bytes): Self.forSQLite(bytes)
        }
    }

    /// By GRDB's protocol: the property of the same name that our own protocol asks for hides theirs.
    private static func forSQLite(_ value: some GRDB.DatabaseValueConvertible) -> GRDB.DatabaseValue { value.databaseValue }
}
