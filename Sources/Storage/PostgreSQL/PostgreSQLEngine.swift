import Dispatch
import NIOConcurrencyHelpers
import PostgreSQLClient

/// A store in one schema of a PostgreSQL database: the first of the connection's `search_path`.
///
/// One writer at a time in all processes, by an advisory lock that a transaction holds to its end: what a transaction decided upon is still so when
/// it commits. Readers see snapshots and never wait for the writer.
final class PostgreSQLEngine: Engine {
    private let options: StoreOptions
    /// The schema's key among advisory locks.
    private let lock: String
    private let writing = DispatchQueue(label: "stockgate.writer")
    private let reading = DispatchQueue(label: "stockgate.readers", attributes: .concurrent)
    private let readers: DispatchSemaphore
    private let sessions = NIOLockedValueBox(Sessions())

    private struct Sessions {
        var writer: PostgreSQLSession?
        var readers: [PostgreSQLSession] = []
        var isClosed = false
        /// Transactions of this process that changed something.
        var changes: Int64 = 0
    }

    /// Throws ``StorageError/onlyOfFiles(instead:)`` where a day is to be recorded: that rests on a copy of the file.
    init(_ options: StoreOptions) throws {
        guard options.witness == nil, options.onDecision == nil else { throw StorageError.onlyOfFiles(instead: "a store in a file to record a day") }
        self.options = options
        readers = DispatchSemaphore(value: max(1, options.maxReaders))
        let session = try Self.connect(options)
        lock = try Self.lay(out: session, options)
        sessions.withLockedValue { $0.writer = session }
    }

    func close() throws {
        writing.sync {
            sessions.withLockedValue {
                $0.isClosed = true
                $0.writer = nil
                $0.readers = []
            }
        }
    }
}

extension PostgreSQLEngine {
    func read<Value>(_ work: (Database) throws -> Value) throws -> Value {
        readers.wait()
        defer { readers.signal() }
        let idle = try sessions.withLockedValue { sessions in
            if sessions.isClosed { throw Self.closed }
            return sessions.readers.popLast()
        }
        let session = try begun(idle, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        defer { sessions.withLockedValue { if !$0.isClosed, !session.connection.isLost { $0.readers.append(session) } } }
        return try session.finish(work, end: { try $0.connection.run("COMMIT") })
    }

    func read<Value: Sendable>(_ work: @Sendable @escaping (Database) throws -> Value) async throws -> Value {
        try Task.checkCancellation()
        return try await on(reading) { try self.read(work) }
    }

    func write<Value>(_ work: (Database) throws -> Value) throws -> Value {
        try writing.sync { try writeAlone(work, end: commit) }
    }

    func write<Value: Sendable>(_ work: @Sendable @escaping (Database) throws -> Value) async throws -> Value {
        try Task.checkCancellation()
        return try await on(writing) { try self.writeAlone(work, end: self.commit) }
    }

    func rehearse<Value>(_ work: (Database) throws -> Value) throws -> Value {
        try writing.sync { try writeAlone(work) { try $0.connection.run("ROLLBACK") } }
    }

    func rehearse<Value: Sendable>(_ work: @Sendable @escaping (Database) throws -> Value) async throws -> Value {
        try await on(writing) { try self.writeAlone(work) { try $0.connection.run("ROLLBACK") } }
    }

    /// On the writer's queue.
    private func writeAlone<Value>(_ work: (Database) throws -> Value, end: (PostgreSQLSession) throws -> Void) throws -> Value {
        let session = try begun(writer(), "BEGIN; SELECT pg_advisory_xact_lock(\(lock))")
        sessions.withLockedValue { $0.writer = session }
        return try session.finish(work, end: end)
    }

    private func writer() throws -> PostgreSQLSession? {
        try sessions.withLockedValue { sessions in
            if sessions.isClosed { throw Self.closed }
            return sessions.writer
        }
    }

    /// A transaction begun over this session; over a new one where there is none, or where the server has closed it meanwhile.
    private func begun(_ session: PostgreSQLSession?, _ begin: String) throws -> PostgreSQLSession {
        if let session {
            do {
                try session.begin(begin)
                return session
            } catch {
                guard session.connection.isLost else { throw error }
            }
        }
        let fresh = try Self.connect(options)
        try fresh.begin(begin)
        return fresh
    }

    private static let closed = StorageError.failed(reason: "the store is closed")

    /// Commits; a change is counted for other processes in the same transaction.
    private func commit(_ session: PostgreSQLSession) throws {
        guard session.hasChanged else {
            try session.connection.run("COMMIT")
            return
        }
        let counted = try session.connection.run("UPDATE store_changes SET count = count + 1; SELECT pg_current_xact_id()")
        let transaction = counted.text(0, 0) ?? ""
        do { try session.connection.run("COMMIT") } catch {
            guard session.connection.isLost else { throw error }
            try settle(transaction, error)
        }
        sessions.withLockedValue { $0.changes += 1 }
    }

    /// The connection broke at a commit: whether it happened is asked over another one. Throws where it did not, or nobody can say.
    private func settle(_ transaction: String, _ error: any Error) throws {
        let session = try Self.connect(options)
        sessions.withLockedValue { $0.writer = session }
        // The lock is free once the broken transaction has ended, one way or the other.
        try session.begin("BEGIN; SELECT pg_advisory_xact_lock(\(lock))")
        let state = try session.finish(
            { _ in try session.connection.run("SELECT pg_xact_status('\(transaction)')").text(0, 0) }, end: { try $0.connection.run("COMMIT") })
        guard state == "committed" else { throw error }
    }

    private func on<Value: Sendable>(_ queue: DispatchQueue, _ work: @Sendable @escaping () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result { try work() }) }
        }
    }
}

extension PostgreSQLEngine {
    func touch(_ db: Database) throws { try db.execute(sql: "UPDATE store_changes SET touched = touched + 1") }

    func copy(to path: String, onSnapshot: () -> Void) throws { throw StorageError.onlyOfFiles(instead: "pg_dump") }

    /// The server's disk is its operator's to watch.
    var freeBytes: Int? { nil }

    /// Asked on the writer's queue, so that this process's own changes are counted on both sides.
    func foreignChanges() async throws -> Int64 {
        try await on(writing) {
            let count = try self.writer()?.connection.run("SELECT count FROM store_changes").integer(0, 0) ?? 0
            return count - self.sessions.withLockedValue { $0.changes }
        }
    }

    /// Takes what was deleted out of the tables that hold buyers' data, unless a snapshot still shows it; from the server's log it goes as that is
    /// recycled.
    func emptyLog() async {
        _ = try? await on(writing) { try self.writer()?.connection.run("VACUUM deliveries, delivery_bodies, orders, order_document_files") }
    }
}
