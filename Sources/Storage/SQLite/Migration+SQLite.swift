import GRDB

extension Migration {
    /// Applies what is missing, each step in a transaction of its own. Throws ``StorageError/newerSchema(path:)`` for a file that has steps unknown here.
    static func apply(to pool: DatabasePool, path: String) throws {
        var migrator = DatabaseMigrator()
        for step in all {
            migrator.registerMigration(step.name, foreignKeyChecks: .immediate) { try $0.execute(sql: step.sql) }
        }
        if try pool.read(migrator.hasBeenSuperseded) { throw StorageError.newerSchema(path: path) }
        try migrator.migrate(pool)
    }
}
