import Foundation
import GRDB
import NIOConcurrencyHelpers

/// One SQLite file in WAL mode, through GRDB's pool: one writer, many readers.
final class SQLiteEngine: Engine {
    let pool: DatabasePool
    private let checkpointer: Checkpointer?
    /// How often it was read or written.
    private let uses = NIOLockedValueBox(0)
    /// Of readers. GRDB's own pool keeps a thread waiting for one. Libdispatch has 255 of them: with as many stores whose readers are all taken, those
    /// that wait hold every thread, and none is left for those that read.
    let slots: Slots
    let path: String
    private let isOneOfMany: Bool
    let place: FilePlace
    /// One thing at a time runs, so the writer's connection reads as well: what it holds of the file in memory stays right.
    private let isAlone: Bool
    /// Who works the store reads over the writer's connection, too.
    private let sharesWriter: Bool

    /// Opens the file, makes it when it is not there, and brings its tables up to date.
    init(_ options: StoreOptions) throws {
        let pool = try Self.openPool(options)
        self.pool = pool
        (path, isOneOfMany) = (options.path, options.isOneOfMany)
        (isAlone, sharesWriter) = (options.runsOnCaller, options.sharesWriter)
        slots = Slots(count: options.maxReaders)
        place = FilePlace(of: options.path)
        checkpointer = options.runsCheckpoints ? Checkpointer(pool: pool, place: place, uses: uses, options: options) : nil
        checkpointer?.start()
    }

    deinit { checkpointer?.stop() }

    /// Else it would lie between what stays of the store that is opened next.
    func restAfterOpening() throws {
        if isOneOfMany { pool.writeWithoutTransaction { $0.giveBackMemory() } }
    }

    func close() throws {
        checkpointer?.stop()
        // Readers go first: the log is emptied by the last connection to close, and a reader cannot. One whose memory was being given back may
        // close later still; so what the log holds is brought into the file beforehand.
        pool.releaseMemory()
        if checkpointer != nil {
            try? pool.writeWithoutTransaction { db in
                // Nil where it was closed before.
                if db.sqliteConnection != nil { try db.checkpoint(.passive) }
            }
        }
        try pool.close()
    }

    /// Before each transaction, since a reader's connection may be opened anew, and after each that wrote, since it stands in the file that is open.
    private func use() throws {
        uses.withLockedValue { $0 &+= 1 }
        try place.check()
    }

    func checkPlace() throws { try place.check() }

    func read<Value>(byWorker: Bool, _ work: (Database) throws -> Value) throws -> Value {
        try use()
        if isAlone || (byWorker && sharesWriter) { return try pool.writeWithoutTransaction { try $0.transaction(.reading, work) } }
        return try pool.unsafeRead { try $0.transaction(.reading, work) }
    }

    func read<Value: Sendable>(byWorker: Bool, _ work: @Sendable @escaping (Database) throws -> Value) async throws -> Value {
        try use()
        if byWorker && sharesWriter { return try await pool.writeWithoutTransaction { try $0.transaction(.reading, work) } }
        return try await slots.within { [pool] in try await pool.unsafeRead { try $0.transaction(.reading, work) } }
    }

    /// A file is worked by who holds its lock, and has no epochs.
    func write<Value>(under epoch: Int64?, _ work: (Database) throws -> Value) throws -> Value {
        try use()
        let value = try pool.writeWithoutTransaction { try $0.transaction(.writing, work) }
        try place.check()
        if let checkpointer, checkpointer.isLogOverLimit {
            pool.writeWithoutTransaction { checkpointer.emptyLog($0) }
        }
        return value
    }

    func write<Value: Sendable>(under epoch: Int64?, _ work: @Sendable @escaping (Database) throws -> Value) async throws -> Value {
        try use()
        let value = try await pool.writeWithoutTransaction { try $0.transaction(.writing, work) }
        try place.check()
        if let checkpointer, checkpointer.isLogOverLimit {
            try? await pool.writeWithoutTransaction { checkpointer.emptyLog($0) }
        }
        return value
    }

    func rehearse<Value>(_ work: (Database) throws -> Value) throws -> Value {
        try pool.writeWithoutTransaction { try Self.rehearse($0, work) }
    }

    func rehearse<Value: Sendable>(_ work: @Sendable @escaping (Database) throws -> Value) async throws -> Value {
        try await pool.writeWithoutTransaction { try Self.rehearse($0, work) }
    }

    private static func rehearse<Value>(_ db: GRDB.Database, _ work: (Database) throws -> Value) throws -> Value {
        try db.beginTransaction(.immediate)
        defer { db.takeBack() }
        return try work(Database(db))
    }

    /// Changes one page of the file: SQLite's own counter for applications, which nothing else here uses, stands in the first.
    func touch(_ db: Database) throws { try Self.touch(db) }

    static func touch(_ db: Database) throws {
        let count = Int32(truncatingIfNeeded: try Int64.fetchOne(db, sql: "PRAGMA user_version") ?? 0)
        try db.execute(sql: "PRAGMA user_version = \(count &+ 1)")
    }

    var freeBytes: Int? { DiskSpace.free(at: path) }

    var logBytes: Int? { FileStamp(path: place.log)?.size ?? 0 }

    /// The kernel tells times in steps of some milliseconds: a log that was written to just now may be written to again under the same time.
    private static let settledAfter: Duration = .milliseconds(50)

    var trace: FileStamp? {
        var now = timespec()
        guard let stamp = FileStamp(path: place.log), clock_gettime(CLOCK_REALTIME, &now) == 0 else { return nil }
        let age = Duration.seconds(now.tv_sec - stamp.seconds) + Duration.nanoseconds(now.tv_nsec - stamp.nanoseconds)
        return age > Self.settledAfter ? stamp : nil
    }

    /// SQLite counts for each connection the commits of all others, and this process commits on the one that is asked.
    func foreignChanges() async throws -> Int64 {
        try await pool.writeWithoutTransaction { try Int64.fetchOne(Database($0), sql: "PRAGMA data_version") ?? 0 }
    }

    func emptyLog() async {
        guard let checkpointer else {
            try? await pool.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
            return
        }
        if checkpointer.mayPause { try? await pool.writeWithoutTransaction { checkpointer.emptyLog($0) } }
    }
}
