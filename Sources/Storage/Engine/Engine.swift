import Foundation
import Inventory

/// What a store stands on: SQLite's file or a PostgreSQL database. Everything above it is written once.
protocol Engine: StoreCopying, Sendable {
    /// Does `work` in one transaction that sees one snapshot. Blocks.
    ///
    /// - Parameter byWorker: whether who works the store asks, and not a face: a few rows, and nobody waits for long whom that keeps.
    func read<Value>(byWorker: Bool, _ work: (Database) throws -> Value) throws -> Value
    func read<Value: Sendable>(byWorker: Bool, _ work: @Sendable @escaping (Database) throws -> Value) async throws -> Value

    /// Does `work` in one transaction that may write, one at a time in the whole store: its outcome is durable when this returns, or none of it
    /// ever is. Blocks.
    ///
    /// - Parameter epoch: of the tenure under which it is done; another than the store's own throws ``StorageError/leaseLost``. nil: under none.
    func write<Value>(under epoch: Int64?, _ work: (Database) throws -> Value) throws -> Value
    func write<Value: Sendable>(under epoch: Int64?, _ work: @Sendable @escaping (Database) throws -> Value) async throws -> Value

    /// Does `work` as ``write(under:_:)`` does and takes it back, whatever it did. Blocks.
    func rehearse<Value>(_ work: (Database) throws -> Value) throws -> Value
    func rehearse<Value: Sendable>(_ work: @Sendable @escaping (Database) throws -> Value) async throws -> Value

    /// Throws where what stands in the engine would be found by nobody who opens it anew.
    func checkPlace() throws

    /// Has the disk take something small, as a probe's test; within a transaction that may write.
    func touch(_ db: Database) throws

    /// Where the engine is a database that several stores share: what this store's tables stand in.
    var schema: String? { get }

    /// Bytes that are left for the store; nil where the engine cannot tell.
    var freeBytes: Int? { get }

    /// Bytes of the write-ahead log beside the file; nil where the engine keeps none there.
    var logBytes: Int? { get }

    /// Cheap to read, and another one after whoever's write; nil where it cannot tell.
    var trace: FileStamp? { get }

    /// A number that changes when another process has written, and only then.
    func foreignChanges() async throws -> Int64

    /// Has what was deleted stand nowhere any more, as far as the engine can see to it (R46); a server does that soon after, and nobody waits for it.
    func emptyLog() async

    /// Lists orders whose buyers' data was erased, by their digests, where no restore of the store's own tables reaches (R46); within a transaction
    /// that may write.
    func list(_ db: Database, erased digests: [[UInt8]]) throws

    /// All that ``list(_:erased:)`` listed.
    func listedErasures(_ db: Database) throws -> Set<[UInt8]>

    /// When, by the engine's clock, it is found that the tables were put back from a copy of earlier by somebody else's tool; nil where they were not,
    /// or that was settled.
    func foundRestored(_ db: Database) throws -> Timestamp?

    /// The tables are as they are to be from now on.
    func settleRestored(_ db: Database) throws

    /// Copies the store as it stands at one moment into a fresh SQLite file. Blocks.
    ///
    /// - Parameters:
    ///   - interruption: breaks it off, with a `CancellationError`.
    ///   - onSnapshot: called once that moment is fixed: what is written from then on is not in the copy.
    func copy(to path: String, _ interruption: Interruption, onSnapshot: () -> Void) throws

    /// What was needed to open the store, and can be read again, is held no longer where many stores are open.
    func restAfterOpening() throws

    /// Ends what runs and closes every connection. To close twice is no error.
    func close() throws
}

extension Engine {
    func restAfterOpening() throws {}
    var trace: FileStamp? { nil }
    var schema: String? { nil }
    func foundRestored(_ db: Database) throws -> Timestamp? { nil }
    func settleRestored(_ db: Database) throws {}

    func checkPlace() throws {}
}

/// One connection of an engine, within a transaction.
protocol EngineConnection: AnyObject {
    func prepared(_ sql: String, isKept: Bool) throws -> any EngineStatement
    func run(_ sql: String, _ arguments: StatementArguments) throws
    func insert(_ sql: String, _ rows: some Sequence<StatementArguments>, key: String) throws -> [Int64?]
    var changedRows: Int { get }
    var lastInsertedKey: Int64 { get throws }
    func nested(_ work: () throws -> Void) throws
    /// See ``Database/takeTime()``.
    func takeTime()
    /// Tells each statement as it begins, those of triggers as comments, until it is called with nil: its text, and on demand the same with its
    /// values in it.
    func tellStatements(to listener: ((_ sql: String, _ expanded: () -> String) -> Void)?)
}

/// A statement that an engine has prepared.
protocol EngineStatement: AnyObject {
    func run(_ arguments: StatementArguments) throws
    func rows(_ arguments: StatementArguments) throws -> any EngineCursor
    /// The same for rows that are many or large, of which few are held at a time.
    func stream(_ arguments: StatementArguments) throws -> any EngineCursor
}

/// The rows of a statement that runs, one after another. A row holds until the next is asked for, or as long as one likes once it is ``EngineRow/kept``.
protocol EngineCursor: AnyObject {
    func nextRow() throws -> (any EngineRow)?
}

/// One row; columns count from 0. What is NULL is nil.
protocol EngineRow: AnyObject {
    func integer(at column: Int) -> Int64?
    func text(at column: Int) -> String?
    func blob(at column: Int) -> Data?
    func value(at column: Int) -> DatabaseValue
    func integer(named column: String) -> Int64?
    func text(named column: String) -> String?
    func blob(named column: String) -> Data?
    func value(named column: String) -> DatabaseValue
    var kept: any EngineRow { get }
}

/// What an engine says when a statement fails.
protocol EngineError: Error {
    /// The engine's words.
    var reason: String { get }
    /// Whether the tables refused what was to be written: a CHECK, a key, a reference.
    var isConstraint: Bool { get }
    var storageError: StorageError { get }
}

/// Runs `work` and tells the engine's errors as the store's; other errors pass.
func tellingStorageErrors<Value>(_ work: () throws -> Value) throws -> Value {
    do { return try work() } catch let error as any EngineError { throw error.storageError }
}

/// Runs `work` and tells the engine's errors as the store's; other errors pass, a cancellation among them.
func tellingStorageErrors<Value: Sendable>(_ work: @Sendable () async throws -> Value) async throws -> Value {
    do { return try await work() } catch let error as any EngineError { throw error.storageError }
}
