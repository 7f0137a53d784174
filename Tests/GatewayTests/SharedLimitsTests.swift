import CurlClient
import Foundation
import Inventory
import Logging
import NIOConcurrencyHelpers
import Storage
import Testing

@testable import Gateway

/// Counters as PostgreSQL keeps them, in memory, by the clock that the test moves.
private final class Counters: FleetBudget {
    struct State {
        var counts: [String: FleetDrawn] = [:]
        var halts: [String: FleetHalt] = [:]
        var isDown = false
    }

    let state = NIOLockedValueBox(State())
    let now: @Sendable () -> Int64

    init(now: @escaping @Sendable () -> Int64) { self.now = now }

    func exchange(_ draws: [FleetDraw], halts: [String: FleetHalt]) async throws -> FleetBudgetAnswer {
        try state.withLockedValue { state in
            if state.isDown { throw StorageError.notWritable(reason: "no server") }
            let drawn = draws.map { draw in
                let key = "\(draw.subject) \(draw.slot)"
                let before = state.counts[key] ?? FleetDrawn(taken: 0, drawers: 0)
                let after = FleetDrawn(taken: before.taken + draw.amount, drawers: before.drawers + (draw.isFirst ? 1 : 0))
                state.counts[key] = after
                return after
            }
            state.halts.merge(halts) { $0.until >= $1.until ? $0 : $1 }
            return FleetBudgetAnswer(now: Timestamp(microseconds: now()), drawn: drawn, halts: state.halts)
        }
    }
}

@Suite("gateways that share a client id")
struct SharedLimitsTests {
    private static let key = LimitKey(.requests, "agency")
    private let time = NIOLockedValueBox(Int64(1_795_507_200_000_000))
    private let counters: Counters
    private let gateways: [(budget: SharedBudget, limits: SharedLimits)]

    init() {
        let time = self.time
        let counters = Counters { time.withLockedValue { $0 } }
        self.counters = counters
        gateways = (0..<3).map { _ in
            let budgets = ClientBudgets(clock: BudgetClock(now: { BudgetInstant(microseconds: time.withLockedValue { $0 }) }, sleep: { _ in }))
            let limits = SharedLimits(["agency": 600], of: budgets, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }) { counters }
            return (budgets.budget(of: "agency", requestsPerMinute: 600), limits)
        }
    }

    /// Moves time by a step; each gateway exchanges and takes what it may. Returns how much each took.
    private func pass(wishes: Int = 100) async -> [Int] {
        time.withLockedValue { $0 += 50_000 }
        var taken: [Int] = []
        for gateway in gateways {
            _ = await gateway.limits.step()
            var mine = 0
            while mine < wishes, gateway.budget.tryTake([Charge(Self.key)], priority: .raise) == .granted { mine += 1 }
            taken.append(mine)
        }
        return taken
    }

    @Test("three gateways together stay within the limit in every minute, and use it")
    func together() async {
        var taken: [Int] = []
        for _ in 0..<(20 * 180) { taken.append(await pass().reduce(0, +)) }
        let minute = 20 * 60
        let most = (0...(taken.count - minute)).map { taken[$0..<($0 + minute)].reduce(0, +) }.max() ?? 0
        #expect(most <= 600)
        // Nobody waits in line here, so each draws only what it expects.
        #expect(taken.reduce(0, +) > 300)
    }

    @Test("a 429 that one is answered stops the others in little more than a second")
    func halted() async {
        for _ in 0..<(20 * 10) { _ = await pass() }
        gateways[0].budget.rejected(limit: Self.key, retryAfter: .seconds(30))
        // A quiet gateway asks for others' refusals once a second; a look takes 50 ms.
        for _ in 0..<24 { _ = await pass(wishes: 0) }
        var taken = 0
        for _ in 0..<(20 * 25) { taken += await pass().reduce(0, +) }
        #expect(taken == 0)
        for _ in 0..<(20 * 20) { taken += await pass().reduce(0, +) }
        #expect(taken > 0)
    }

    @Test("while the counters cannot be reached nothing leaves; then it goes on")
    func down() async {
        for _ in 0..<(20 * 5) { _ = await pass() }
        counters.state.withLockedValue { $0.isDown = true }
        for _ in 0..<(20 * 2) { _ = await pass() }
        var taken = 0
        for _ in 0..<(20 * 5) { taken += await pass().reduce(0, +) }
        #expect(taken == 0)
        counters.state.withLockedValue { $0.isDown = false }
        for _ in 0..<(20 * 5) { taken += await pass().reduce(0, +) }
        #expect(taken > 0)
    }

    @Test("without a limit to share the counters are not asked")
    func nothingShared() async {
        counters.state.withLockedValue { $0.isDown = true }
        let limits = SharedLimits([:], of: ClientBudgets(), logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }) { counters }
        #expect(await limits.step())
    }
}
