import Inventory
import PostgreSQLClient

extension PostgreSQLEngine {
    /// "STGA": the first key of our advisory locks.
    static let lockClass = 0x5354_4741

    /// Makes the schema and its tables where they are missing and brings them up to date, while nobody else does; returns the schema's name and its
    /// advisory lock.
    static func layOut(
        _ pool: PostgreSQLPool, _ address: PostgreSQLAddress, _ steps: [Migration] = Migration.all
    ) throws -> (schema: String, lock: String) {
        let schema = try address.schema ?? pool.with(nil) { try firstSchema($0.run(searchPath)) }
        let key = try pool.with(schema) { try $0.run("SELECT hashtext($1)", [.text(schema)]).integer(0, 0) }
        guard let key else { throw StorageError.failed(reason: "the server gave no key for the lock") }
        let lock = "\(lockClass), \(key)"
        try layOutFleet(pool, schema)
        let (session, _) = try pool.begin(schema, "BEGIN; SELECT pg_advisory_xact_lock(\(lock))")
        defer { pool.give(back: session) }
        try session.finish(
            { db in
                if try String.fetchOne(db, sql: "SELECT nspname FROM pg_namespace WHERE nspname = ?", arguments: [schema]) == nil {
                    try session.connection.run("CREATE SCHEMA \"\(schema)\"")
                }
                let stood = try Bool.fetchOne(db, sql: "SELECT to_regclass('store_migrations') IS NOT NULL") == true
                try Migration.apply(steps, to: session.connection, db, path: address.place)
                // Tables of which the common schema knows nothing were brought from another server: they count as restored.
                try session.connection.run(
                    """
                    INSERT INTO stockgate_fleet.leases (store, tables) VALUES ('\(schema)', \(stood ? "0" : "NULL")) ON CONFLICT DO NOTHING;
                    INSERT INTO stockgate_fleet.changes (store) VALUES ('\(schema)') ON CONFLICT DO NOTHING
                    """)
                try session.connection.run(
                    """
                    UPDATE stockgate_fleet.leases SET tables = CAST(to_regclass('store_migrations') AS oid)
                    WHERE store = '\(schema)' AND tables IS NULL
                    """)
            }, end: { try $0.connection.run("COMMIT") })
        return (schema, lock)
    }

    /// In a transaction of its own: whoever else opens a store, or renews a lease, does not wait until this store's own tables are up to date.
    private static func layOutFleet(_ pool: PostgreSQLPool, _ schema: String) throws {
        let (session, _) = try pool.begin(schema, "BEGIN")
        defer { pool.give(back: session) }
        try session.finish({ _ in try FleetTables.layOut(session.connection) }, end: { try $0.connection.run("COMMIT") })
    }

    /// Asks for what ``firstSchema(_:)`` reads.
    static let searchPath = "SELECT split_part(current_setting('search_path'), ',', 1)"

    /// The schema of a store whose address names none: the first of the database's `search_path`, or `public` where that is the user's own.
    static func firstSchema(_ path: PostgreSQLResult) -> String {
        let name = (path.text(0, 0) ?? "").filter { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "$" }
        return name.isEmpty || name.contains("$") ? "public" : name
    }
}

extension Migration {
    /// A translation takes longer than what it says.
    private static let translated = noting(all).reduce(into: [:]) { $0[$1.sql] = Dialect.tables($1.sql) }

    /// Applies what is missing, all or nothing. Throws ``StorageError/newerSchema(path:)`` where there are steps unknown here that must be known, and
    /// ``StorageError/foreignFile(path:)`` where the schema holds another program's tables.
    fileprivate static func apply(_ steps: [Migration], to connection: PostgreSQLConnection, _ db: Database, path: String) throws {
        if try Bool.fetchOne(db, sql: "SELECT to_regclass('store_migrations') IS NULL") == true {
            let tables = try Int.fetchOne(db, sql: "SELECT count(*) FROM pg_class WHERE \(PostgreSQLEngine.ownTables)")
            guard tables == 0 else { throw StorageError.foreignFile(path: path) }
            try connection.run(
                """
                CREATE TABLE store_migrations (name TEXT PRIMARY KEY);
                CREATE TABLE store_touches (count BIGINT NOT NULL);
                INSERT INTO store_touches VALUES (0);
                """ + Dialect.functions)
        }
        let applied = Set(try String.fetchAll(db, sql: "SELECT name FROM store_migrations"))
        let hasReach = try Bool.fetchOne(db, sql: "SELECT to_regclass('store_reach') IS NOT NULL") == true
        let reach = hasReach ? try Int.fetchOne(db, sql: "SELECT steps FROM store_reach") : nil
        guard mayOpen(applied, knowing: steps, reach: reach) else { throw StorageError.newerSchema(path: path) }
        let missing = noting(steps).filter { !applied.contains($0.name) }
        guard !missing.isEmpty else { return }
        connection.patience = PostgreSQLEngine.longPatience
        // In one exchange with the server.
        try connection.run(
            missing.map { (translated[$0.sql] ?? Dialect.tables($0.sql)) + ";\nINSERT INTO store_migrations (name) VALUES ('\($0.name)');" }.joined(
                separator: "\n"))
    }
}
