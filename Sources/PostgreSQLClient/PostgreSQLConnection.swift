import CPostgreSQL

/// One connection to a PostgreSQL server, over libpq. Calls block. One thread at a time may use it; which one may change.
// A PGconn may go from thread to thread and must not be used by two at once (libpq's documentation, 34.21): its owners see to that.
public final class PostgreSQLConnection: @unchecked Sendable {
    private let handle: OpaquePointer
    private var preparedCount = 0
    /// The server, or a pooler before it, has said that it ends the connection; libpq notices with the next statement only.
    private var isEnding = false

    /// How soon a link that was cut is noticed, in seconds and milliseconds (libpq's documentation, 34.1.2): by itself it would be after hours.
    private static let patience = [
        ("connect_timeout", 5), ("keepalives_idle", 5), ("keepalives_interval", 2), ("keepalives_count", 3), ("tcp_user_timeout", 8000),
    ]

    /// Connects to `postgres://…`, as libpq reads it (its documentation, 34.1.1.2 "Connection URIs").
    public init(_ address: String) throws {
        let patient = Self.patience.reduce(address) { address, item in
            address.contains(item.0 + "=") ? address : address + (address.contains("?") ? "&" : "?") + "\(item.0)=\(item.1)"
        }
        guard let handle = PQconnectdb(patient) else { throw PostgreSQLError(state: "", message: "no memory for a connection") }
        guard PQstatus(handle) == CONNECTION_OK else {
            let error = PostgreSQLError(state: PostgreSQLError.noConnection, message: Self.message(handle))
            PQfinish(handle)
            throw error
        }
        self.handle = handle
        // Notices would be written to standard error.
        PQsetNoticeProcessor(handle, { _, _ in }, nil)
    }

    deinit { PQfinish(handle) }

    /// Whether the server is gone, or the connection to it.
    public var isLost: Bool { isEnding || PQstatus(handle) != CONNECTION_OK }

    /// Whether no transaction is open.
    public var isIdle: Bool { PQtransactionStatus(handle) == PQTRANS_IDLE }

    /// Whether a statement of the open transaction failed: all that it did is void, and COMMIT would take it back without a word.
    public var isFailed: Bool { PQtransactionStatus(handle) == PQTRANS_INERROR }

    /// The server's process that serves this connection, by what greeted us. A pooler between tells a number of its own.
    public var process: Int64 { Int64(PQbackendPID(handle)) }

    /// Runs one statement or several, each with its semicolon, in one exchange; returns what the last one found.
    @discardableResult
    public func run(_ script: String) throws -> PostgreSQLResult { try result(PQexec(handle, script)) }

    /// Runs one statement once.
    public func run(_ statement: String, _ parameters: [PostgreSQLParameter]) throws -> PostgreSQLResult {
        let types = parameters.map(\.type)
        return try ParameterBytes(parameters).withPointers { count, values, lengths, formats in
            try result(PQexecParams(handle, statement, count, types, values, lengths, formats, 0))
        }
    }

    /// Has the server plan a statement whose parameters are of these kinds, and returns the name to run it by.
    public func prepare(_ statement: String, like parameters: [PostgreSQLParameter]) throws -> String {
        preparedCount += 1
        let name = "s\(preparedCount)"
        _ = try result(PQprepare(handle, name, statement, Int32(parameters.count), parameters.map(\.type)))
        return name
    }

    /// Runs what ``prepare(_:like:)`` named.
    public func run(prepared name: String, _ parameters: [PostgreSQLParameter]) throws -> PostgreSQLResult {
        try ParameterBytes(parameters).withPointers { count, values, lengths, formats in
            try result(PQexecPrepared(handle, name, count, values, lengths, formats, 0))
        }
    }

    /// Runs what ``prepare(_:like:)`` named once for each of these, all in one exchange; the first that fails is thrown.
    public func run(prepared name: String, each: [[PostgreSQLParameter]]) throws -> [PostgreSQLResult] {
        guard PQenterPipelineMode(handle) == 1 else { throw PostgreSQLError(state: "", message: Self.message(handle)) }
        var isSent = true
        for parameters in each where isSent {
            isSent = ParameterBytes(parameters).withPointers { count, values, lengths, formats in
                PQsendQueryPrepared(handle, name, count, values, lengths, formats, 0) == 1
            }
        }
        guard isSent, PQpipelineSync(handle) == 1 else { throw PostgreSQLError(state: PostgreSQLError.noConnection, message: Self.message(handle)) }
        let outcomes = each.map { _ in
            let outcome = Result { try result(PQgetResult(handle)) }
            // Each statement's results end with none.
            PQclear(PQgetResult(handle))
            return outcome
        }
        PQclear(PQgetResult(handle))
        _ = PQexitPipelineMode(handle)
        return try outcomes.map { try $0.get() }
    }

    private func result(_ pointer: OpaquePointer?) throws -> PostgreSQLResult {
        guard let pointer else { throw PostgreSQLError(state: PostgreSQLError.noConnection, message: Self.message(handle)) }
        let result = PostgreSQLResult(owning: pointer)
        if let error = result.error {
            isEnding = isEnding || error.endsConnection
            throw isLost ? PostgreSQLError(state: PostgreSQLError.noConnection, message: error.message) : error
        }
        return result
    }

    private static func message(_ handle: OpaquePointer) -> String { PostgreSQLError.oneLine(String(cString: PQerrorMessage(handle))) }
}
