import Inventory
import PostgreSQLClient

extension PostgreSQLEngine {
    /// "STGA": the first key of our advisory locks.
    private static let lockClass = 0x5354_4741

    static func connect(_ options: StoreOptions) throws -> PostgreSQLSession {
        let connection: PostgreSQLConnection
        do { connection = try PostgreSQLConnection(options.path) } catch let error as PostgreSQLError {
            throw StorageError.cannotOpen(path: options.place, reason: error.message)
        }
        let milliseconds = options.busyTimeout.wholeMicroseconds / 1000
        try connection.run(
            """
            SET lock_timeout = \(milliseconds); SET synchronous_commit = \(options.isDurable ? "on" : "off");
            SET client_encoding = 'UTF8'; SET standard_conforming_strings = on; SET bytea_output = 'hex';
            SELECT set_config('application_name', 'stockgate ' || coalesce(current_schema(), current_setting('search_path')), false)
            """)
        return PostgreSQLSession(connection)
    }

    /// Makes the schema and its tables where they are missing and brings them up to date, while nobody else does; returns the schema's advisory lock.
    static func lay(out session: PostgreSQLSession, _ options: StoreOptions) throws -> String {
        let path = try session.connection.run("SELECT split_part(current_setting('search_path'), ',', 1)").text(0, 0) ?? ""
        let schema = path.replacing("\"", with: "").replacing(" ", with: "")
        let name = schema.isEmpty || schema == "$user" ? "public" : schema
        guard let key = try session.connection.run("SELECT hashtext($1)", [.text(name)]).integer(0, 0) else {
            throw StorageError.failed(reason: "the server gave no key for the lock")
        }
        let lock = "\(lockClass), \(key)"
        try session.begin("BEGIN; SELECT pg_advisory_xact_lock(\(lock)); CREATE SCHEMA IF NOT EXISTS \"\(name)\"")
        try session.finish({ try Migration.apply(to: session.connection, $0, path: options.place) }, end: { try $0.connection.run("COMMIT") })
        return lock
    }
}

extension Migration {
    /// Applies what is missing, all or nothing. Throws ``StorageError/newerSchema(path:)`` where there are steps unknown here, and
    /// ``StorageError/foreignFile(path:)`` where the schema holds another program's tables.
    fileprivate static func apply(to connection: PostgreSQLConnection, _ db: Database, path: String) throws {
        let tables = try String.fetchAll(db, sql: "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()")
        if !tables.contains("store_migrations") {
            guard tables.isEmpty else { throw StorageError.foreignFile(path: path) }
            try connection.run(
                """
                CREATE TABLE store_migrations (name TEXT PRIMARY KEY);
                CREATE TABLE store_changes (count BIGINT NOT NULL, touched BIGINT NOT NULL);
                INSERT INTO store_changes VALUES (0, 0);
                """ + Dialect.functions)
        }
        let applied = Set(try String.fetchAll(db, sql: "SELECT name FROM store_migrations"))
        guard applied.isSubset(of: all.map(\.name)) else { throw StorageError.newerSchema(path: path) }
        for step in all where !applied.contains(step.name) {
            try connection.run(Dialect.tables(step.sql))
            try db.execute(sql: "INSERT INTO store_migrations (name) VALUES (?)", arguments: [step.name])
        }
    }
}
