import Foundation
public import Inventory

extension Store {
    /// Copies the store as it stands at one moment into one file, by SQLite's backup interface, while others read and write on. The copy is checked
    /// before it gets its name, in place of an earlier backup; only its owner may read it, and what is secret stays sealed in it. Blocks.
    ///
    /// Throws ``StorageError/foreignFile(path:)`` where something else than a store of ours has this name, and
    /// ``StorageError/copyNotWritable(path:reason:)`` where there is no room or place for it; changes nothing then.
    ///
    /// - Parameters:
    ///   - interruption: breaks it off, with a `CancellationError`; nothing is left of the copy then.
    ///   - onSnapshot: called once the moment is fixed: what is written from then on is not in the copy.
    /// - Returns: the copy's size in bytes.
    public func backUp(to path: String, _ interruption: Interruption = Interruption(), onSnapshot: () -> Void = {}) throws -> Int {
        guard options.postgreSQL == nil else { throw StorageError.onlyOfFiles(instead: "pg_dump") }
        if StoreFiles.exists(path) {
            let isItself = URL(filePath: path).resolvingSymlinksInPath() == URL(filePath: options.path).resolvingSymlinksInPath()
            guard StoreFiles.isOurs(path), !isItself else { throw StorageError.foreignFile(path: path) }
        }
        let folder = (path as NSString).deletingLastPathComponent
        guard folder.isEmpty || StoreFiles.exists(folder) else {
            throw StorageError.copyNotWritable(path: path, reason: "there is no folder \(folder)")
        }
        let partial = path + ".partial"
        StoreFiles.remove(partial)
        do {
            try engine.copy(to: partial, interruption, onSnapshot: onSnapshot)
            try StoreFiles.rename(partial, to: path)
        } catch {
            StoreFiles.remove(partial)
            // The store itself is only read.
            if case StorageError.notWritable(let reason) = error { throw StorageError.copyNotWritable(path: path, reason: reason) }
            throw error
        }
        return StoreFiles.size(path)
    }

    /// Notes that a copy was made and stands where it belongs.
    public func noteBackup(at moment: Timestamp) async throws {
        try await write { db in
            try db.execute(
                sql: "INSERT INTO backups (id, made_at) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET made_at = excluded.made_at",
                arguments: [moment.microseconds])
        }
    }

    /// When a copy was last noted; nil where none ever was.
    public func lastBackup() async throws -> Timestamp? {
        try await read { db in try Int64.fetchOne(db, sql: "SELECT made_at FROM backups").map(Timestamp.init(microseconds:)) }
    }

    /// Puts a backup in the place of the store. What stood there is set aside, not deleted. Blocks.
    ///
    /// The world went on since the backup was made: nothing that it believes of Allegro is believed before it is read again, and no command that
    /// waited in it leaves. What was erased of buyers since is erased in it too (``ErasedOrders``). Of offers that ended meanwhile nobody can tell
    /// whose end it was; those are put before a person (R36).
    ///
    /// Throws ``StorageError/alreadyServing(process:)`` while a `serve` runs on the store, ``StorageError/foreignFile(path:)`` or
    /// ``StorageError/corrupted(reason:)`` for what is no sound backup, and changes nothing then.
    ///
    /// - Parameter checkShop: is told whose shop is in the backup, where that is known; what it throws is thrown on, and nothing is changed.
    /// - Returns: where the files are now that stood there; nil where there were none.
    public static func restore(
        _ backup: String, options: StoreOptions, at moment: Timestamp, checkShop: (ShopMark) throws -> Void = { _ in }
    ) throws -> String? {
        guard options.postgreSQL == nil else { throw StorageError.onlyOfFiles(instead: "pg_restore") }
        let lock = try ServeLock.acquire(database: options.path, for: .restore)
        defer { lock.release() }
        guard StoreFiles.exists(backup) else { throw StorageError.cannotOpen(path: backup, reason: "no such file") }
        guard StoreFiles.isOurs(backup) else { throw StorageError.foreignFile(path: backup) }
        var fresh = options
        fresh.path += ".restoring"
        fresh.runsCheckpoints = false
        StoreFiles.remove(fresh.path)
        defer { StoreFiles.remove(fresh.path) }
        try SQLiteEngine.copy(backup, to: fresh.path)
        // Opening it brings its tables up to date and tells whether its secrets open.
        let store = try Store.open(fresh)
        do {
            if let mark = try store.readBlocking(ShopMark.find) { try checkShop(mark) }
            try store.writeBlocking { db in
                try forgetWhatWasKnown(db, at: moment)
                try eraseAgain(db, ErasedOrders(beside: options.path).all)
            }
        } catch {
            try? store.close()
            throw error
        }
        try store.close()
        try StoreFiles.sync(fresh.path)
        guard StoreFiles.exists(options.path) else {
            try StoreFiles.rename(fresh.path, to: options.path)
            return nil
        }
        let aside = SetAsideStores(beside: options.path).path(at: moment)
        // Its log goes before it does, and a power cut between the two leaves the database alone.
        SQLiteEngine.takeInLog(of: options.path)
        try StoreFiles.replace(options.path, with: fresh.path, keeping: aside)
        return aside
    }
}

extension Store {
    /// After a restore by somebody else's tool: what ``restore(_:options:at:)`` does to a file, in one transaction. Of several processes that find it
    /// at the same time one does it; what that one has done with the store since stays.
    func settleRestored() throws {
        guard try readBlocking(engine.foundRestored) != nil else { return }
        try writeBlocking { [engine] db in
            guard let moment = try engine.foundRestored(db) else { return }
            db.takeTime()
            try Self.forgetWhatWasKnown(db, at: moment)
            try Self.eraseAgain(db, engine.listedErasures(db))
            try engine.settleRestored(db)
        }
    }

    /// After a restore: what may have happened since the backup was made is not known here.
    fileprivate static func forgetWhatWasKnown(_ db: Database, at moment: Timestamp) throws {
        // A command that waited may have left since, under this id or replaced by another: what is right now is planned anew.
        try Outbox.withdrawAll(db, at: moment)
        // Whoever ended an offer since, our record of it is gone.
        try db.execute(
            sql: """
                INSERT OR IGNORE INTO pending_choices (\(PendingChoices.columns), applied_at)
                SELECT id, buffer, cap, is_synchronised, auto_close, auto_resume, 0, ?1 FROM offers
                WHERE status <> 'ended' AND is_paused = 0 AND (is_synchronised = 1 OR auto_close = 1 OR auto_resume = 1)
                """, arguments: [moment.microseconds])
        try forgetWhatAllegroShows(db, at: moment)
        // Stock is compared as soon as somebody serves.
        try db.execute(
            sql: """
                INSERT INTO looks (product, due_at) SELECT DISTINCT product, ?1 FROM offer_components WHERE TRUE
                ON CONFLICT (product) DO UPDATE SET due_at = excluded.due_at, leased_until = 0, attempts = 0
                """,
            arguments: [moment.microseconds])
        try db.execute(sql: "UPDATE order_looks SET due_at = min(due_at, ?1), attempts = 0", arguments: [moment.microseconds])
    }
}
