import Dispatch
import NIOConcurrencyHelpers
import PostgreSQLClient

/// A store in one schema of a PostgreSQL database.
///
/// One writer at a time in all processes, by an advisory lock that a transaction holds to its end: what a transaction decided upon is still so when
/// it commits. Readers see snapshots and never wait for the writer.
final class PostgreSQLEngine: Engine {
    /// For what takes as long as the store is large; it says nothing before it is done.
    static let longPatience: Duration = .seconds(3600)

    private let options: StoreOptions
    private let pool: PostgreSQLPool
    let name: String
    /// The schema's key among advisory locks.
    private let lock: String
    private let writing = DispatchQueue(label: "stockgate.writer")
    private let reading = DispatchQueue(label: "stockgate.readers", attributes: .concurrent)
    /// Of all stores of the process, one after another: each holds a connection that the others need, for as long as a store is large.
    private static let cleaning = DispatchQueue(label: "stockgate.cleaning")
    private let readers: DispatchSemaphore
    private let state = NIOLockedValueBox(State())

    private struct State {
        var isClosed = false
        /// Transactions of this process that changed something, those that are about to commit included.
        var changes: Int64 = 0
        /// The most changes of other processes that were seen.
        var foreign = Int64.min
        /// What was deleted is to be taken out, and that has not begun.
        var isCleaningDue = false
    }

    /// Throws ``StorageError/onlyOfFiles(instead:)`` where a day is to be recorded: that rests on a copy of the file.
    init(_ options: StoreOptions, _ address: PostgreSQLAddress) throws {
        guard options.witness == nil, options.onDecision == nil else { throw StorageError.onlyOfFiles(instead: "a store in a file to record a day") }
        self.options = options
        readers = DispatchSemaphore(value: max(1, options.maxReaders))
        pool = PostgreSQLPool.of(address, options)
        (name, lock) = try Self.layOut(pool, address, options.steps)
    }

    func close() throws { writing.sync { state.withLockedValue { $0.isClosed = true } } }
}

extension PostgreSQLEngine {
    func read<Value>(byWorker: Bool, _ work: (Database) throws -> Value) throws -> Value {
        readers.wait()
        defer { readers.signal() }
        return try transaction("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", work) { try $0.connection.run("COMMIT") }
    }

    func read<Value: Sendable>(byWorker: Bool, _ work: @Sendable @escaping (Database) throws -> Value) async throws -> Value {
        try Task.checkCancellation()
        return try await on(reading) { try self.read(byWorker: byWorker, work) }
    }

    func write<Value>(under epoch: Int64?, _ work: (Database) throws -> Value) throws -> Value {
        try writing.sync { try writeAlone(under: epoch, work, end: commit) }
    }

    func write<Value: Sendable>(under epoch: Int64?, _ work: @Sendable @escaping (Database) throws -> Value) async throws -> Value {
        try Task.checkCancellation()
        return try await on(writing) { try self.writeAlone(under: epoch, work, end: self.commit) }
    }

    func rehearse<Value>(_ work: (Database) throws -> Value) throws -> Value {
        try writing.sync { try writeAlone(under: nil, work) { try $0.connection.run("ROLLBACK") } }
    }

    func rehearse<Value: Sendable>(_ work: @Sendable @escaping (Database) throws -> Value) async throws -> Value {
        try await on(writing) { try self.writeAlone(under: nil, work) { try $0.connection.run("ROLLBACK") } }
    }

    /// On the writer's queue. The epoch is read behind the lock, and no transaction of another epoch ends before it is given back.
    private func writeAlone<Value>(
        under epoch: Int64?, _ work: (Database) throws -> Value, end: (PostgreSQLSession) throws -> Void
    ) throws -> Value {
        let begin = "BEGIN; SELECT pg_advisory_xact_lock(\(lock))"
        guard let epoch else { return try transaction(begin, work, end: end) }
        let fenced = begin + "; SELECT 1 FROM stockgate_fleet.leases WHERE store = '\(name)' AND epoch = \(epoch)"
        return try transaction(fenced, isBegun: { $0.rowCount == 1 }, work, end: end)
    }

