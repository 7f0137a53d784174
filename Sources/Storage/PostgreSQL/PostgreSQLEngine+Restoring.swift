import Foundation
import Inventory
import PostgreSQLClient

/// `pg_restore` is nothing that the store does itself: that it was done is seen by the tables, which are others than those that were made here.
extension PostgreSQLEngine {
    /// What the server calls the store's tables; one stands for all.
    private static let number = "CAST(CAST(to_regclass('store_migrations') AS oid) AS BIGINT)"

    func foundRestored(_ db: Database) throws -> Timestamp? {
        try Int64.fetchOne(
            db,
            sql: """
                SELECT CAST(extract(epoch FROM now()) * 1000000 AS BIGINT) FROM stockgate_fleet.leases
                WHERE store = ? AND tables <> \(Self.number)
                """, arguments: [name]
        ).map(Timestamp.init(microseconds:))
    }

    func settleRestored(_ db: Database) throws {
        try db.execute(sql: "UPDATE stockgate_fleet.leases SET tables = \(Self.number) WHERE store = ?", arguments: [name])
    }

    func list(_ db: Database, erased digests: [[UInt8]]) throws {
        for digest in digests {
            try db.execute(
                sql: "INSERT OR IGNORE INTO stockgate_fleet.erased_orders (store, digest) VALUES (?, ?)", arguments: [name, Data(digest)])
        }
    }

    func listedErasures(_ db: Database) throws -> Set<[UInt8]> {
        Set(try Data.fetchAll(db, sql: "SELECT digest FROM stockgate_fleet.erased_orders WHERE store = ?", arguments: [name]).map { Array($0) })
    }
}
