import GRDB

extension GRDB.DatabaseError: EngineError {
    /// SQLite's message alone: statements may carry buyers' data.
    var reason: String {
        // A backup that fails leaves the connection's own message behind, which then says "not an error".
        message.flatMap { $0 == "not an error" ? nil : $0 } ?? "\(extendedResultCode)"
    }

    var isConstraint: Bool { resultCode == .SQLITE_CONSTRAINT }

    /// What SQLite's error means to whoever called.
    var storageError: StorageError {
        switch resultCode {
        case .SQLITE_FULL, .SQLITE_READONLY, .SQLITE_IOERR, .SQLITE_CANTOPEN, .SQLITE_PERM: .notWritable(reason: reason)
        case .SQLITE_BUSY, .SQLITE_LOCKED: .busy
        case .SQLITE_CORRUPT, .SQLITE_NOTADB: .corrupted(reason: reason)
        default: .failed(reason: reason)
        }
    }
}
