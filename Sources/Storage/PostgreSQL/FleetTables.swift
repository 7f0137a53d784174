import PostgreSQLClient

/// What the stores of one database have in common: a schema beside theirs.
///
/// Steps are only added, and only such that the version before can work beside it: gateways of two versions share these tables during an upgrade.
enum FleetTables {
    static let steps: [Migration] = [
        Migration(
            name: "leases",
            sql: """
                -- Each store's latest epoch and who has it; half of each page is left free, so that a renewal stays on it.
                CREATE TABLE stockgate_fleet.leases (
                    store TEXT PRIMARY KEY,
                    epoch BIGINT NOT NULL DEFAULT 0,
                    holder TEXT,
                    until TIMESTAMPTZ NOT NULL DEFAULT '-infinity'
                ) WITH (fillfactor = 50);
                -- Gateways, and when each was last heard of.
                CREATE TABLE stockgate_fleet.gateways (id TEXT PRIMARY KEY, seen_at TIMESTAMPTZ NOT NULL) WITH (fillfactor = 50);
                -- How often each store was written to: one short look tells a gateway of all that others wrote to its stores.
                CREATE TABLE stockgate_fleet.changes (store TEXT PRIMARY KEY, count BIGINT NOT NULL DEFAULT 0) WITH (fillfactor = 50);
                """),
        Migration(
            name: "budget",
            sql: """
                -- Tickets drawn from each slot of a limit, and by how many gateways.
                CREATE TABLE stockgate_fleet.budget_slices (
                    subject TEXT NOT NULL,
                    slot BIGINT NOT NULL,
                    taken BIGINT NOT NULL,
                    drawers BIGINT NOT NULL,
                    PRIMARY KEY (subject, slot)
                ) WITH (fillfactor = 50);
                -- Until when nobody asks after a refusal, and at how many thousandths of the full pace it goes on.
                CREATE TABLE stockgate_fleet.budget_halts (subject TEXT PRIMARY KEY, until BIGINT NOT NULL, pace BIGINT NOT NULL);
                """),
        Migration(
            name: "stores of a gateway",
            sql: """
                -- The stores that a gateway could work, in their order; NULL from one that does not tell: all.
                ALTER TABLE stockgate_fleet.gateways ADD COLUMN IF NOT EXISTS stores TEXT[];
                ALTER TABLE stockgate_fleet.gateways ALTER COLUMN stores DROP NOT NULL;
                """),
        Migration(
            name: "restores",
            sql: """
                -- The number that the server gave a store's tables when they were made: with another one they were restored since (pg_restore).
                ALTER TABLE stockgate_fleet.leases ADD COLUMN tables BIGINT;
                -- Orders whose buyers' data was erased, by the digest of their id: a store's restore does not reach them.
                CREATE TABLE stockgate_fleet.erased_orders (store TEXT, digest BYTEA, PRIMARY KEY (store, digest));
                """),
    ]

    /// Makes what is missing; within a transaction. Steps of a newer version stay.
    static func layOut(_ connection: PostgreSQLConnection) throws {
        func applied() throws -> Set<String> {
            let names = try connection.run("SELECT name FROM stockgate_fleet.steps")
            return Set((0..<names.rowCount).compactMap { names.text($0, 0) })
        }
        let isThere = try connection.run("SELECT to_regclass('stockgate_fleet.steps') IS NOT NULL").integer(0, 0) == 1
        if isThere, try applied().isSuperset(of: steps.map(\.name)) { return }
        // A session that looked for the schema before it waited for the lock may still believe that it is not there.
        try connection.run(
            """
            SELECT pg_advisory_xact_lock(\(PostgreSQLEngine.lockClass), 0);
            DO $$ BEGIN
                CREATE SCHEMA IF NOT EXISTS stockgate_fleet;
            EXCEPTION WHEN unique_violation THEN NULL;
            END $$;
            CREATE TABLE IF NOT EXISTS stockgate_fleet.steps (name TEXT PRIMARY KEY)
            """)
        let before = try applied()
        for step in steps where !before.contains(step.name) {
            try connection.run(step.sql + "INSERT INTO stockgate_fleet.steps VALUES ('\(step.name)')")
        }
    }
}
