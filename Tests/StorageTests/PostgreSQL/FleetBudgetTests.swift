import Foundation
import Inventory
import Testing

@testable import Storage

@Suite("Counters that gateways share", .enabled(if: !TestEngine.isFile, "needs a server: scripts/with-postgresql swift test"))
struct FleetBudgetTests {
    private let address: String
    private let subject = "client-" + UUID().uuidString

    init() throws { address = try #require(TestEngine.address) }

    private func draw(_ slot: Int64, _ amount: Int, isFirst: Bool = false) -> FleetDraw {
        FleetDraw(subject: subject, slot: slot, amount: amount, isFirst: isFirst)
    }

    @Test("three gateways draw at once: each ticket has one number, whoever drew it")
    func tickets() async throws {
        let gateways = try (0..<3).map { _ in try openFleetBudget(address) }
        let slots = (0..<4).map { Int64(1_795_507_200 + $0) }
        let drawn = try await withThrowingTaskGroup(of: [(slot: Int64, taken: Int)].self) { group in
            for gateway in gateways {
                group.addTask {
                    var mine: [(slot: Int64, taken: Int)] = []
                    for round in 0..<25 {
                        let draws = slots.map { draw($0, 3, isFirst: round == 0) }
                        let answer = try await gateway.exchange(round.isMultiple(of: 2) ? draws : draws.reversed(), halts: [:])
                        let order = round.isMultiple(of: 2) ? slots : slots.reversed()
                        mine += zip(order, answer.drawn).map { ($0, $1.taken) }
                    }
                    return mine
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        for slot in slots {
            #expect(drawn.filter { $0.slot == slot }.map(\.taken).sorted() == (1...75).map { $0 * 3 })
        }
        #expect(try await gateways[0].exchange([draw(slots[0], 1)], halts: [:]).drawn == [FleetDrawn(taken: 226, drawers: 3)])
    }

    @Test("a refusal is known to all until a later one is told, and the clock is the database's")
    func halts() async throws {
        let (one, other) = (try openFleetBudget(address), try openFleetBudget(address))
        let now = try await one.exchange([], halts: [:]).now
        let halt = FleetHalt(until: now + .seconds(20), pace: 0.5)
        _ = try await one.exchange([], halts: [subject: halt])
        _ = try await other.exchange([], halts: [subject: FleetHalt(until: now + .seconds(5), pace: 0.25)])
        let answer = try await other.exchange([], halts: [:])
        #expect(answer.halts[subject] == halt)
        #expect(answer.now >= now)
    }

    @Test("a connection that the server closed is made anew")
    func reconnects() async throws {
        let counters = try openFleetBudget(address)
        _ = try await counters.exchange([draw(1, 2)], halts: [:])
        let store = try TestDirectory().open()
        _ = try await store.read { db in
            try Int.fetchAll(
                db,
                sql: """
                    SELECT 1 FROM pg_stat_activity
                    WHERE CASE WHEN application_name = 'stockgate budget' THEN pg_terminate_backend(pid, 5000) ELSE FALSE END
                    """)
        }
        _ = try? await counters.exchange([draw(1, 0)], halts: [:])
        #expect(try await counters.exchange([draw(1, 2)], halts: [:]).drawn == [FleetDrawn(taken: 4, drawers: 0)])
    }
}
