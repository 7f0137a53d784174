import NIOConcurrencyHelpers
import Testing

@testable import CurlClient

@Suite("those who share a budget take turns")
struct TurnTests {
    @Test("a ring serves each party in its order, and the parties by turns")
    func ring() {
        var ring = TurnRing<Int>()
        for number in [11, 12, 13] { ring.append(number, of: "one") }
        ring.append(21, of: "two")
        ring.append(31, of: "three")
        ring.insert(22, of: "two") { $0 > 22 }
        ring.insert(20, of: "two") { $0 > 20 }
        ring.remove(of: "three") { $0 == 31 }
        var served: [Int] = []
        while let next = ring.removeFirst() { served.append(next) }
        #expect(served == [11, 20, 12, 21, 13, 22])
        #expect(ring.count == 0)
    }

    /// A clock whose sleepers wake at once, having moved it, but not while the gate is shut.
    private static func clock(_ time: NIOLockedValueBox<Int64>, gate: NIOLockedValueBox<Bool>) -> BudgetClock {
        BudgetClock(
            now: { BudgetInstant(microseconds: time.withLockedValue { $0 }) },
            sleep: { until in
                while !gate.withLockedValue({ $0 }) { await Task.yield() }
                await Task.yield()
                time.withLockedValue { $0 = max($0, until.microseconds) }
            })
    }

    @Test("a merchant with hundreds of waiting ends does not keep another's single end waiting (R31)")
    func single() async throws {
        let (time, gate) = (NIOLockedValueBox(Int64(0)), NIOLockedValueBox(false))
        let budget = SharedBudget(
            RateBudget(RateOptions(limits: [.requests: RateLimit(amount: 600, window: .seconds(60))])), clock: Self.clock(time, gate: gate))
        let served = NIOLockedValueBox<[String]>([])
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<300 {
                group.addTask {
                    try await budget.take([Charge(requests)], priority: .lower, party: "large")
                    served.withLockedValue { $0.append("large") }
                }
                while budget.waiting <= index { await Task.yield() }
            }
            group.addTask {
                try await budget.take([Charge(requests)], priority: .lower, party: "small")
                served.withLockedValue { $0.append("small") }
            }
            while budget.waiting <= 300 { await Task.yield() }
            gate.withLockedValue { $0 = true }
            try await group.waitForAll()
        }
        let place = try #require(served.withLockedValue { $0.firstIndex(of: "small") })
        #expect(place <= 4, "it was served as number \(place + 1) of 301")
        #expect(budget.waiting == 0)
    }

    @Test("who waits for a limit of its own holds nobody up who does not touch it")
    func apart() async throws {
        let time = NIOLockedValueBox(Int64(0))
        let limits: [LimitName: RateLimit] = [
            .requests: RateLimit(amount: 6000, window: .seconds(60)), .changesPerMinute: RateLimit(amount: 1, window: .seconds(86_400)),
        ]
        let budget = SharedBudget(
            RateBudget(RateOptions(limits: limits)), clock: Self.clock(time, gate: NIOLockedValueBox(true)))
        let stuck = Task { try await budget.take([Charge(requests), Charge(changes)], priority: .lower, party: "stuck") }
        while budget.waiting < 1 { await Task.yield() }
        for _ in 0..<50 { try await budget.take([Charge(requests)], priority: .lower, party: "free") }
        #expect(budget.waiting(for: changes) == 1)
        stuck.cancel()
        await #expect(throws: CancellationError.self) { try await stuck.value }
        #expect(budget.waiting == 0)
    }

    @Test("a limit that is lowered holds at once, for what was taken before too")
    func lowered() {
        var budget = RateBudget()
        let asker = Asker(priority: .raise, cost: { _ in [Charge(requests)] })
        _ = Demand([asker], budget: &budget, until: minute)
        budget.hold(requests, to: 600, at: BudgetInstant(microseconds: minute))
        budget.hold(requests, to: 6000, at: BudgetInstant(microseconds: minute))
        var later = asker
        later.from = minute
        let demand = Demand([later], budget: &budget, until: 4 * minute)
        #expect(demand.taken(of: requests, until: 2 * minute - 5 * second) == 0, "the last minute's requests fill this one")
        #expect(demand.fullestWindow(of: requests, span: minute) <= 600)
        #expect(demand.taken(of: requests, from: 2 * minute) >= 1100)
    }
}
