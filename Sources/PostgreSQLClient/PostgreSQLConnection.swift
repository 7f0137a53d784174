import CPostgreSQL
import Foundation

/// One connection to a PostgreSQL server, over libpq. Calls block. One thread at a time may use it; which one may change.
// A PGconn may go from thread to thread and must not be used by two at once (libpq's documentation, 34.21): its owners see to that.
public final class PostgreSQLConnection: @unchecked Sendable {
    private let handle: OpaquePointer
    private var preparedCount = 0
    /// The server, or a pooler before it, has said that it ends the connection; libpq notices with the next statement only.
    private var isEnding = false
    /// The server was silent for too long: nothing more is said to it.
    public private(set) var isGivenUp = false

    /// How long the server may be silent while it owes an answer; the connection is given up then. A link that was cut is noticed by the system, but not
    /// a server that stands still behind a link that does not.
    public var patience: Duration

    /// What a statement gets unless its owner says otherwise: longer than any lock is waited for.
    public static let usualPatience: Duration = .seconds(10)

    /// How soon a link that was cut is noticed, in seconds and milliseconds (libpq's documentation, 34.1.2): by itself it would be after hours.
    private static let linkPatience = [
        ("connect_timeout", 5), ("keepalives_idle", 5), ("keepalives_interval", 2), ("keepalives_count", 3), ("tcp_user_timeout", 8000),
    ]

    /// Connects to `postgres://…`, as libpq reads it (its documentation, 34.1.1.2 "Connection URIs").
    public init(_ address: String, patience: Duration = PostgreSQLConnection.usualPatience) throws {
        self.patience = patience
        let patient = Self.linkPatience.reduce(address) { address, item in
            address.contains(item.0 + "=") ? address : address + (address.contains("?") ? "&" : "?") + "\(item.0)=\(item.1)"
        }
        guard let handle = PQconnectdb(patient) else { throw PostgreSQLError(state: "", message: "no memory for a connection") }
        guard PQstatus(handle) == CONNECTION_OK else {
            let error = PostgreSQLError(state: PostgreSQLError.noConnection, message: Self.message(handle))
            PQfinish(handle)
            throw error
        }
        self.handle = handle
        // What is sent waits in libpq's memory then, and never for a server that does not read.
        PQsetnonblocking(handle, 1)
        // Notices would be written to standard error.
        PQsetNoticeProcessor(handle, { _, _ in }, nil)
    }

    deinit { PQfinish(handle) }

    /// Whether the server is gone, or the connection to it.
    public var isLost: Bool { isEnding || isGivenUp || PQstatus(handle) != CONNECTION_OK }

    /// Whether no transaction is open.
    public var isIdle: Bool { PQtransactionStatus(handle) == PQTRANS_IDLE }

    /// Whether a statement of the open transaction failed: all that it did is void, and COMMIT would take it back without a word.
    public var isFailed: Bool { PQtransactionStatus(handle) == PQTRANS_INERROR }

    /// The server's process that serves this connection, by what greeted us. A pooler between tells a number of its own.
    public var process: Int64 { Int64(PQbackendPID(handle)) }

    /// The server's version, as `150004` for 15.4.
    public var serverVersion: Int { Int(PQserverVersion(handle)) }

    /// Runs one statement or several, each with its semicolon, in one exchange; returns what the last one found.
    @discardableResult
    public func run(_ script: String) throws -> PostgreSQLResult {
        try sent { PQsendQuery(handle, script) }
        return try answer()
    }

    /// Runs one statement once.
    public func run(_ statement: String, _ parameters: [PostgreSQLParameter]) throws -> PostgreSQLResult {
        let types = parameters.map(\.type)
        try ParameterBytes(parameters).withPointers { count, values, lengths, formats in
            try sent { PQsendQueryParams(handle, statement, count, types, values, lengths, formats, 0) }
        }
        return try answer()
    }

    /// Has the server plan a statement whose parameters are of these kinds, and returns the name to run it by.
    public func prepare(_ statement: String, like parameters: [PostgreSQLParameter]) throws -> String {
        preparedCount += 1
        let name = "s\(preparedCount)"
        try sent { PQsendPrepare(handle, name, statement, Int32(parameters.count), parameters.map(\.type)) }
        _ = try answer()
        return name
    }

    /// Runs what ``prepare(_:like:)`` named.
    public func run(prepared name: String, _ parameters: [PostgreSQLParameter]) throws -> PostgreSQLResult {
        try send(prepared: name, parameters)
        return try answer()
    }

