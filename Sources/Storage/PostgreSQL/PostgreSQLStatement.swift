import Foundation
import PostgreSQLClient

/// A statement of one session, prepared once for each combination of its arguments' types.
final class PostgreSQLStatement: EngineStatement {
    private let dialect: Dialect
    // The session keeps its statements.
    private unowned let session: PostgreSQLSession
    private var names: [[UInt32]: String] = [:]

    init(_ sql: String, _ session: PostgreSQLSession) {
        dialect = Dialect(sql)
        self.session = session
    }

    func run(_ arguments: StatementArguments) throws { session.count(try result(arguments)) }

    func rows(_ arguments: StatementArguments) throws -> any EngineCursor {
        let found = try result(arguments)
        session.count(found)
        return PostgreSQLRows(found)
    }

    func stream(_ arguments: StatementArguments) throws -> any EngineCursor {
        let cursor = session.nextCursor()
        let values = try values(arguments)
        _ = try session.connection.run("DECLARE \(cursor) NO SCROLL CURSOR FOR \(sql(like: values))", values.filter { $0.type != 0 })
        return PostgreSQLStream(cursor, session.connection)
    }

    private func result(_ arguments: StatementArguments) throws -> PostgreSQLResult {
        let values = try values(arguments)
        return try session.connection.run(prepared: name(like: values), values.filter { $0.type != 0 })
    }

    /// Runs it once for each of these, in one exchange with the server.
    func results(_ rows: [StatementArguments]) throws -> [PostgreSQLResult] {
        let rows = try rows.map(values)
        // What is NULL in one row has its type from another.
        let types = (rows.first ?? []).indices.map { column -> PostgreSQLParameter in
            rows.lazy.map { $0[column] }.first { $0.type != 0 } ?? .null
        }
        let parameters = types.indices.filter { types[$0].type != 0 }
        return try session.connection.run(prepared: name(like: types), each: rows.map { row in parameters.map { row[$0] } })
    }

    /// What stands for each parameter. Throws where there are more or fewer arguments, as SQLite's engine does.
    private func values(_ arguments: StatementArguments) throws -> [PostgreSQLParameter] {
        let places = dialect.parameters.count { if case .place = $0 { true } else { false } }
        guard arguments.values.count == places else { throw StorageError.failed(reason: "a parameter has no argument, or an argument no parameter") }
        return try dialect.parameters.map { try $0.value(in: arguments) }
    }

    private func name(like values: [PostgreSQLParameter]) throws -> String {
        let types = values.map(\.type)
        if let known = names[types] { return known }
        let name = try session.connection.prepare(sql(like: values), like: values.filter { $0.type != 0 })
        names[types] = name
        return name
    }

    private func sql(like values: [PostgreSQLParameter]) -> String { dialect.sql { values[$0].type == 0 } }
}

extension Dialect.Parameter {
    fileprivate func value(in arguments: StatementArguments) throws -> PostgreSQLParameter {
        let value: (any DatabaseValueConvertible)?
        switch self {
        case .place(let place): value = arguments.values[place]
        case .name(let name):
            guard let named = arguments.named[name] else { throw StorageError.failed(reason: "the parameter \(name) has no argument") }
            value = named
        }
        return switch value?.databaseValue ?? .null {
        case .null: .null
        case .integer(let number): .integer(number)
        case .text(let text): .text(text)
        case .blob(let bytes): .bytes(bytes)
        }
    }
}

/// The rows of a result, one after another.
private final class PostgreSQLRows: EngineCursor {
    private let result: PostgreSQLResult
    private var row = 0

    init(_ result: PostgreSQLResult) { self.result = result }

    func nextRow() throws -> (any EngineRow)? {
        guard row < result.rowCount else { return nil }
        defer { row += 1 }
        return PostgreSQLRow(result, row)
    }
}

/// The rows of a cursor, a few at a time.
private final class PostgreSQLStream: EngineCursor {
    private static let rowsAtOnce = 16

    private let cursor: String
    private let connection: PostgreSQLConnection
    private var part: PostgreSQLResult?
    private var row = 0
    private var isClosed = false

    init(_ cursor: String, _ connection: PostgreSQLConnection) { (self.cursor, self.connection) = (cursor, connection) }

    func nextRow() throws -> (any EngineRow)? {
        if let part, row < part.rowCount {
            defer { row += 1 }
            return PostgreSQLRow(part, row)
        }
        if let part, part.rowCount < Self.rowsAtOnce {
            // While a cursor is open its tables cannot be changed, in this transaction neither.
            if !isClosed { try connection.run("CLOSE \(cursor)") }
            isClosed = true
            return nil
        }
        part = try connection.run("FETCH \(Self.rowsAtOnce) FROM \(cursor)")
        row = 0
        return try nextRow()
    }
}

private final class PostgreSQLRow: EngineRow {
    private let result: PostgreSQLResult
    private let row: Int

    init(_ result: PostgreSQLResult, _ row: Int) { (self.result, self.row) = (result, row) }

    func integer(at column: Int) -> Int64? { result.integer(row, column) }
    func text(at column: Int) -> String? { result.text(row, column) }
    func blob(at column: Int) -> Data? { result.bytes(row, column) }

    func value(at column: Int) -> DatabaseValue {
        if result.isNumeric(column) { return integer(at: column).map(DatabaseValue.integer) ?? .null }
        if result.isBytes(column) { return blob(at: column).map(DatabaseValue.blob) ?? .null }
        return text(at: column).map(DatabaseValue.text) ?? .null
    }

    func integer(named column: String) -> Int64? { result.column(named: column).flatMap { integer(at: $0) } }
    func text(named column: String) -> String? { result.column(named: column).flatMap { text(at: $0) } }
    func blob(named column: String) -> Data? { result.column(named: column).flatMap { blob(at: $0) } }
    func value(named column: String) -> DatabaseValue { result.column(named: column).map { value(at: $0) } ?? .null }
    var kept: any EngineRow { self }
}
