import PostgreSQLClient

extension PostgreSQLError: EngineError {
    var reason: String { message }

    /// Class 23: integrity constraint violation.
    var isConstraint: Bool { state.hasPrefix("23") }

    /// What the server's error means to whoever called (PostgreSQL's documentation, appendix A).
    var storageError: StorageError {
        switch state {
        // lock_not_available, deadlock_detected, serialization_failure
        case "55P03", "40P01", "40001": .busy
        // data_corrupted, index_corrupted
        case "XX001", "XX002": .corrupted(reason: message)
        // read_only_sql_transaction
        case "25006": .notWritable(reason: message)
        // Class 08 no connection, 53 no room or memory, 57 the server is going down, 58 its disk fails.
        case let state where ["08", "53", "57", "58"].contains(state.prefix(2)): .notWritable(reason: message)
        default: .failed(reason: message)
        }
    }
}
