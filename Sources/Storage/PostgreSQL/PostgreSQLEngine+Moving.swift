/// The catalogue is asked itself: what stands before it, `information_schema`, looks at every column of every merchant's tables for one answer.
extension PostgreSQLEngine {
    /// The tables of the schema that a connection is set to.
    static let ownTables = "relnamespace = CAST(current_schema() AS regnamespace) AND relkind = 'r'"

    func appliedSteps(_ db: Database) throws -> Set<String> { Set(try String.fetchAll(db, sql: "SELECT name FROM store_migrations")) }

    func tables(_ db: Database) throws -> Set<String> {
        let names = try String.fetchAll(db, sql: "SELECT CAST(relname AS TEXT) FROM pg_class WHERE \(Self.ownTables)")
        // What begins so the engine keeps for itself.
        return Set(names.filter { !$0.hasPrefix("store_") })
    }

    func columns(_ db: Database, of table: String) throws -> [String] {
        try String.fetchAll(
            db,
            sql: """
                SELECT CAST(attname AS TEXT) FROM pg_attribute
                WHERE attrelid = to_regclass(?) AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum
                """, arguments: [table])
    }

    /// Those that hold the references are the server's own and stay.
    func withoutTriggers(_ db: Database, _ work: () throws -> Void) throws {
        let tables = try tables(db).sorted()
        for table in tables { try db.execute(sql: "ALTER TABLE \(table) DISABLE TRIGGER USER") }
        try work()
        for table in tables { try db.execute(sql: "ALTER TABLE \(table) ENABLE TRIGGER USER") }
    }

    func givenNumbers(_ db: Database) throws -> [String: Int64] {
        try numbered(db).reduce(into: [:]) { numbers, table in
            numbers[table.name] = try Int64.fetchOne(db, sql: "SELECT pg_sequence_last_value(\(table.sequence))") ?? 0
        }
    }

    func continueNumbers(_ db: Database, after numbers: [String: Int64]) throws {
        for table in try numbered(db) {
            let greatest = try Int64.fetchOne(db, sql: "SELECT coalesce(max(\(table.column)), 0) FROM \(table.name)") ?? 0
            let number = max(greatest, numbers[table.name] ?? 0)
            guard number > 0 else { continue }
            _ = try Int64.fetchOne(db, sql: "SELECT setval(\(table.sequence), ?)", arguments: [number])
        }
    }

    /// Tables that number their rows, and what gives the numbers.
    private func numbered(_ db: Database) throws -> [(name: String, column: String, sequence: String)] {
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT CAST(relname AS TEXT), CAST(attname AS TEXT), pg_get_serial_sequence(format('%I.%I', current_schema(), relname), attname)
                FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid WHERE \(Self.ownTables) AND attidentity <> ''
                """)
        return rows.map { row in
            let (name, column, sequence): (String, String, String) = (row[0], row[1], row[2])
            return (name, column, "CAST('\(sequence)' AS regclass)")
        }
    }

    func forbidChanges(_ db: Database, in tables: [String], reason: String) throws {
        let quoted = reason.replacing("'", with: "''")
        try db.execute(
            sql: """
                CREATE OR REPLACE FUNCTION \(Self.barrier)() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN RAISE EXCEPTION USING MESSAGE = '\(quoted)'; END $$
                """)
        for table in tables {
            try db.execute(
                sql: """
                    DROP TRIGGER IF EXISTS \(Self.barrier) ON \(table);
                    CREATE TRIGGER \(Self.barrier) BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON \(table)
                    FOR EACH STATEMENT EXECUTE FUNCTION \(Self.barrier)()
                    """)
        }
    }

    func allowChanges(_ db: Database, in tables: [String]) throws {
        for table in tables { try db.execute(sql: "DROP TRIGGER IF EXISTS \(Self.barrier) ON \(table)") }
    }
}
