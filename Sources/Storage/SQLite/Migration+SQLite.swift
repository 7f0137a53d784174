import GRDB

extension Migration {
    /// Applies what is missing, each step in a transaction of its own. Throws ``StorageError/newerSchema(path:)`` for a file that has steps unknown here
    /// and asks that they be known.
    static func apply(_ steps: [Migration], to pool: DatabasePool, path: String) throws {
        var migrator = DatabaseMigrator()
        for step in noting(steps) {
            migrator.registerMigration(step.name, foreignKeyChecks: .immediate) { try $0.execute(sql: step.sql) }
        }
        let isKnownEnough = try pool.writeWithoutTransaction { db in
            try mayOpen(migrator.appliedIdentifiers(db), knowing: steps, reach: foundReach(Database(db)))
        }
        guard isKnownEnough else { throw StorageError.newerSchema(path: path) }
        try migrator.migrate(pool)
    }

    /// What a file says of the programs that may open it; nil where it says nothing.
    static func foundReach(_ db: Database) throws -> Int? {
        let tables = try String.fetchAll(db, sql: "SELECT name FROM sqlite_schema WHERE name = 'store_reach'")
        return tables.isEmpty ? nil : try Int.fetchOne(db, sql: "SELECT steps FROM store_reach")
    }
}
