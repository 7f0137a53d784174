import NIOConcurrencyHelpers

/// Everything durable, in one SQLite file or one schema of a PostgreSQL database: one writer, many readers that see snapshots (decision 7).
///
/// Any number of processes may open one store; `serve` is told apart by its ``ServeLock``. Every method either did all that it says, durably,
/// or throws a ``StorageError`` and did nothing.
public final class Store: Sendable {
    let engine: any Engine
    let options: StoreOptions
    let deliveryIDs: DeliveryIDs
    let secretsKeys: NIOLockedValueBox<SecretsKeys>
    private let writes: NIOLockedValueBox<Int>
    private let damaged: NIOLockedValueBox<StorageError?>
    /// Under which writes are made; nil: under none, as what comes in is kept and what a person does is done by any process.
    private let tenure: (any Tenure)?

    /// Where the file lies, or the database's address.
    public var path: String { options.path }

    /// The store's schema, which is its name in a fleet; nil for a file.
    public var schema: String? { engine.schema }

    init(engine: any Engine, options: StoreOptions) {
        self.engine = engine
        self.options = options
        self.secretsKeys = NIOLockedValueBox(SecretsKeys(current: options.secretsKey, former: options.formerSecretsKeys))
        self.deliveryIDs = DeliveryIDs(randomBytes: options.randomBytes)
        (writes, damaged) = (NIOLockedValueBox(0), NIOLockedValueBox(nil))
        tenure = nil
    }

    private init(_ store: Store, under tenure: (any Tenure)?) {
        (engine, options, secretsKeys, deliveryIDs) = (store.engine, store.options, store.secretsKeys, store.deliveryIDs)
        (writes, damaged) = (store.writes, store.damaged)
        self.tenure = tenure
    }

    /// The same store for who works it: each write fails with ``StorageError/leaseLost`` once another process has the tenure.
    public func under(_ tenure: any Tenure) -> Store { Store(self, under: tenure) }

    /// The same store for what is no decision but known of the outside, and must be kept whoever works the store by now.
    var underNoTenure: Store { Store(self, under: nil) }

    /// Whether who works the store may still ask anything of the outside.
    public var mayAct: Bool { tenure?.holds ?? true }

    /// Whether who works the store may begin what must come to its end under the tenure.
    public var mayBegin: Bool { tenure?.isFirm ?? true }

    /// Closes the file; what runs in it ends first. The last process to close empties the write-ahead log.
    public func close() throws { try tellingStorageErrors { try engine.close() } }

    /// Counts this process's writes, and other processes' while ``watchForeignWrites(every:_:)`` looks: another number means that something
    /// changed.
    public var revision: Int { writes.withLockedValue { $0 } }

    /// To be called after every write.
    func countWrite() { writes.withLockedValue { $0 &+= 1 } }

    /// What was found wrong since the store was opened so that nothing more should be kept in it: ``StorageError/corrupted(reason:)``, which heals by a
    /// restore alone, or ``StorageError/takenAway(path:)``, after which another file may stand there. Nil while nothing was; it stays.
    public var damage: StorageError? { damaged.withLockedValue { $0 } }

    /// Bytes that are left for the store; nil where nobody can tell.
    public var freeBytes: Int? { engine.freeBytes }

    /// Bytes of the write-ahead log beside the store's file; nil where there is no file.
    public var logBytes: Int? { engine.logBytes }

    /// Writes one page to the disk, so that a probe learns whether a delivery could be kept; and asks for ``StoreOptions/leastFreeBytes``, since on a
    /// full disk one page may still find its place in the log, where a delivery does not. Throws ``StorageError/notWritable(reason:)``, or ``damage``.
    public func checkWritable() async throws {
        if let damage { throw damage }
        try await write { [engine] in try engine.touch($0) }
        if let free = engine.freeBytes, free < options.leastFreeBytes {
            throw StorageError.notWritable(reason: "the disk is nearly full: \(free / 1024) KiB are left")
        }
    }
}

extension Store {
    /// One transaction that sees one snapshot.
    func read<Value: Sendable>(_ work: @Sendable @escaping (Database) throws -> Value) async throws -> Value {
        if options.runsOnCaller { return try readBlocking(work) }
        return try await watchingForDamage { [engine, tenure] in try await engine.read(byWorker: tenure != nil, work) }
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
        let value = try await watchingForDamage { [engine, tenure, options] in
            try await engine.write(under: tenure?.epoch) { db in try options.committing(work(db)) }
        }
        countWrite()
        return value
    }

    /// Does `work` in a transaction that may write and is taken back, whatever it did. Other writers wait meanwhile.
    func rehearse<Value: Sendable>(_ work: @Sendable @escaping (Database) throws -> Value) async throws -> Value {
        if options.runsOnCaller { return try rehearseBlocking(work) }
        let isWitnessed = await options.witness?.enter() ?? false
        defer { if isWitnessed { options.witness?.leave(.nothing) } }
        return try await watchingForDamage { [engine] in try await engine.rehearse(work) }
    }

    /// ``read(_:)`` for a thread of our own, which may block: as a store is opened or moved.
    func readBlocking<Value>(_ work: (Database) throws -> Value) throws -> Value {
        try watchingForDamage { try engine.read(byWorker: true, work) }
    }

    /// ``write(_:)`` for a thread of our own, which may block.
    func writeBlocking<Value>(_ work: (Database) throws -> Value) throws -> Value {
        try options.beforeWrite()
        let value = try watchingForDamage { try engine.write(under: tenure?.epoch) { db in try options.committing(work(db)) } }
        countWrite()
        return value
    }

    private func rehearseBlocking<Value>(_ work: (Database) throws -> Value) throws -> Value {
        try watchingForDamage { try engine.rehearse(work) }
    }

    /// ``tellingStorageErrors(_:)``, with the first damage that the engine meets kept. A value that we do not know may be a later version's, and is none.
    private func watchingForDamage<Value>(_ work: () throws -> Value) throws -> Value {
        do { return try work() } catch let error as any EngineError { throw noted(error.storageError) }
    }

    private func watchingForDamage<Value: Sendable>(_ work: @Sendable () async throws -> Value) async throws -> Value {
        do { return try await work() } catch let error as any EngineError { throw noted(error.storageError) }
    }

    /// Looks whether the store's file is still where its name leads, and keeps it as ``damage`` where it is not.
    func lookAtPlace() { try? watchingForDamage { try engine.checkPlace() } }

    private func noted(_ error: StorageError) -> StorageError {
        switch error {
        case .corrupted, .takenAway: break
        default: return error
        }
        let isFirst = damaged.withLockedValue { damaged in
            defer { damaged = damaged ?? error }
            return damaged == nil
        }
        if isFirst { options.onDamage(error) }
        return error
    }
}
