import PostgreSQLClient

extension StoreInspection {
    /// Looks at the schema; nil where it holds no store. The server sees to the pages itself.
    static func of(_ address: PostgreSQLAddress) -> StoreInspection? {
        do { return try read(address) } catch let error as PostgreSQLError {
            var found = StoreInspection()
            found.fault = .cannotOpen(path: address.place, reason: error.message)
            return found
        } catch { return nil }
    }

    private static func read(_ address: PostgreSQLAddress) throws -> StoreInspection? {
        let connection = try PostgreSQLConnection(address.server, patience: .seconds(60))
        let schema = try address.schema ?? PostgreSQLEngine.firstSchema(connection.run(PostgreSQLEngine.searchPath))
        try connection.run("SET search_path = \"\(schema)\"")
        guard try connection.run("SELECT to_regclass('store_migrations') IS NOT NULL").integer(0, 0) == 1 else { return nil }
        let names = try connection.run("SELECT name FROM store_migrations")
        let size = try connection.run(
            """
            SELECT coalesce(sum(pg_total_relation_size(pg_class.oid)), 0)::bigint FROM pg_class
            JOIN pg_namespace ON pg_namespace.oid = relnamespace WHERE nspname = current_schema() AND relkind = 'r'
            """)
        let hasReach = try connection.run("SELECT to_regclass('store_reach') IS NOT NULL").integer(0, 0) == 1
        let reach = hasReach ? try connection.run("SELECT steps FROM store_reach").integer(0, 0) : nil
        var found = StoreInspection()
        found.compare((0..<names.rowCount).compactMap { names.text($0, 0) }, reach: reach.map(Int.init), place: address.place)
        found.bytes = Int(size.integer(0, 0) ?? 0)
        return found
    }
}
