import GRDB
import NIOConcurrencyHelpers

/// Everything durable, in one SQLite file: one writer, many readers that see snapshots (decision 7).
///
/// Any number of processes may open one file; `serve` is told apart by its ``ServeLock``. Every method either did all that it says, durably,
/// or throws a ``StorageError`` and did nothing.
public final class Store: Sendable {
    /// The file's connections. Write through ``write(_:)-(Database)``, which keeps the write-ahead log under its limit.
    let pool: DatabasePool
    let options: StoreOptions
    let deliveryIDs: DeliveryIDs
    let secretsKeys: NIOLockedValueBox<SecretsKeys>
    let checkpointer: Checkpointer?
    private let writes = NIOLockedValueBox(0)

    /// Where the file lies.
    public var path: String { options.path }

    init(pool: DatabasePool, options: StoreOptions) throws {
        self.pool = pool
        self.options = options
        self.secretsKeys = NIOLockedValueBox(SecretsKeys(current: options.secretsKey, former: options.formerSecretsKeys))
        self.deliveryIDs = DeliveryIDs(randomBytes: options.randomBytes)
        self.checkpointer = options.runsCheckpoints ? try Checkpointer(pool: pool, options: options) : nil
        checkpointer?.start()
    }

    deinit { checkpointer?.stop() }

    /// Closes the file; what runs in it ends first. The last process to close empties the write-ahead log.
    public func close() throws {
        checkpointer?.stop()
        // Readers go first: the log is emptied by the last connection to close, and a reader cannot.
        pool.releaseMemory()
        try tellingStorageErrors { try pool.close() }
    }

    /// Counts this process's writes, and other processes' while ``watchForeignWrites(_:)`` looks: another number means that something changed.
    public var revision: Int { writes.withLockedValue { $0 } }

    /// To be called after every write.
    func countWrite() { writes.withLockedValue { $0 &+= 1 } }

    /// Writes one page to the disk, so that a probe learns whether a delivery could be kept; and asks for ``StoreOptions/leastFreeBytes``, since on a
    /// full disk one page may still find its place in the log, where a delivery does not. Throws ``StorageError/notWritable(reason:)``.
    public func checkWritable() async throws {
        try await write(Self.touch)
        if let free = DiskSpace.free(at: options.path), free < options.leastFreeBytes {
            throw StorageError.notWritable(reason: "the disk is nearly full: \(free / 1024) KiB are left")
        }
    }

    /// Changes one page of the file: SQLite's own counter for applications, which nothing else here uses, stands in the first.
    static func touch(_ db: Database) throws {
        let count = try Int32.fetchOne(db, sql: "PRAGMA user_version") ?? 0
        try db.execute(sql: "PRAGMA user_version = \(count &+ 1)")
    }
}

extension Store {
    /// One transaction that sees one snapshot.
    func read<Value: Sendable>(_ work: @Sendable @escaping (Database) throws -> Value) async throws -> Value {
        if options.runsOnCaller { return try readBlocking(work) }
        return try await tellingStorageErrors { [pool] in try await pool.read(work) }
    }

    /// One transaction that may write: all of `work` is on the disk when this returns, or none of it ever is.
    func write<Value: Sendable>(_ work: @Sendable @escaping (Database) throws -> Value) async throws -> Value {
        if options.runsOnCaller { return try writeBlocking(work) }
        guard let witness = options.witness, await witness.enter() else { return try await commit(work) }
        let heard = HeardStatements()
        do {
            let value = try await commit { db in try heard.listen(db, work) }
            witness.leave(.statements(heard.all))
            return value
        } catch {
            witness.leave(.nothing)
            throw error
        }
    }

    private func commit<Value: Sendable>(_ work: @Sendable @escaping (Database) throws -> Value) async throws -> Value {
        try options.beforeWrite()
        let value = try await tellingStorageErrors { [pool] in try await pool.write(work) }
        countWrite()
        if let checkpointer, checkpointer.isLogOverLimit {
            try? await pool.writeWithoutTransaction { checkpointer.emptyLog($0) }
        }
        return value
    }

    /// Does `work` in a transaction that may write and is taken back, whatever it did. Other writers wait meanwhile.
    func rehearse<Value: Sendable>(_ work: @Sendable @escaping (Database) throws -> Value) async throws -> Value {
        let rehearsal: @Sendable (Database) throws -> Value = { db in
            try db.beginTransaction(.immediate)
            defer { try? db.rollback() }
            return try work(db)
        }
        if options.runsOnCaller { return try tellingStorageErrors { try pool.writeWithoutTransaction(rehearsal) } }
        let isWitnessed = await options.witness?.enter() ?? false
        defer { if isWitnessed { options.witness?.leave(.nothing) } }
        return try await tellingStorageErrors { [pool] in try await pool.writeWithoutTransaction(rehearsal) }
    }

    /// ``read(_:)`` for a thread of our own, which may block.
    private func readBlocking<Value>(_ work: (Database) throws -> Value) throws -> Value {
        try tellingStorageErrors { try pool.read(work) }
    }

    /// ``write(_:)`` for a thread of our own, which may block.
    func writeBlocking<Value>(_ work: (Database) throws -> Value) throws -> Value {
        try options.beforeWrite()
        let value = try tellingStorageErrors { try pool.write(work) }
        countWrite()
        if let checkpointer, checkpointer.isLogOverLimit {
            pool.writeWithoutTransaction { checkpointer.emptyLog($0) }
        }
        return value
    }
}
