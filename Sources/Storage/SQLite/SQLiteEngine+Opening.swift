import Foundation
import GRDB
import GRDBSQLite
import Inventory

extension SQLiteEngine {
    static func openPool(_ options: StoreOptions) throws -> DatabasePool {
        // Two processes that make one file at once would both lay out its tables.
        let path = StoreFiles.resolved(options.path)
        let directory = (path as NSString).deletingLastPathComponent
        let opening = try FileLock.wait(directory.isEmpty ? "." : directory, limit: options.busyTimeout)
        defer { opening.release() }
        if let other = StoreFiles.otherName(of: options.path) { throw other }
        Store.makePrivateFile(path)
        let pool = try DatabasePool(path: options.path, configuration: configuration(options))
        try pool.writeWithoutTransaction { db in
            // GRDB lowers this to NORMAL as it turns the write-ahead log on; FULL is what makes a commit survive a power cut.
            try db.execute(sql: "PRAGMA synchronous = \(options.isDurable ? "FULL" : "OFF")")
            // A command that ends soon leaves checkpoints to SQLite; else they are the checkpointer's, off the commit path.
            try db.execute(sql: "PRAGMA wal_autocheckpoint = \(options.runsCheckpoints ? 0 : 1000)")
            try claim(db, path: options.path)
            // SQLite opens a file that it may only read, and even begins to write, without a word.
            try db.inTransaction {
                try touch(Database(db))
                return .rollback
            }
        }
        try Migration.apply(options.steps, to: pool, path: options.path)
        // Not before: GRDB must see tables being made.
        pool.writeWithoutTransaction { $0.observeNoStatements() }
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
            try db.execute(sql: "PRAGMA page_size = \(Store.pageSize); PRAGMA cache_size = -\(cacheKibibytes); PRAGMA temp_store = MEMORY")
            // What is deleted is written over, for it may have been a person's (R46). Debian's SQLite does so by itself, others do not.
            try db.execute(sql: "PRAGMA secure_delete = ON")
            if db.configuration.readonly { db.observeNoStatements() }
        }
        return configuration
    }

    private static func claim(_ db: GRDB.Database, path: String) throws {
        let owner = try Int32.fetchOne(db, sql: "PRAGMA application_id") ?? 0
        if owner == Store.applicationID { return }
        let tables = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema") ?? 0
        guard owner == 0, tables == 0 else { throw StorageError.foreignFile(path: path) }
        try db.execute(sql: "PRAGMA application_id = \(Store.applicationID)")
    }
}

extension GRDB.Database {
    /// GRDB has SQLite name each table and column that a statement touches, for observers of the database. Nothing here observes one, and to be told
    /// costs as much again as to prepare the statement.
    fileprivate func observeNoStatements() { sqlite3_set_authorizer(sqliteConnection, nil, nil) }
}
