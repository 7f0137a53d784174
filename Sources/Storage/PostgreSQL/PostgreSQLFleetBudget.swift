import Dispatch
import Inventory
import NIOConcurrencyHelpers
import PostgreSQLClient

/// ``FleetBudget`` over one connection of its own, which is made anew when it broke.
final class PostgreSQLFleetBudget: FleetBudget {
    /// Of a connection that does not answer, in seconds and milliseconds: what is borrowed has lapsed long before.
    private static let linkPatience = "connect_timeout=3&tcp_user_timeout=3000"
    /// With the server, which gives up by itself sooner.
    private static let patience: Duration = .seconds(4)
    /// Slots of which nothing is asked any more are deleted this much later, at each multiple of ``sweepEvery``.
    private static let keptSlots: Int64 = 300
    private static let sweepEvery: Int64 = 64

    private struct Session {
        var connection: PostgreSQLConnection
        var draw: String
        var halt: String
    }

    private let address: String
    private let queue = DispatchQueue(label: "stockgate.fleet-budget")
    private let session = NIOLockedValueBox<Session?>(nil)

    init(_ address: String) { self.address = address + (address.contains("?") ? "&" : "?") + Self.linkPatience }

    func exchange(_ draws: [FleetDraw], halts: [String: FleetHalt]) async throws -> FleetBudgetAnswer {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result { try tellingStorageErrors { try self.exchangeNow(draws, halts) } }) }
        }
    }

    /// On the queue.
    private func exchangeNow(_ draws: [FleetDraw], _ halts: [String: FleetHalt]) throws -> FleetBudgetAnswer {
        let kept = session.withLockedValue { $0 }
        let open: Session
        if let kept, !kept.connection.isLost { open = kept } else { open = try Self.connect(address) }
        session.withLockedValue { $0 = open }
        // All gateways raise counters in one order, so that none waits for another in a ring.
        let order = draws.indices.sorted { (draws[$0].subject, draws[$0].slot) < (draws[$1].subject, draws[$1].slot) }
        let counted = order.isEmpty ? [] : try open.connection.run(prepared: open.draw, each: order.map { draws[$0].parameters })
        var drawn = [FleetDrawn](repeating: FleetDrawn(taken: .max, drawers: 1), count: draws.count)
        for (place, result) in zip(order, counted) {
            guard let taken = result.integer(0, 0), let drawers = result.integer(0, 1) else { continue }
            drawn[place] = FleetDrawn(taken: Int(taken), drawers: Int(drawers))
        }
        for (subject, halt) in halts.sorted(by: { $0.key < $1.key }) {
            let pace = Int64((halt.pace * 1000).rounded())
            _ = try open.connection.run(prepared: open.halt, [.text(subject), .integer(halt.until.microseconds), .integer(pace)])
        }
        for draw in draws where draw.isFirst && draw.slot.isMultiple(of: Self.sweepEvery) {
            _ = try open.connection.run(
                "DELETE FROM stockgate_fleet.budget_slices WHERE subject = $1 AND slot < $2",
                [.text(draw.subject), .integer(draw.slot - Self.keptSlots)])
        }
        return try answer(open.connection, drawn)
    }

    private func answer(_ connection: PostgreSQLConnection, _ drawn: [FleetDrawn]) throws -> FleetBudgetAnswer {
        let found = try connection.run(
            """
            SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint, subject, until, pace
            FROM (SELECT 1) AS clock LEFT JOIN stockgate_fleet.budget_halts ON TRUE
            """)
        guard let now = found.integer(0, 0) else { throw StorageError.failed(reason: "the server told no time") }
        var answer = FleetBudgetAnswer(now: Timestamp(microseconds: now), drawn: drawn, halts: [:])
        for row in 0..<found.rowCount {
            guard let subject = found.text(row, 1), let until = found.integer(row, 2), let pace = found.integer(row, 3) else { continue }
            answer.halts[subject] = FleetHalt(until: Timestamp(microseconds: until), pace: Double(pace) / 1000)
        }
        return answer
    }

    private static func connect(_ address: String) throws -> Session {
        let connection = try PostgreSQLConnection(address, patience: patience)
        try connection.run(
            """
            SET client_encoding = 'UTF8'; SET statement_timeout = 3000; SET application_name = 'stockgate budget';
            SET default_transaction_isolation = 'read committed'; BEGIN
            """)
        try FleetTables.layOut(connection)
        try connection.run("COMMIT")
        let draw = try connection.prepare(
            """
            INSERT INTO stockgate_fleet.budget_slices AS slice (subject, slot, taken, drawers) VALUES ($1, $2, $3, $4)
            ON CONFLICT (subject, slot) DO UPDATE SET taken = slice.taken + excluded.taken, drawers = slice.drawers + excluded.drawers
            RETURNING taken, drawers
            """, like: [.text(""), .integer(0), .integer(0), .integer(0)])
        let halt = try connection.prepare(
            """
            INSERT INTO stockgate_fleet.budget_halts AS told (subject, until, pace) VALUES ($1, $2, $3)
            ON CONFLICT (subject) DO UPDATE SET until = excluded.until, pace = excluded.pace WHERE excluded.until > told.until
            """, like: [.text(""), .integer(0), .integer(0)])
        return Session(connection: connection, draw: draw, halt: halt)
    }
}

extension FleetDraw {
    fileprivate var parameters: [PostgreSQLParameter] { [.text(subject), .integer(slot), .integer(Int64(amount)), .integer(isFirst ? 1 : 0)] }
}
