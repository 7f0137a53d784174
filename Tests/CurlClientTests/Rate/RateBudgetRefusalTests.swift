import Testing

@testable import CurlClient

@Suite("what a refusal teaches")
struct RateBudgetRefusalTests {
    private let asker = Asker(priority: .lower, cost: { _ in [Charge(requests)] })

    private func instant(_ microseconds: Int64) -> BudgetInstant { BudgetInstant(microseconds: microseconds) }

    @Test("nothing leaves before Retry-After is over, then half the pace")
    func halts() {
        var budget = RateBudget()
        _ = Demand([asker], budget: &budget, until: minute)
        budget.rejected(limit: requests, retryAfter: .seconds(20), at: instant(minute))
        let use = budget.use(at: instant(minute + second))
        #expect(use.first?.haltedUntil == instant(minute + 20 * second))
        #expect(use.first?.pace == 0.5)

        var later = asker
        later.from = minute
        let demand = Demand([later], budget: &budget, until: minute + 25 * second)
        let first = demand.grants.first?.at ?? .max
        #expect(first >= minute + 20 * second)
        let inFive = demand.taken(of: requests)
        #expect(inFive > 340 && inFive < 400, "\(inFive)")
    }

    @Test("the pace grows back by a tenth a minute")
    func recovers() {
        var budget = RateBudget()
        budget.rejected(limit: requests, retryAfter: .seconds(1), at: instant(0))
        let demand = Demand([asker], budget: &budget, until: 8 * minute)
        #expect(demand.fullestWindow(of: requests, span: minute) <= 9000)
        let before = demand.taken(of: requests, from: minute, until: 2 * minute)
        let after = demand.taken(of: requests, from: 2 * minute, until: 3 * minute)
        #expect(after > before + 700 && after < before + 1000)
        #expect(demand.taken(of: requests, from: 7 * minute) >= 8550)
        #expect(budget.use(at: instant(8 * minute)).first?.pace == 1)
    }

    @Test("refusals of what was under way at the first one slow only once")
    func once() {
        var budget = RateBudget()
        for at in Int64(0)..<50 { budget.rejected(limit: requests, retryAfter: .seconds(5), at: instant(at * 1000)) }
        let use = budget.use(at: instant(second))
        #expect(use.first?.pace == 0.5)
        #expect(use.first?.haltedUntil == instant(49_000 + 5 * second))
    }

    @Test("untold, the halt grows with each refusal and the pace never ends")
    func untold() {
        var budget = RateBudget()
        var at = instant(0)
        var halts: [Duration] = []
        for _ in 1...8 {
            budget.rejected(limit: requests, retryAfter: nil, at: at)
            let end = budget.use(at: at).first?.haltedUntil ?? at
            halts.append(at.duration(to: end))
            at = end
        }
        #expect(halts.prefix(5) == [.seconds(1), .seconds(2), .seconds(4), .seconds(8), .seconds(16)])
        #expect(halts.last == .seconds(16))
        #expect(budget.use(at: at).first?.pace == 1.0 / 32)
    }

    @Test("a refusal of one account does not hold up another")
    func apart() {
        var budget = RateBudget()
        budget.rejected(limit: LimitKey(.changesPerMinute, "one"), retryAfter: .seconds(600), at: instant(0))
        let other = Asker(priority: .raise, cost: { _ in [Charge(requests), Charge(LimitKey(.changesPerMinute, "two"))] })
        #expect(Demand([other], budget: &budget, until: minute).grants.count > 8000)
    }
}
