import Foundation
import GRDB
import GRDBSQLite

/// Statements are bound and stepped through SQLite's own functions: what GRDB does around each of them costs more than most statements
/// (`docs/storage.md`). Connections, preparing, and keeping what is prepared stay GRDB's.
extension GRDB.Statement {
    /// Runs to the end; rows are passed over.
    func step() throws {
        defer { finish() }
        while try stepToRow() {}
    }

    /// True: a row can be read. False: there is none left.
    func stepToRow() throws -> Bool {
        let code = sqlite3_step(sqliteStatement)
        switch code {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        // Only a cancelled task interrupts.
        case SQLITE_INTERRUPT: throw CancellationError()
        default: throw failure(code)
        }
    }

    /// Ends what runs, and forgets what was bound: it may have been a person's.
    func finish() {
        sqlite3_reset(sqliteStatement)
        sqlite3_clear_bindings(sqliteStatement)
    }

    /// Binds every parameter. Throws where there are more or fewer, and where a statement would write outside a transaction: SQLite has taken it back
    /// then, and what follows would stand alone.
    func bind(_ arguments: StatementArguments) throws {
        finish()
        if sqlite3_stmt_readonly(sqliteStatement) == 0, sqlite3_get_autocommit(sqlite3_db_handle(sqliteStatement)) != 0 {
            throw DatabaseError(resultCode: .SQLITE_ABORT, message: "the transaction was taken back")
        }
        let count = sqlite3_bind_parameter_count(sqliteStatement)
        var next = 0
        for place in stride(from: Int32(1), through: count, by: 1) {
            if let value = arguments.named.isEmpty ? nil : named(place, in: arguments) {
                try bind(value, at: place)
            } else if next < arguments.values.count {
                try bind(arguments.values[next]?.databaseValue ?? .null, at: place)
                next += 1
            } else {
                throw failure(SQLITE_MISUSE, "a parameter has no argument")
            }
        }
        guard next == arguments.values.count else { throw failure(SQLITE_MISUSE, "an argument has no parameter") }
    }

    /// SQLite tells a name with its colon.
    private func named(_ place: Int32, in arguments: StatementArguments) -> DatabaseValue? {
        sqlite3_bind_parameter_name(sqliteStatement, place).flatMap { arguments.named[String(cString: $0 + 1)]?.databaseValue }
    }

    private func bind(_ value: DatabaseValue, at place: Int32) throws {
        let code =
            switch value {
            case .null: sqlite3_bind_null(sqliteStatement, place)
            case .integer(let number): sqlite3_bind_int64(sqliteStatement, place, number)
            case .text(let text): sqlite3_bind_text(sqliteStatement, place, text, -1, Self.copied)
            case .blob(let bytes):
                bytes.isEmpty
                    ? sqlite3_bind_zeroblob(sqliteStatement, place, 0)
                    : sqlite3_bind_blob(sqliteStatement, place, Array(bytes), Int32(clamping: bytes.count), Self.copied)
            }
        guard code == SQLITE_OK else { throw failure(code) }
    }

    /// `SQLITE_TRANSIENT`, a cast that Swift does not import: SQLite copies what it is given before it returns.
    private static var copied: sqlite3_destructor_type { unsafeBitCast(-1, to: sqlite3_destructor_type.self) }

    private func failure(_ code: Int32, _ message: String? = nil) -> DatabaseError {
        let said = message ?? sqlite3_errmsg(sqlite3_db_handle(sqliteStatement)).map { String(cString: $0) }
        return DatabaseError(resultCode: ResultCode(rawValue: code), message: said)
    }
}
