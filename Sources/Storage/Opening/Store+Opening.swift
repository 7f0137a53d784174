import Foundation
import GRDB
import Inventory
import OpenSSLCrypto

extension Store {
    /// "STGA": marks the file as ours (`PRAGMA application_id`), so that another program's database is never written to.
    static let applicationID: Int32 = 0x5354_4741
    /// 8 KB: a 2 KB body wastes much of a 4 KB page, and a new key writes a page at a random place, which costs twice in 16 KB (`docs/storage.md`).
    static let pageSize = 8_192

    /// Opens the file, makes it when it is not there, and brings its tables up to date.
    ///
    /// Throws ``StorageError/cannotOpen(path:reason:)``, ``StorageError/foreignFile(path:)``, ``StorageError/newerSchema(path:)``,
    /// ``StorageError/corrupted(reason:)`` or ``StorageError/wrongKey(secret:)``.
    public static func open(_ options: StoreOptions) throws -> Store {
        let made: DatabasePool
        do {
            made = try tellingStorageErrors { try openPool(options) }
        } catch StorageError.notWritable(let reason) {
            throw StorageError.cannotOpen(path: options.path, reason: reason)
        }
        let store = try Store(pool: made, options: options)
        try store.checkSecretsKey()
        return store
    }

    private static func openPool(_ options: StoreOptions) throws -> DatabasePool {
        // Two processes that make one file at once would both lay out its tables.
        let directory = (options.path as NSString).deletingLastPathComponent
        let opening = try FileLock.wait(directory.isEmpty ? "." : directory, limit: options.busyTimeout)
        defer { opening.release() }
        makePrivateFile(options.path)
        let pool = try DatabasePool(path: options.path, configuration: configuration(options))
        try pool.writeWithoutTransaction { db in
            // GRDB lowers this to NORMAL as it turns the write-ahead log on; FULL is what makes a commit survive a power cut.
            try db.execute(sql: "PRAGMA synchronous = \(options.isDurable ? "FULL" : "OFF")")
            // A command that ends soon leaves checkpoints to SQLite; else they are the checkpointer's, off the commit path.
            try db.execute(sql: "PRAGMA wal_autocheckpoint = \(options.runsCheckpoints ? 0 : 1000)")
            try claim(db, path: options.path)
            // SQLite opens a file that it may only read, and even begins to write, without a word.
            try db.inTransaction {
                try touch(db)
                return .rollback
            }
        }
        try Migration.apply(to: pool, path: options.path)
        if let note = options.onDecision { try DecisionTriggers.watch(pool, note) }
        return pool
    }

    private static func configuration(_ options: StoreOptions) -> Configuration {
        var configuration = Configuration()
        configuration.label = "stockgate.store"
        configuration.foreignKeysEnabled = true
        configuration.busyMode = .timeout(Double(options.busyTimeout.wholeMicroseconds) / 1_000_000)
        configuration.maximumReaderCount = options.maxReaders
        let cacheKibibytes = options.cacheBytes / 1024
        configuration.prepareDatabase { db in
            // The page size counts only before the file has its first page, the write-ahead log included.
            try db.execute(sql: "PRAGMA page_size = \(pageSize); PRAGMA cache_size = -\(cacheKibibytes); PRAGMA temp_store = MEMORY")
            // What is deleted is written over, for it may have been a person's (R46). Debian's SQLite does so by itself, others do not.
            try db.execute(sql: "PRAGMA secure_delete = ON")
        }
        return configuration
    }

    /// Makes the file before SQLite does, so that nobody else can ever read it; SQLite gives the log the same permissions.
    static func makePrivateFile(_ path: String) {
        let descriptor = Foundation.open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o600)
        if descriptor >= 0 { Foundation.close(descriptor) }
    }

    private static func claim(_ db: Database, path: String) throws {
        let owner = try Int32.fetchOne(db, sql: "PRAGMA application_id") ?? 0
        if owner == applicationID { return }
        let tables = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema") ?? 0
        guard owner == 0, tables == 0 else { throw StorageError.foreignFile(path: path) }
        try db.execute(sql: "PRAGMA application_id = \(applicationID)")
    }
}