    /// Runs what ``prepare(_:like:)`` named once for each of these, all in one exchange; the first that fails is thrown.
    public func run(prepared name: String, each: [[PostgreSQLParameter]]) throws -> [PostgreSQLResult] {
        try sent { PQenterPipelineMode(handle) }
        for parameters in each { try send(prepared: name, parameters) }
        try sent { PQpipelineSync(handle) }
        let outcomes = try each.map { _ in
            let outcome = try next().map { found in Result { try result(found) } }
            // Each statement's results end with none.
            PQclear(try next())
            return outcome
        }
        PQclear(try next())
        _ = PQexitPipelineMode(handle)
        return try outcomes.map { outcome in
            guard let outcome else { throw noConnection }
            return try outcome.get()
        }
    }

    private func send(prepared name: String, _ parameters: [PostgreSQLParameter]) throws {
        try ParameterBytes(parameters).withPointers { count, values, lengths, formats in
            try sent { PQsendQueryPrepared(handle, name, count, values, lengths, formats, 0) }
        }
    }

    /// Does what hands something to libpq and returns 1.
    private func sent(_ work: () -> Int32) throws {
        guard !isGivenUp else { throw noAnswer }
        guard work() == 1 else { throw isLost ? noConnection : PostgreSQLError(state: "", message: Self.message(handle)) }
    }

    /// The answer to one exchange: what its last statement found, or the first that failed, behind which the server does nothing more.
    private func answer() throws -> PostgreSQLResult {
        var last: OpaquePointer?
        do {
            while let found = try next() {
                PQclear(last)
                last = found
                if PQstatus(handle) != CONNECTION_OK { break }
            }
        } catch {
            PQclear(last)
            throw error
        }
        guard let last else { throw noConnection }
        return try result(last)
    }

    /// The next result of what was sent; nil: there is none. Throws where the server is silent for longer than ``patience``.
    private func next() throws -> OpaquePointer? {
        var deadline = ContinuousClock.now + patience
        while true {
            let isUnsent = PQflush(handle)
            // What broke is told by the result.
            let isBroken = isUnsent < 0 || PQstatus(handle) != CONNECTION_OK
            if isBroken || (isUnsent == 0 && PQisBusy(handle) == 0) { return PQgetResult(handle) }
            guard try isReady(orWritable: isUnsent > 0, by: deadline) else { continue }
            guard PQconsumeInput(handle) == 1 else { return PQgetResult(handle) }
            // The rest of a record that was larger than libpq's room for it: the socket says nothing of that.
            if PQsslInUse(handle) == 1 || PQgssEncInUse(handle) == 1 { PQconsumeInput(handle) }
            deadline = ContinuousClock.now + patience
        }
    }

    /// Waits until the server has said something or, where it is to take more, can; false where neither is known yet.
    private func isReady(orWritable: Bool, by deadline: ContinuousClock.Instant) throws -> Bool {
        let left = (deadline - ContinuousClock.now) / Duration.milliseconds(1)
        var socket = pollfd(fd: PQsocket(handle), events: Int16(POLLIN) | (orWritable ? Int16(POLLOUT) : 0), revents: 0)
        // What has come while we stood still ourselves counts.
        switch poll(&socket, 1, Int32(max(0, min(left.rounded(.up), 60_000)))) {
        case 0 where left <= 0:
            isGivenUp = true
            throw noAnswer
        case 1: return true
        default: return false
        }
    }

    private func result(_ pointer: OpaquePointer) throws -> PostgreSQLResult {
        let result = PostgreSQLResult(owning: pointer)
        if let error = result.error {
            isEnding = isEnding || error.endsConnection
            throw isLost ? PostgreSQLError(state: PostgreSQLError.noConnection, message: error.message) : error
        }
        return result
    }

    private var noConnection: PostgreSQLError { PostgreSQLError(state: PostgreSQLError.noConnection, message: Self.message(handle)) }

    /// What every statement comes to once the connection is given up.
    public var noAnswer: PostgreSQLError {
        PostgreSQLError(state: PostgreSQLError.noConnection, message: "the server did not answer within \(patience.components.seconds) s")
    }

    private static func message(_ handle: OpaquePointer) -> String { PostgreSQLError.oneLine(String(cString: PQerrorMessage(handle))) }
}
