import Testing

@testable import CurlClient

@Suite("no window holds more than a limit")
struct RateBudgetWindowTests {
    @Test("whoever asks for whatever, no window of a minute or an hour is over a limit", arguments: 1...8 as ClosedRange<UInt64>)
    func randomDemand(seed: UInt64) throws {
        var numbers = SeededNumbers(seed: seed)
        let limits: [LimitName: RateLimit] = [
            .requests: RateLimit(amount: Int.random(in: 5...3000, using: &numbers), window: .seconds(60)),
            .changesPerMinute: RateLimit(amount: Int.random(in: 1000...9000, using: &numbers), window: .seconds(60)),
            .changesPerHour: RateLimit(amount: Int.random(in: 5000...40_000, using: &numbers), window: .seconds(3600), spread: .free),
        ]
        let largest = Int.random(in: 1...1000, using: &numbers)
        let pause = Int64.random(in: 0...(2 * second), using: &numbers)
        let askers = RatePriority.allCases.map { priority in
            Asker(
                priority: priority,
                cost: { numbers in
                    let offers = Int.random(in: 1...largest, using: &numbers)
                    return [Charge(requests), Charge(changes, offers), Charge(changesAnHour, offers)]
                },
                rest: { Int64.random(in: 0...pause, using: &$0) }, from: Int64.random(in: 0...minute, using: &numbers))
        }
        var budget = RateBudget(RateOptions(limits: limits))
        let demand = Demand(askers, budget: &budget, seed: seed, until: 70 * minute)

        #expect(!demand.grants.isEmpty)
        for key in [requests, changes, changesAnHour] {
            let limit = try #require(limits[key.name])
            #expect(demand.fullestWindow(of: key, span: limit.window.microsecondsRoundedUp) <= limit.amount, "\(key), seed \(seed)")
        }
    }

    @Test(
        "under constant demand nineteen twentieths of a limit are used, in every minute after the first",
        arguments: [(9000, 1), (9000, 147), (9000, 1000), (90_000, 1000), (600, 7), (60, 1)])
    func constantDemand(amount: Int, charge: Int) {
        var budget = RateBudget(RateOptions(limits: [.requests: RateLimit(amount: amount, window: .seconds(60))]))
        let demand = Demand([Asker(priority: .raise, cost: { _ in [Charge(requests, charge)] })], budget: &budget, until: 4 * minute)
        #expect(demand.fullestWindow(of: requests, span: minute) <= amount)
        let used = Double(demand.taken(of: requests, from: minute)) / Double(3 * amount)
        #expect(used >= 0.95, "used \(used)")
    }

    @Test("at most a second's share leaves at once, and nothing before it was earned")
    func burst() {
        var budget = RateBudget()
        #expect(budget.take([Charge(requests)], priority: .lower, at: BudgetInstant(microseconds: 0)) != .granted)
        let rested = Demand([Asker(priority: .lower, cost: { _ in [Charge(requests)] }, from: 30 * second)], budget: &budget, until: 31 * second)
        #expect(rested.taken(of: requests, until: 30 * second + 1) <= 150)
        #expect(rested.taken(of: requests, until: 31 * second) <= 300)
    }

    @Test("a limit earns from when it is held, so that its first request long after that leaves at once")
    func earnsFromTheStart() {
        var budget = RateBudget()
        budget.hold(changes, to: 9000, at: BudgetInstant(microseconds: 0))
        #expect(budget.take([Charge(changes, 140)], priority: .lower, at: BudgetInstant(microseconds: 2 * second)) == .granted)
    }

    @Test("a request that one limit denies takes nothing from the others")
    func allOrNothing() {
        let tight = RateLimit(amount: 1, window: .seconds(60))
        let wide = RateLimit(amount: 100, window: .seconds(60), spread: .free)
        var budget = RateBudget(RateOptions(limits: [.tokens: tight, .requests: wide]))
        let both = [Charge(requests), Charge(LimitKey(.tokens, "client"))]
        for at in stride(from: 0, to: minute, by: 1_000_000) {
            #expect(budget.take(both, priority: .lower, at: BudgetInstant(microseconds: at)) != .granted)
        }
        #expect(budget.use(at: BudgetInstant(microseconds: minute)).map(\.share) == [0, 0])
    }

    @Test("a charge that no waiting could pay is named, not waited for")
    func never() {
        var budget = RateBudget(RateOptions(limits: [.requests: RateLimit(amount: 10, window: .seconds(60))]))
        #expect(budget.take([Charge(requests, 11)], priority: .lower, at: BudgetInstant(microseconds: 0)) == .never(requests))
        #expect(budget.take([Charge(changes)], priority: .lower, at: BudgetInstant(microseconds: 0)) == .never(changes))
    }

    @Test("accounts have limits of their own; the client id's is common to them")
    func accounts() {
        var budget = RateBudget(
            RateOptions(limits: [
                .requests: RateLimit(amount: 9000, window: .seconds(60)), .changesPerMinute: RateLimit(amount: 600, window: .seconds(60)),
            ]))
        let askers = (1...3).map { account in
            Asker(priority: .raise, cost: { _ in [Charge(requests), Charge(LimitKey(.changesPerMinute, "account \(account)"))] })
        }
        let demand = Demand(askers, budget: &budget, until: 3 * minute)
        for account in 1...3 {
            #expect(demand.taken(of: LimitKey(.changesPerMinute, "account \(account)"), from: minute) >= 1140)
        }
        #expect(demand.taken(of: requests, from: minute) >= 3 * 1140)
    }

    @Test("the same demand is answered alike, twice")
    func deterministic() {
        let askers = RatePriority.allCases.map { priority in
            Asker(
                priority: priority, cost: { [Charge(requests), Charge(changes, Int.random(in: 1...50, using: &$0))] },
                rest: { Int64.random(in: 0...second, using: &$0) })
        }
        var firstBudget = RateBudget()
        var secondBudget = RateBudget()
        let one = Demand(askers, budget: &firstBudget, seed: 7, until: 2 * minute)
        let other = Demand(askers, budget: &secondBudget, seed: 7, until: 2 * minute)
        #expect(one.grants == other.grants)
        #expect(firstBudget.use(at: BudgetInstant(microseconds: 2 * minute)) == secondBudget.use(at: BudgetInstant(microseconds: 2 * minute)))
    }

    @Test("a clock that jumps back gives nothing twice")
    func backwards() {
        var budget = RateBudget(RateOptions(limits: [.requests: RateLimit(amount: 60, window: .seconds(60))]))
        var granted = 0
        for step in Int64(0)..<2000 {
            let at = step.isMultiple(of: 2) ? minute : 0
            if budget.take([Charge(requests)], priority: .lower, at: BudgetInstant(microseconds: at)) == .granted { granted += 1 }
        }
        #expect(granted <= 1)
    }
}
