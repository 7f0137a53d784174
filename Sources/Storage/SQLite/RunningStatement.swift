import Foundation
import GRDB
import GRDBSQLite

/// A statement that runs: one row after another, each read where SQLite holds it.
final class RunningStatement: EngineCursor {
    private let statement: GRDB.Statement
    private var hasEnded = false

    /// The statement's parameters are bound.
    init(_ statement: GRDB.Statement) { self.statement = statement }

    deinit { end() }

    func nextRow() throws -> (any EngineRow)? {
        guard !hasEnded else { return nil }
        do {
            if try statement.stepToRow() { return self }
        } catch {
            end()
            throw error
        }
        end()
        return nil
    }

    /// Once: the statement may run for somebody else by now.
    private func end() {
        if !hasEnded { statement.finish() }
        hasEnded = true
    }

    private func place(of column: String) -> Int { Self.place(of: column, in: statement.columnNames) }

    fileprivate static func place(of column: String, in names: [String]) -> Int {
        guard let place = names.firstIndex(of: column) else { preconditionFailure("there is no column \(column)") }
        return place
    }
}

extension RunningStatement: EngineRow {
    func integer(at column: Int) -> Int64? {
        isNull(column) ? nil : sqlite3_column_int64(statement.sqliteStatement, Int32(column))
    }

    func text(at column: Int) -> String? {
        sqlite3_column_text(statement.sqliteStatement, Int32(column)).map { String(cString: $0) }
    }

    func blob(at column: Int) -> Data? {
        if isNull(column) { return nil }
        // No bytes are told by no address.
        guard let bytes = sqlite3_column_blob(statement.sqliteStatement, Int32(column)) else { return Data() }
        return Data(bytes: bytes, count: Int(sqlite3_column_bytes(statement.sqliteStatement, Int32(column))))
    }

    func value(at column: Int) -> DatabaseValue {
        switch sqlite3_column_type(statement.sqliteStatement, Int32(column)) {
        case SQLITE_INTEGER: integer(at: column).map(DatabaseValue.integer) ?? .null
        case SQLITE_BLOB: blob(at: column).map(DatabaseValue.blob) ?? .null
        case SQLITE_NULL: .null
        // No column holds a fraction; an expression that comes to one is read as its digits.
        default: text(at: column).map(DatabaseValue.text) ?? .null
        }
    }

    func integer(named column: String) -> Int64? { integer(at: place(of: column)) }
    func text(named column: String) -> String? { text(at: place(of: column)) }
    func blob(named column: String) -> Data? { blob(at: place(of: column)) }
    func value(named column: String) -> DatabaseValue { value(at: place(of: column)) }

    var kept: any EngineRow {
        let names = statement.columnNames
        return KeptRow(values: names.indices.map { value(at: $0) }, names: names)
    }

    private func isNull(_ column: Int) -> Bool { sqlite3_column_type(statement.sqliteStatement, Int32(column)) == SQLITE_NULL }
}

/// A row that outlives its statement.
private final class KeptRow: EngineRow {
    private let values: [DatabaseValue]
    private let names: [String]

    init(values: [DatabaseValue], names: [String]) { (self.values, self.names) = (values, names) }

    func integer(at column: Int) -> Int64? {
        switch values[column] {
        case .integer(let number): number
        case .text(let text): Int64(text)
        case .null, .blob: nil
        }
    }

    func text(at column: Int) -> String? {
        switch values[column] {
        case .text(let text): text
        case .integer(let number): String(number)
        case .blob(let bytes): String(decoding: bytes, as: UTF8.self)
        case .null: nil
        }
    }

    func blob(at column: Int) -> Data? {
        switch values[column] {
        case .blob(let bytes): bytes
        case .text(let text): Data(text.utf8)
        case .integer, .null: nil
        }
    }

    func value(at column: Int) -> DatabaseValue { values[column] }

    func integer(named column: String) -> Int64? { integer(at: RunningStatement.place(of: column, in: names)) }
    func text(named column: String) -> String? { text(at: RunningStatement.place(of: column, in: names)) }
    func blob(named column: String) -> Data? { blob(at: RunningStatement.place(of: column, in: names)) }
    func value(named column: String) -> DatabaseValue { value(at: RunningStatement.place(of: column, in: names)) }

    var kept: any EngineRow { self }
}
