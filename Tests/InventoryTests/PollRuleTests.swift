import Inventory
import Testing

@Suite("which account is asked how often")
struct PollRuleTests {
    /// What each of so many accounts sells, the greatest first, by Zipf's law.
    private static func sales(_ accounts: Int, exponent: Double) -> [Double] {
        (1...accounts).map { rank in
            // 1 / rank^exponent, for quarters.
            let root = Double(rank).squareRoot().squareRoot()
            return (0..<Int(exponent * 4)).reduce(1.0) { power, _ in power / root }
        }
    }

    /// How long orders wait where an account's journal is asked at this rate: the mean, and what all but a hundredth of them stay under.
    private static func waits(_ sales: [Double], _ rates: [Double]) -> (mean: Double, p99: Double) {
        let all = sales.reduce(0, +)
        let mean = zip(sales, rates).reduce(0) { $0 + $1.0 / $1.1 / 2 } / all
        var (low, high) = (0.0, 1 / (rates.min() ?? 1))
        for _ in 0..<50 {
            let middle = (low + high) / 2
            let late = zip(sales, rates).reduce(0) { $0 + $1.0 * max(0, 1 - middle * $1.1) } / all
            if late > 0.01 { low = middle } else { high = middle }
        }
        return (mean, high)
    }

    @Test(
        "over accounts that sell by Zipf's law orders wait less than where all are asked in turn, at equal calls",
        arguments: [(1.0, 1.15, 0.65), (1.25, 1.1, 0.4), (1.5, 0.85, 0.25), (1.75, 0.5, 0.12), (2.0, 0.2, 0.08)])
    func zipf(exponent: Double, p99: Double, mean: Double) {
        let sales = Self.sales(1000, exponent: exponent)
        var rule = PollRule()
        rule.longest = .seconds(3600)
        let rates = rule.rates(sales, callsPerSecond: 8)
        #expect(abs(rates.reduce(0, +) - 8) < 1e-6)
        let (ours, inTurn) = (Self.waits(sales, rates), Self.waits(sales, [Double](repeating: 8.0 / 1000, count: 1000)))
        #expect(ours.p99 / inTurn.p99 <= p99, "\(ours.p99 / inTurn.p99)")
        #expect(ours.mean / inTurn.mean <= mean, "\(ours.mean / inTurn.mean)")
    }

    @Test("each account is asked once in the set time, as long as the calls are enough, and else its part of them")
    func longest() {
        var rule = PollRule()
        rule.longest = .seconds(600)
        let sales = Self.sales(10_000, exponent: 2)
        let enough = rule.rates(sales, callsPerSecond: 75)
        #expect(enough.allSatisfy { $0 >= 1 / 600 })
        #expect(abs(enough.reduce(0, +) - 75) < 1e-6)
        let short = rule.rates(sales, callsPerSecond: 5)
        #expect(short.allSatisfy { $0 >= 5 * 0.6 / 10_000 * 0.999 })
        #expect(abs(short.reduce(0, +) - 5) < 1e-6)
    }

    @Test("accounts that sell nothing, or of which nothing is known, are asked alike")
    func alike() {
        #expect(PollRule().rates([], callsPerSecond: 5).isEmpty)
        for sales in [0, 3.0] {
            let rates = PollRule().rates([sales, sales, sales], callsPerSecond: 3)
            #expect(rates.allSatisfy { abs($0 - 1) < 1e-9 })
        }
    }
}

@Suite("what an account is expected to sell")
struct SalesPaceTests {
    /// 2026-11-24, a Tuesday, midnight in Poland.
    private static let midnight = Timestamp(seconds: 1_795_474_800)

    private static func hours(_ count: Int) -> Duration { .seconds(count * 3600) }

    @Test("orders at the same hour each day are expected at that hour")
    func hours() {
        var pace = SalesPace()
        for day in 0..<14 { pace.sold(20, at: Self.midnight + Self.hours(day * 24 + 20)) }
        let next = Self.midnight + Self.hours(14 * 24)
        let (evening, morning) = (pace.expected(at: next + Self.hours(20)), pace.expected(at: next + Self.hours(6)))
        #expect(evening > 100 && evening < 300, "\(evening) a day")
        #expect(morning < evening / 20, "\(morning) a day")
    }

    @Test("a sale makes more of them likely for a while, and a shop that stops selling is forgotten")
    func fades() {
        var pace = SalesPace()
        pace.sold(10, at: Self.midnight)
        let soon = pace.expected(at: Self.midnight + .seconds(60))
        let later = pace.expected(at: Self.midnight + .seconds(7200))
        #expect(soon > 3 * later)
        #expect(pace.expected(at: Self.midnight + Self.hours(24 * 365)) == 1.0 / 30)
        #expect(SalesPace().expected(at: Self.midnight) == 1.0 / 30)
    }

    @Test("days of one order each are expected to go on at about one a day")
    func steady() {
        var pace = SalesPace()
        for day in 0..<200 { pace.sold(1, at: Self.midnight + Self.hours(day * 24 + day * 7 % 24)) }
        let end = Self.midnight + Self.hours(201 * 24)
        let mean = (0..<24).reduce(0.0) { $0 + pace.expected(at: end + Self.hours($1)) } / 24
        #expect(mean > 0.7 && mean < 1.3, "\(mean)")
    }

    @Test("a clock that was set back changes nothing")
    func backwards() {
        var pace = SalesPace()
        pace.sold(5, at: Self.midnight)
        let before = pace.expected(at: Self.midnight)
        #expect(pace.expected(at: Self.midnight - .seconds(86_400)) == before)
    }
}
