import GRDB

extension SQLiteEngine {
    /// Copies the store as it stands at one moment into a fresh file. Blocks.
    func copy(to path: String, _ interruption: Interruption, onSnapshot: () -> Void) throws {
        try Self.copy(pool, to: path, interruption, onSnapshot: onSnapshot)
    }

    /// Pages that are copied whatever comes.
    private static let copiedPages: Int32 = 1024

    /// Copies a database's file into a fresh one. Blocks.
    static func copy(_ file: String, to path: String) throws {
        try tellingStorageErrors {
            var reading = Configuration()
            reading.readonly = true
            let source = try DatabaseQueue(path: file, configuration: reading)
            defer { try? source.close() }
            try copy(source, to: path, Interruption())
        }
    }

    /// Copies a database into a fresh file, on the disk when this returns, and holds the copy against SQLite's own checks.
    private static func copy(_ source: some DatabaseReader, to path: String, _ interruption: Interruption, onSnapshot: () -> Void = {}) throws {
        try tellingStorageErrors {
            Store.makePrivateFile(path)
            let copy = try DatabaseQueue(path: path)
            defer { try? copy.close() }
            try copy.writeWithoutTransaction { target in
                try source.read { db in
                    // The first reading of a transaction fixes what it sees.
                    _ = try Int.fetchOne(Database(db), sql: "SELECT count(*) FROM sqlite_schema")
                    onSnapshot()
                    try interruption.check()
                    try db.backup(to: target, pagesPerStep: copiedPages) { _ in try interruption.check() }
                }
            }
            try interruption.during(copy.interrupt) {
                try copy.writeWithoutTransaction { db in
                    // One file that can be carried away, instead of a database with a log beside it.
                    try db.execute(sql: "PRAGMA journal_mode = DELETE")
                    try checkSoundness(Database(db))
                }
            }
        }
        try StoreFiles.sync(path)
    }

    /// Has a database hold by itself what a process that was killed left in its log. What is damaged stays as it is. Blocks.
    static func takeInLog(of path: String) {
        guard StoreFiles.size(path + "-wal") > 0, let database = try? DatabaseQueue(path: path) else { return }
        try? database.writeWithoutTransaction { try $0.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)") }
        try? database.close()
    }

    /// Changes a copy that nobody else has open, in one transaction, and leaves nothing in it of what was there before. Blocks.
    static func rewrite(_ copy: String, _ interruption: Interruption, _ work: (Database) throws -> Void) throws {
        try tellingStorageErrors {
            let queue = try DatabaseQueue(path: copy)
            defer { try? queue.close() }
            try interruption.during(queue.interrupt) {
                try queue.inDatabase { db in
                    try db.execute(sql: "PRAGMA secure_delete = ON")
                    try db.inTransaction {
                        try work(Database(db))
                        return .commit
                    }
                    try interruption.check()
                    try db.execute(sql: "VACUUM")
                }
            }
        }
    }

    /// Throws ``StorageError/corrupted(reason:)`` where a page, an index or a reference is not what it should be.
    static func checkSoundness(_ db: Database) throws {
        let fault = try String.fetchOne(db, sql: "PRAGMA integrity_check(1)") ?? "no answer"
        guard fault == "ok" else { throw StorageError.corrupted(reason: fault) }
        if let row = try Row.fetchOne(db, sql: "PRAGMA foreign_key_check") {
            throw StorageError.corrupted(reason: "a row of \(row[0] as String? ?? "?") refers to none of \(row[2] as String? ?? "?")")
        }
    }

    /// Reads every page of a file and tells the steps of the tables' life that it has, and what it says of who may open it; changes nothing. Throws
    /// where the file is not sound.
    static func examine(_ path: String) throws -> (steps: [String], reach: Int?) {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(5)
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        defer { try? queue.close() }
        return try queue.read { connection in
            let db = Database(connection)
            try checkSoundness(db)
            let tables = try String.fetchAll(db, sql: "SELECT name FROM sqlite_schema WHERE name = 'grdb_migrations'")
            let steps = tables.isEmpty ? [] : try String.fetchAll(db, sql: "SELECT identifier FROM grdb_migrations")
            return (steps, try Migration.foundReach(db))
        }
    }
}
