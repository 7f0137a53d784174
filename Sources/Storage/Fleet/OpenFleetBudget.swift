/// The counters in the PostgreSQL database at `address`, to which nothing is said before the first exchange; that makes them where they are missing.
/// Throws ``StorageError/withoutPostgreSQL``.
public func openFleetBudget(_ address: String) throws -> any FleetBudget {
    #if STOCKGATE_POSTGRES
        return PostgreSQLFleetBudget(address)
    #else
        throw StorageError.withoutPostgreSQL
    #endif
}
