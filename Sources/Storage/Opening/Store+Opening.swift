import Foundation
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
    /// ``StorageError/corrupted(reason:)``, ``StorageError/wrongKey(secret:)``, or where the shop has gone or is still to come
    /// ``StorageError/moved(to:)``, ``StorageError/underWay(to:)`` or ``StorageError/awaited(from:)``.
    public static func open(_ options: StoreOptions) throws -> Store {
        let engine: any Engine
        do {
            engine = try tellingStorageErrors {
                if let address = options.postgreSQL { return try postgreSQL(options, address) }
                return try SQLiteEngine(options)
            }
        } catch StorageError.notWritable(let reason) {
            throw StorageError.cannotOpen(path: options.place, reason: reason)
        }
        let store = Store(engine: engine, options: options)
        do {
            let left = try store.readBlocking(ShopDeparture.find)
            if let left, !options.opensDeparted { throw left.refusal }
            try store.checkSecretsKey()
            if left == nil { try store.settleRestored() }
            try engine.restAfterOpening()
        } catch {
            try? store.close()
            throw error
        }
        return store
    }

    /// Makes the file before SQLite does, so that nobody else can ever read it; SQLite gives the log the same permissions.
    static func makePrivateFile(_ path: String) {
        let descriptor = Foundation.open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o600)
        if descriptor >= 0 { Foundation.close(descriptor) }
    }

    /// Whether this build has libpq.
    static var opensPostgreSQL: Bool {
        #if STOCKGATE_POSTGRES
            return true
        #else
            return false
        #endif
    }

    private static func postgreSQL(_ options: StoreOptions, _ address: PostgreSQLAddress) throws -> any Engine {
        #if STOCKGATE_POSTGRES
            return try PostgreSQLEngine(options, address)
        #else
            throw StorageError.withoutPostgreSQL
        #endif
    }
}
