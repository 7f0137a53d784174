import ArgumentParser
import Foundation
import Inventory
import Sandbox

/// Orders of many merchants under one budget of calls, by the rule and in turn: how long each waits until its journal is asked (`docs/scale.md`).
struct Polls: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "polls", abstract: "Compare polling by expected sales with polling in turn, over simulated merchants.")

    @Option(help: "How many merchants.") var merchants = 1000
    @Option(help: "Orders a day of all of them.") var orders = 30_000
    @Option(help: "How long one round over all takes, in seconds, where they are asked in turn.") var round = 120.0
    @Option(help: "Days that are played before it is measured, so that there is something to expect.") var before = 7
    @Option(help: "Days that are measured.") var days = 1

    func run() async throws {
        print("hours  exponent  in turn: mean p50 p99    by sales: mean p50 p99    mean ratio  p99 ratio  (s; \(merchants) merchants)")
        for hours in Merchants.Hours.allCases {
            for exponent in [1.0, 1.25, 1.5, 1.75, 2.0] {
                let market = Merchants(count: merchants, exponent: exponent, hours: hours, orders: orders, days: before + days)
                let inTurn = play(market, byRule: false)
                let bySales = play(market, byRule: true)
                let figures = [exponent] + inTurn.all + bySales.all + [bySales.mean / inTurn.mean, bySales.p99 / inTurn.p99]
                print(hours.rawValue.padding(toLength: 8, withPad: " ", startingAt: 0), figures.map { String(format: "%8.2f", $0) }.joined())
            }
        }
    }

    private struct Waits {
        let mean: Double
        let p50: Double
        let p99: Double
        var all: [Double] { [mean, p50, p99] }

        init(_ waits: [Double]) {
            let sorted = waits.sorted()
            mean = sorted.reduce(0, +) / Double(max(1, sorted.count))
            p50 = sorted.isEmpty ? 0 : sorted[sorted.count / 2]
            p99 = sorted.isEmpty ? 0 : sorted[sorted.count * 99 / 100]
        }
    }

    /// As the gateway does it: rates are reckoned anew each half minute, and an account's next question is set when it is asked.
    private func play(_ market: Merchants, byRule: Bool) -> Waits {
        let (calls, end) = (Double(merchants) / round, Double((before + days) * 86_400))
        var (paces, next, waits): ([SalesPace], [Int], [Double]) = ([], [], [])
        paces = [SalesPace](repeating: SalesPace(), count: merchants)
        next = [Int](repeating: 0, count: merchants)
        var rates = [Double](repeating: calls / Double(merchants), count: merchants)
        var agenda = Agenda<Int>()
        for merchant in 0..<merchants { agenda.add(merchant, due: SandboxInstant(Double(merchant) / calls)) }
        var ratedAt = -1.0
        while let now = agenda.nextDue?.seconds, now < end, let merchant = agenda.takeFirst() {
            if byRule, now >= ratedAt + 30 {
                let (moment, hour) = (Merchants.moment(now), SalesPace.hour(Merchants.moment(now)))
                rates = PollRule().rates(paces.map { $0.expected(at: moment, hour: hour) }, callsPerSecond: calls)
                ratedAt = now
            }
            let bought = market.orders[merchant]
            let first = next[merchant]
            while next[merchant] < bought.count, bought[next[merchant]] <= now {
                if now >= Double(before * 86_400) { waits.append(now - bought[next[merchant]]) }
                next[merchant] += 1
            }
            if byRule, next[merchant] > first { paces[merchant].sold((next[merchant] - first) * 3, at: Merchants.moment(now)) }
            agenda.add(merchant, due: SandboxInstant(now + 1 / rates[merchant]))
        }
        return Waits(waits)
    }
}

/// Merchants whose sales are spread by Zipf's law, and when their orders are bought.
private struct Merchants {
    enum Hours: String, CaseIterable {
        /// At any hour alike.
        case even
        /// As buyers buy: little at night, most in the evening.
        case common
        /// Each within some hours of its own.
        case own
    }

    /// Of each merchant, in seconds, in their order.
    let orders: [[Double]]

    init(count: Int, exponent: Double, hours: Hours, orders: Int, days: Int) {
        var dice = SandboxDice(seed: 1)
        let parts = (1...count).map { pow(Double($0), -exponent) }
        let all = parts.reduce(0, +)
        self.orders = parts.map { part in
            let day = Self.day(hours, &dice)
            let (pace, peak) = (Double(orders) * part / all / 86_400, day.max() ?? 1)
            var (moment, bought): (Double, [Double]) = (0, [])
            while true {
                moment -= log(1 - Double.random(in: 0..<1, using: &dice)) / (pace * peak)
                if moment >= Double(days * 86_400) { return bought }
                if Double.random(in: 0..<1, using: &dice) < day[Int(moment / 3600) % 24] / peak { bought.append(moment) }
            }
        }
    }

    static func moment(_ seconds: Double) -> Timestamp { Timestamp(microseconds: 1_795_474_800_000_000 + Int64(seconds * 1_000_000)) }

    /// How many times the mean of the day is sold at each hour.
    private static func day(_ hours: Hours, _ dice: inout SandboxDice) -> [Double] {
        let parts: [Double]
        switch hours {
        case .even: parts = [Double](repeating: 1, count: 24)
        case .common:
            parts = [0.2, 0.1, 0.1, 0.1, 0.1, 0.1, 0.3, 0.6, 0.9, 1.1, 1.2, 1.3, 1.3, 1.2, 1.2, 1.2, 1.2, 1.3, 1.5, 1.7, 1.8, 1.6, 1.1, 0.6]
        case .own:
            let peak = [8, 10, 13, 16, 20, 21, 23].randomElement(using: &dice) ?? 12
            parts = (0..<24).map { hour in
                let distance = min(abs(hour - peak), 24 - abs(hour - peak))
                return exp(-Double(distance * distance) / 8) + 0.005
            }
        }
        let mean = parts.reduce(0, +) / 24
        return parts.map { $0 / mean }
    }
}

extension SandboxInstant {
    /// So many seconds after the merchants begin.
    fileprivate init(_ seconds: Double) { self.init(microseconds: Int64(seconds * 1_000_000)) }

    fileprivate var seconds: Double { Double(microseconds) / 1_000_000 }
}
