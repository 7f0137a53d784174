import Testing

@testable import CurlClient

@Suite("who goes first at a limit")
struct RateBudgetPriorityTests {
    private static func one(_ priority: RatePriority, from: Int64 = 0, rest: Int64 = 0) -> Asker {
        Asker(priority: priority, cost: { _ in [Charge(requests)] }, rest: { _ in rest }, from: from)
    }

    @Test("a raise never overtakes a waiting lower", arguments: 1...6 as ClosedRange<UInt64>)
    func strict(seed: UInt64) {
        var budget = RateBudget(RateOptions(limits: [.requests: RateLimit(amount: 600, window: .seconds(60))]))
        let lower = Asker(priority: .lower, cost: { _ in [Charge(requests)] }, rest: { Int64.random(in: 0...(second / 2), using: &$0) })
        let demand = Demand([Self.one(.raise), Self.one(.raise), lower, lower], budget: &budget, seed: seed, until: 5 * minute)
        let lowers = demand.grants.filter { $0.priority == .lower }
        #expect(lowers.count > 100)
        for grant in lowers {
            let overtakers = demand.grants.filter { $0.priority == .raise && $0.at > grant.wished && $0.at < grant.at }
            #expect(overtakers.isEmpty, "wished at \(grant.wished), granted at \(grant.at), seed \(seed)")
        }
    }

    @Test("with demand from all, orders and comparison get their shares and lower the rest")
    func shares() {
        var budget = RateBudget()
        let demand = Demand(RatePriority.allCases.map { Self.one($0) }, budget: &budget, until: 5 * minute)
        let all = Double(demand.taken(of: requests, from: minute))
        let parts = RatePriority.allCases.map { Double(demand.taken(of: requests, by: $0, from: minute)) / all }
        #expect(abs(parts[RatePriority.orders.rawValue] - 0.10) < 0.01, "\(parts)")
        #expect(abs(parts[RatePriority.compare.rawValue] - 0.02) < 0.005, "\(parts)")
        #expect(parts[RatePriority.raise.rawValue] < 0.001, "\(parts)")
        #expect(all >= 0.95 * 4 * 9000)
    }

    @Test("shares that nobody wants are used by whoever asks", arguments: RatePriority.allCases)
    func workConserving(priority: RatePriority) {
        var budget = RateBudget()
        let demand = Demand([Self.one(priority)], budget: &budget, until: 3 * minute)
        #expect(demand.taken(of: requests, from: minute) >= Int(0.95 * 2 * 9000))
    }

    @Test("orders asked for now and then come through at once under full load")
    func ordersAreSwift() {
        var budget = RateBudget()
        let demand = Demand([Self.one(.lower), Self.one(.orders, from: minute, rest: second)], budget: &budget, until: 3 * minute)
        let waits = demand.grants.filter { $0.priority == .orders }.map { $0.at - $0.wished }
        #expect(waits.count > 100)
        #expect((waits.max() ?? .max) < second / 20, "\(waits.max() ?? 0)")
    }

    @Test("who was told to wait and went away blocks for a moment only")
    func claimExpires() {
        var budget = RateBudget(RateOptions(limits: [.requests: RateLimit(amount: 60, window: .seconds(60))]))
        #expect(budget.take([Charge(requests)], priority: .lower, at: BudgetInstant(microseconds: 0)) != .granted)
        let demand = Demand([Self.one(.compare)], budget: &budget, until: 2 * second)
        #expect((demand.grants.first?.at ?? .max) < second * 5 / 4)
    }

    @Test("a full hour keeps its last tenth for lower")
    func lastTenth() {
        let limits: [LimitName: RateLimit] = [
            .requests: RateLimit(amount: 9000, window: .seconds(60)),
            .changesPerHour: RateLimit(amount: 10_000, window: .seconds(3600), spread: .free),
        ]
        var budget = RateBudget(RateOptions(limits: limits))
        let cost: @Sendable (inout SeededNumbers) -> [Charge] = { _ in [Charge(requests), Charge(changesAnHour, 10)] }
        let raise = Asker(priority: .raise, cost: cost)
        let lower = Asker(priority: .lower, cost: cost, from: 30 * minute)
        let demand = Demand([raise, lower], budget: &budget, until: 50 * minute)
        #expect(demand.taken(of: changesAnHour, by: .raise) == 9000)
        #expect(demand.taken(of: changesAnHour, by: .lower) == 1000)
    }

    @Test("two limits whose turns differ do not lock each other out")
    func noDeadlock() {
        let limits: [LimitName: RateLimit] = [
            .requests: RateLimit(amount: 600, window: .seconds(60)), .changesPerMinute: RateLimit(amount: 600, window: .seconds(60)),
        ]
        var budget = RateBudget(RateOptions(limits: limits))
        let both = { @Sendable (_: inout SeededNumbers) in [Charge(requests), Charge(changes)] }
        let askers =
            RatePriority.allCases.map { Asker(priority: $0, cost: both) } + [
                Self.one(.orders), Asker(priority: .compare, cost: { _ in [Charge(changes)] }),
            ]
        let demand = Demand(askers, budget: &budget, until: 10 * minute)
        #expect(demand.taken(of: requests, from: minute) >= Int(0.95 * 9 * 600), "\(demand.taken(of: requests, from: minute))")
        #expect(demand.taken(of: changes, from: minute) >= Int(0.90 * 9 * 600), "\(demand.taken(of: changes, from: minute))")
    }
}
