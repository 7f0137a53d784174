@testable import CurlClient

/// Processes that share one limit through a table of counters, in a time that the test drives. Each has a clock of its own, and exchanges take their
/// time both ways; the counters are raised somewhere between.
struct SimulatedFleet {
    struct Sent {
        /// By the true time, when it arrives.
        var at: Int64
        var process: Int
    }

    private struct Process {
        var budget = RateBudget()
        var borrower: SliceBorrower
        /// What its clock shows more than the true time.
        var ahead: Int64
        /// When its next exchange may begin, by the true time.
        var nextExchange: Int64
        var underWay: (answeredAt: Int64, asked: BudgetInstant, shared: Int64, drawn: [(SliceBorrower.Draw, taken: Int, drawers: Int)])?
        var waiting = 0
    }

    var isHungry = false
    var isIdle = false
    var isCut = false
    private(set) var sent: [Sent] = []
    private let longestWay: Int64
    private let limit: RateLimit
    private var processes: [Process]
    private var counters: [Int64: (taken: Int, drawers: Int)] = [:]
    private var halt: SliceBorrower.Halt?
    private var numbers: SeededNumbers
    private var now: Int64 = 0

    init(processes: Int, limit: RateLimit, longestWay: Int64, numbers: SeededNumbers) {
        (self.limit, self.longestWay, self.numbers) = (limit, longestWay, numbers)
        var numbers = numbers
        self.processes = (0..<processes).map { _ in
            var process = Process(
                borrower: SliceBorrower(limit), ahead: Int64.random(in: -second...(90 * second), using: &numbers),
                nextExchange: Int64.random(in: 0...second, using: &numbers))
            let origin = BudgetInstant(microseconds: process.ahead)
            process.budget.hold(requests, to: limit.amount, at: origin)
            process.budget.borrow(requests, at: origin)
            return process
        }
    }

    /// In steps of five milliseconds.
    mutating func run(until end: Int64) {
        while now < end {
            for index in processes.indices { step(index) }
            now += 5000
        }
    }

    private mutating func step(_ index: Int) {
        let local = BudgetInstant(microseconds: now + processes[index].ahead)
        if let exchange = processes[index].underWay, exchange.answeredAt <= now {
            processes[index].underWay = nil
            let heard = SliceBorrower.Exchange(asked: exchange.asked, answered: local, shared: exchange.shared)
            processes[index].borrower.heard(heard)
            for (draw, taken, drawers) in exchange.drawn {
                let slice = processes[index].borrower.slice(draw, taken: taken, drawers: drawers, heard)
                processes[index].budget.credit(slice, to: requests, at: local)
            }
            if let halt, let until = processes[index].borrower.heard(halt) { processes[index].budget.halt(requests, until: until, at: local) }
        }
        if processes[index].nextExchange <= now, processes[index].underWay == nil, !isCut { begin(index, local) }
        wish(index)
        while processes[index].waiting > 0, processes[index].budget.take([Charge(requests)], priority: .raise, at: local) == .granted {
            processes[index].waiting -= 1
            sent.append(Sent(at: now + Int64.random(in: 0...400_000, using: &numbers), process: index))
        }
    }

    private mutating func begin(_ index: Int, _ local: BudgetInstant) {
        let holdings = processes[index].budget.holdings(of: requests, at: local)
        let draws = processes[index].borrower.draws(holdings, waiting: processes[index].waiting, at: local)
        processes[index].nextExchange = now + 50_000
        let there = Int64.random(in: 0...longestWay, using: &numbers)
        let drawn = draws.map { draw in
            let before = counters[draw.slot] ?? (0, 0)
            let after = (before.taken + draw.amount, before.drawers + (draw.isFirst ? 1 : 0))
            counters[draw.slot] = after
            return (draw, taken: after.0, drawers: after.1)
        }
        let answeredAt = now + there + Int64.random(in: 0...longestWay, using: &numbers)
        processes[index].underWay = (answeredAt, local, now + there, drawn)
    }

    private mutating func wish(_ index: Int) {
        if isIdle { return }
        if isHungry {
            processes[index].waiting = 1000
        } else if Int.random(in: 0..<400, using: &numbers) == 0 {
            processes[index].waiting += Int.random(in: 1...max(1, limit.amount / 4), using: &numbers)
        }
    }

    mutating func mayTakeAtOnce(_ index: Int) -> Bool {
        let local = BudgetInstant(microseconds: now + processes[index].ahead)
        return processes[index].budget.take([Charge(requests)], priority: .lower, at: local) == .granted
    }

    /// One is answered 429 and tells the others through the table.
    mutating func refuse(process index: Int, for span: Duration) {
        let local = BudgetInstant(microseconds: now + processes[index].ahead)
        processes[index].budget.rejected(limit: requests, retryAfter: span, at: local)
        halt = SliceBorrower.Halt(until: now + span.microsecondsRoundedUp, pace: 0.5)
    }

    /// The most that any window of `span` microseconds held when it arrived.
    func fullestWindow(_ span: Int64) -> Int {
        let moments = sent.map(\.at).sorted()
        var (first, most) = (0, 0)
        for (index, moment) in moments.enumerated() {
            while moments[first] < moment - span { first += 1 }
            most = max(most, index - first + 1)
        }
        return most
    }
}
