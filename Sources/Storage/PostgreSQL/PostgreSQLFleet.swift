import Inventory
import PostgreSQLClient

/// The fleet's rows, over a connection of its own: what all other connections do, or wait for, is nothing to a lease.
// One thread at a time has it: see ``FleetRecords``.
final class PostgreSQLFleet: FleetRecords, @unchecked Sendable {
    private let address: PostgreSQLAddress
    private var connection: PostgreSQLConnection?
    private var silence = ServerSilence()

    /// With the server, which gives up by itself sooner.
    private static let patience: Duration = .seconds(4)

    init(_ address: PostgreSQLAddress) { self.address = address }

    func firstSchema() throws -> String { PostgreSQLEngine.firstSchema(try ask(PostgreSQLEngine.searchPath, [])) }

    func survey(_ stores: [String], lease: Duration) throws -> FleetSurvey {
        // Most gateways could work the same, and their lists stay where they are.
        let live = try ask(
            """
            SELECT id, CASE WHEN stores <> $2::text[] THEN array_to_string(stores, ',') END FROM stockgate_fleet.gateways
            WHERE seen_at > now() - $1 * interval '1 millisecond' ORDER BY id
            """, [lease.parameter, stores.parameter])
        let rows = try ask(
            "SELECT store, CASE WHEN until > now() THEN holder END FROM stockgate_fleet.leases WHERE store = ANY($1::text[]) ORDER BY store",
            [stores.parameter])
        return FleetSurvey(
            standings: (0..<rows.rowCount).map { .init(store: rows.text($0, 0) ?? "", holder: rows.text($0, 1)) },
            live: (0..<live.rowCount).map { row in
                .init(id: live.text(row, 0) ?? "", stores: live.text(row, 1).map { Set($0.split(separator: ",").map(String.init)) })
            })
    }

    func renew(gateway: String, stores: [String], lease: Duration) throws -> [String: Int64] {
        // In one statement, so that both run from the same moment.
        try epochs(
            ask(
                """
                WITH heard AS (
                    INSERT INTO stockgate_fleet.gateways (id, seen_at, stores) VALUES ($1, now(), $3::text[])
                    ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at, stores = excluded.stores
                )
                UPDATE stockgate_fleet.leases SET until = now() + $2 * interval '1 millisecond' WHERE holder = $1 RETURNING store, epoch
                """, [.text(gateway), lease.parameter, stores.parameter]))
    }

    func take(_ stores: [String], gateway: String, lease: Duration) throws -> [String: Int64] {
        try epochs(
            ask(
                """
                UPDATE stockgate_fleet.leases SET epoch = epoch + 1, holder = $2, until = now() + $3 * interval '1 millisecond'
                WHERE store = ANY($1::text[]) AND (holder IS NULL OR until <= now()) RETURNING store, epoch
                """, [stores.parameter, .text(gateway), lease.parameter]))
    }

    func giveBack(_ store: String, epoch: Int64) throws {
        _ = try ask(
            "UPDATE stockgate_fleet.leases SET holder = NULL, until = '-infinity' WHERE store = $1 AND epoch = $2",
            [.text(store), .integer(epoch)])
    }

    func leave(gateway: String) throws {
        _ = try ask("DELETE FROM stockgate_fleet.gateways WHERE id = $1 OR seen_at < now() - interval '1 day'", [.text(gateway)])
    }

    func changes(of stores: [String]) throws -> [String: Int64] {
        try epochs(ask("SELECT store, count FROM stockgate_fleet.changes WHERE store = ANY($1::text[])", [stores.parameter]))
    }

    private func epochs(_ rows: PostgreSQLResult) -> [String: Int64] {
        (0..<rows.rowCount).reduce(into: [:]) { numbers, row in
            if let store = rows.text(row, 0), let number = rows.integer(row, 1) { numbers[store] = number }
        }
    }

    private func ask(_ statement: String, _ parameters: [PostgreSQLParameter]) throws -> PostgreSQLResult {
        try silence.check()
        let began = ContinuousClock.now
        do {
            let open = try connection ?? connected()
            connection = open
            defer { if open.isLost { connection = nil } }
            return try open.run(statement, parameters)
        } catch {
            silence.note(error, since: began)
            throw error
        }
    }

    /// Nothing here waits long: what cannot be told in time is as good as not told.
    private func connected() throws -> PostgreSQLConnection {
        let fresh = try PostgreSQLConnection(address.server, patience: Self.patience)
        try fresh.run(
            """
            SET statement_timeout = 3000; SET lock_timeout = 2000; SET synchronous_commit = on; SET application_name = 'stockgate fleet';
            SET default_transaction_isolation = 'read committed'
            """)
        try fresh.run("BEGIN")
        try FleetTables.layOut(fresh)
        try fresh.run("COMMIT")
        return fresh
    }
}

extension Duration {
    /// In milliseconds.
    fileprivate var parameter: PostgreSQLParameter { .integer(wholeMicroseconds / 1000) }
}

extension [String] {
    /// Schemas' names hold nothing that an array's text would have to quote.
    fileprivate var parameter: PostgreSQLParameter { .text("{" + joined(separator: ",") + "}") }
}