    private func transaction<Value>(
        _ begin: String, isBegun: (PostgreSQLResult) -> Bool = { _ in true }, _ work: (Database) throws -> Value,
        end: (PostgreSQLSession) throws -> Void
    ) throws -> Value {
        if state.withLockedValue({ $0.isClosed }) { throw StorageError.failed(reason: "the store is closed") }
        let (session, found) = try pool.begin(name, begin)
        defer { pool.give(back: session) }
        guard isBegun(found) else {
            session.takeBack()
            throw StorageError.leaseLost
        }
        return try session.finish(work, end: end)
    }

    /// Commits; a change is counted for other processes in the same transaction.
    private func commit(_ session: PostgreSQLSession) throws {
        guard session.hasChanged else {
            try session.connection.run("COMMIT")
            return
        }
        let counted = try session.connection.run(
            "UPDATE stockgate_fleet.changes SET count = count + 1 WHERE store = '\(name)'; SELECT pg_current_xact_id()")
        let transaction = counted.text(0, 0) ?? ""
        // Before others can see it: so that our own is never taken for another's.
        state.withLockedValue { $0.changes += 1 }
        do {
            do { try session.connection.run("COMMIT") } catch {
                guard session.connection.isLost else { throw error }
                try settle(transaction, error)
            }
        } catch {
            state.withLockedValue { $0.changes -= 1 }
            throw error
        }
    }

    /// The connection broke at a commit: whether it happened is asked over another one. Throws where it did not, or nobody can say.
    private func settle(_ transaction: String, _ error: any Error) throws {
        let session = try pool.connect()
        // The lock is free once the broken transaction has ended, one way or the other.
        _ = try session.begin("BEGIN; SELECT pg_advisory_xact_lock(\(lock))", in: name)
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
    var schema: String? { name }

    /// Past the count of changes: a probe wakes nobody.
    func touch(_ db: Database) throws {
        guard let session = db.connection as? PostgreSQLSession else { return }
        try session.connection.run("UPDATE store_touches SET count = count + 1")
    }

    func copy(to path: String, _ interruption: Interruption, onSnapshot: () -> Void) throws {
        throw StorageError.onlyOfFiles(instead: "pg_dump")
    }

    /// The server's disk and log are its operator's to watch.
    var freeBytes: Int? { nil }
    var logBytes: Int? { nil }

    /// All changes less our own; in a fleet, one look tells it of all stores. Ours are counted before they can be seen, so for an instant there
    /// seem to be fewer.
    func foreignChanges() async throws -> Int64 {
        let count =
            if let told = options.fleet?.changes(of: name) { told } else {
                try await on(writing) { [pool, name] in
                    try pool.with(name) {
                        try $0.run("SELECT count FROM stockgate_fleet.changes WHERE store = '\(name)'").integer(0, 0) ?? 0
                    }
                }
            }
        return state.withLockedValue { state in
            state.foreign = max(state.foreign, count - state.changes)
            return state.foreign
        }
    }

    /// Has what was deleted taken out of the tables that hold buyers' data, unless a snapshot still shows it; from the server's log it goes as that is
    /// recycled. Nobody waits for it: it may take long, and other stores may have their turn first.
    func emptyLog() async {
        let isDue = state.withLockedValue { state in
            defer { state.isCleaningDue = true }
            return state.isCleaningDue
        }
        if isDue { return }
        Self.cleaning.async { [state, pool, name] in
            // What is deleted from here on is left to the next.
            state.withLockedValue { $0.isCleaningDue = false }
            _ = try? pool.with(name, patience: Self.longPatience) { try $0.run("VACUUM deliveries, delivery_bodies, orders, order_document_files") }
        }
    }
}
