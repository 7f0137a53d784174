import CPostgreSQL
public import Foundation

/// What a statement found, whole. Rows and columns count from 0.
// A PGresult is never written to again and may be read from any thread.
public final class PostgreSQLResult: @unchecked Sendable {
    private let handle: OpaquePointer

    init(owning handle: OpaquePointer) { self.handle = handle }

    deinit { PQclear(handle) }

    public var rowCount: Int { Int(PQntuples(handle)) }

    /// Rows that the statement inserted, changed or deleted; 0 for one that does none of that.
    public var changedRows: Int {
        // Of what only reads, libpq counts the rows that it found.
        guard let tag = PQcmdStatus(handle), ["INSERT", "UPDATE", "DELETE"].contains(where: { String(cString: tag).hasPrefix($0) }) else { return 0 }
        return PQcmdTuples(handle).flatMap { Int(String(cString: $0)) } ?? 0
    }

    /// The place of a column; nil where none has this name.
    public func column(named name: String) -> Int? {
        let column = PQfnumber(handle, name)
        return column < 0 ? nil : Int(column)
    }

    /// A number; of a truth value 1 or 0. nil: NULL, or no whole number of this size.
    public func integer(_ row: Int, _ column: Int) -> Int64? {
        guard let bytes = value(row, column) else { return nil }
        if PQftype(handle, Int32(column)) == 16 { return bytes.first == UInt8(ascii: "t") ? 1 : 0 }
        return Int64(String(decoding: bytes, as: UTF8.self))
    }

    public func text(_ row: Int, _ column: Int) -> String? { value(row, column).map { String(decoding: $0, as: UTF8.self) } }

    /// The bytes of a `bytea`, which the server writes in hexadecimal digits behind `\x`; of anything else those of its text.
    public func bytes(_ row: Int, _ column: Int) -> Data? {
        guard let text = value(row, column) else { return nil }
        guard isBytes(column) else { return Data(text) }
        // In one piece: appended byte by byte a batch of large bodies takes seconds, and a server ends a transaction that is silent for three.
        let count = max(0, text.count - 2) / 2
        return Data(
            [UInt8](unsafeUninitializedCapacity: count) { bytes, written in
                for index in 0..<count { bytes[index] = Self.digit(text[2 * index + 2]) << 4 | Self.digit(text[2 * index + 3]) }
                written = count
            })
    }

    /// Whether the column is a `bytea`.
    public func isBytes(_ column: Int) -> Bool { PQftype(handle, Int32(column)) == 17 }

    /// Whether the column holds numbers or truth values.
    public func isNumeric(_ column: Int) -> Bool { [16, 20, 21, 23, 1700].contains(PQftype(handle, Int32(column))) }

    /// Whose meaning ends with the result: it is read at once.
    private func value(_ row: Int, _ column: Int) -> UnsafeBufferPointer<UInt8>? {
        let (row, column) = (Int32(row), Int32(column))
        guard PQgetisnull(handle, row, column) == 0, let start = PQgetvalue(handle, row, column) else { return nil }
        let count = Int(PQgetlength(handle, row, column))
        return UnsafeBufferPointer(start: UnsafeRawPointer(start).assumingMemoryBound(to: UInt8.self), count: count)
    }

    private static func digit(_ character: UInt8) -> UInt8 {
        character <= UInt8(ascii: "9") ? character - UInt8(ascii: "0") : character - UInt8(ascii: "a") + 10
    }

    var error: PostgreSQLError? {
        switch PQresultStatus(handle) {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY: return nil
        default:
            func field(_ code: UnicodeScalar) -> String? { PQresultErrorField(handle, Int32(code.value)).map { String(cString: $0) } }
            // PG_DIAG_SQLSTATE and PG_DIAG_MESSAGE_PRIMARY.
            let message = field("M") ?? String(cString: PQresultErrorMessage(handle))
            return PostgreSQLError(state: field("C") ?? "", message: PostgreSQLError.oneLine(message))
        }
    }
}
