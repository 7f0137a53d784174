import GRDB

extension StorageError {
    /// What SQLite's error means to whoever called. Its message alone: statements may carry buyers' data.
    init(_ error: DatabaseError) {
        // A backup that fails leaves the connection's own message behind, which then says "not an error".
        let message = error.message.flatMap { $0 == "not an error" ? nil : $0 }
        let reason = message ?? "\(error.extendedResultCode)"
        switch error.resultCode {
        case .SQLITE_FULL, .SQLITE_READONLY, .SQLITE_IOERR, .SQLITE_CANTOPEN, .SQLITE_PERM: self = .notWritable(reason: reason)
        case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy
        case .SQLITE_CORRUPT, .SQLITE_NOTADB: self = .corrupted(reason: reason)
        default: self = .failed(reason: reason)
        }
    }
}

/// Runs `work` and tells SQLite's errors as the store's; other errors pass.
func tellingStorageErrors<Value>(_ work: () throws -> Value) throws -> Value {
    do { return try work() } catch let error as DatabaseError { throw StorageError(error) }
}

/// Runs `work` and tells SQLite's errors as the store's; other errors pass, a cancellation among them.
func tellingStorageErrors<Value: Sendable>(_ work: @Sendable () async throws -> Value) async throws -> Value {
    do { return try await work() } catch let error as DatabaseError { throw StorageError(error) }
}
