import NIOConcurrencyHelpers
import Testing

@testable import CurlClient

@Suite("one budget for many tasks")
struct SharedBudgetTests {
    /// A clock whose sleepers wake at once, having moved it.
    private static func leapingClock(_ time: NIOLockedValueBox<Int64>) -> BudgetClock {
        BudgetClock(
            now: { BudgetInstant(microseconds: time.withLockedValue { $0 }) },
            sleep: { until in
                await Task.yield()
                time.withLockedValue { $0 = max($0, until.microseconds) }
            })
    }

    @Test("many tasks together stay within the limit and all get their turn")
    func together() async throws {
        let time = NIOLockedValueBox(Int64(0))
        let budget = SharedBudget(
            RateBudget(RateOptions(limits: [.requests: RateLimit(amount: 600, window: .seconds(60))])), clock: Self.leapingClock(time))
        let grants = try await withThrowingTaskGroup(of: [Int64].self) { group in
            for index in 0..<20 {
                group.addTask {
                    var mine: [Int64] = []
                    for _ in 0..<60 {
                        try await budget.take([Charge(requests)], priority: index.isMultiple(of: 2) ? .lower : .orders)
                        mine.append(time.withLockedValue { $0 })
                    }
                    return mine
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }.sorted()
        }
        #expect(grants.count == 1200)
        #expect((grants.last ?? 0) >= 118 * second, "1200 at 600 a minute take two minutes")
    }

    @Test("who stands in line is served in order")
    func firstComeFirstServed() async throws {
        let time = NIOLockedValueBox(Int64(0))
        let gate = NIOLockedValueBox(false)
        let served = NIOLockedValueBox<[Int]>([])
        let asked = NIOLockedValueBox<SharedBudget?>(nil)
        // Whoever was granted has said so before the next sleep ends.
        let clock = BudgetClock(
            now: { BudgetInstant(microseconds: time.withLockedValue { $0 }) },
            sleep: { until in
                let waiting = { asked.withLockedValue { $0?.waiting ?? 0 } }
                while !gate.withLockedValue({ $0 }) || served.withLockedValue({ $0.count }) + waiting() < 10 { await Task.yield() }
                time.withLockedValue { $0 = max($0, until.microseconds) }
            })
        let limits = [LimitName.requests: RateLimit(amount: 1, window: .seconds(1))]
        let budget = SharedBudget(RateBudget(RateOptions(limits: limits)), clock: clock)
        asked.withLockedValue { $0 = budget }
        // The clock knows the budget, which has the clock.
        defer { asked.withLockedValue { $0 = nil } }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<10 {
                group.addTask {
                    try await budget.take([Charge(requests)], priority: .lower)
                    served.withLockedValue { $0.append(index) }
                }
                while budget.waiting <= index { await Task.yield() }
            }
            gate.withLockedValue { $0 = true }
            try await group.waitForAll()
        }
        #expect(served.withLockedValue { $0 } == Array(0..<10))
        #expect(budget.waiting == 0)
    }

    @Test("a cancelled wait takes nothing and lets the next one on")
    func cancellation() async throws {
        let budget = SharedBudget(RateBudget(RateOptions(limits: [.requests: RateLimit(amount: 1, window: .seconds(86_400))])))
        let tasks = (0..<3).map { _ in Task { try await budget.take([Charge(requests)], priority: .lower) } }
        while budget.waiting < 3 { await Task.yield() }
        for task in tasks { task.cancel() }
        for task in tasks {
            await #expect(throws: CancellationError.self) { try await task.value }
        }
        #expect(budget.waiting == 0)
        #expect(budget.use().map(\.share) == [0])
    }

    @Test("a limit that does not exist is an error at once")
    func unknownLimit() async {
        let budget = SharedBudget()
        let limit = LimitKey(LimitName(rawValue: "unheard of"), "")
        await #expect(throws: RateError.neverGranted(limit)) { try await budget.take([Charge(limit)], priority: .lower) }
    }

    @Test("a refusal told by one task holds up all")
    func refusal() {
        let time = NIOLockedValueBox(minute)
        let budget = SharedBudget(clock: Self.leapingClock(time))
        budget.rejected(limit: requests, retryAfter: .seconds(30))
        #expect(budget.tryTake([Charge(requests)], priority: .lower) == .wait(until: BudgetInstant(microseconds: minute + second)))
        time.withLockedValue { $0 += 29 * second }
        #expect(budget.tryTake([Charge(requests)], priority: .lower) == .wait(until: BudgetInstant(microseconds: minute + 30 * second)))
    }
}
