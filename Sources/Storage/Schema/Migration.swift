import GRDB

/// One step in the life of the tables. A step that was released is never changed; a new one is added to ``all``.
struct Migration: Sendable {
    /// Kept in the file for ever.
    let name: String
    let sql: String

    /// In the order in which they are applied; one file a topic.
    static let all: [Migration] = [
        deliveries, tokens, settings, sealedSecrets, wishes, stock, offers, outbox, problems, orders, orderDocuments, choices,
        webhookWatch, oversells, allegroClock, documentBounds, documentTerms, personalData, notices, users, offerLists, orderDecisions,
        ordersOff, shadow, accountConnections,
    ]

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
