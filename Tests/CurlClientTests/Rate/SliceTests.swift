import Testing

@testable import CurlClient

@Suite("one limit for many processes")
struct SliceTests {
    @Test(
        "as many slots as a window can touch hold exactly the limit, wherever they begin",
        arguments: [(9000, 60), (600, 60), (60, 60), (7, 60), (1000, 10)])
    func capacity(amount: Int, seconds: Int) {
        let slots = RateSlots(RateLimit(amount: amount, window: .seconds(seconds)))
        let first = slots.slot(at: 1_795_976_000_000_000)
        let all = (0..<400).map { slots.capacity(of: first + $0) }
        for start in 0..<300 { #expect(all[start..<(start + Int(slots.perWindow))].reduce(0, +) == amount) }
        let slowed = (0..<400).map { slots.capacity(of: first + $0, pace: 0.5) }
        #expect(zip(slowed, all).allSatisfy { $0 <= $1 })
        #expect(abs(Double(slowed.reduce(0, +)) / Double(all.reduce(0, +)) - 0.5) < 0.1)
    }

    @Test("N processes with random demand, delays and clocks: no window holds more than the limit", arguments: 1...12 as ClosedRange<UInt64>)
    func windows(seed: UInt64) {
        var numbers = SeededNumbers(seed: seed)
        let limit = RateLimit(amount: [60, 600, 3000, 9000][Int(seed) % 4], window: .seconds(60))
        var fleet = SimulatedFleet(
            processes: Int.random(in: 2...5, using: &numbers), limit: limit, longestWay: Int64.random(in: 1000...400_000, using: &numbers),
            numbers: numbers)
        fleet.run(until: 4 * minute)
        #expect(fleet.sent.count > limit.amount)
        #expect(fleet.fullestWindow(60 * second) <= limit.amount, "seed \(seed)")
    }

    @Test("what all ask for together is granted nearly in full, and to each its part", arguments: [2, 3, 5])
    func full(processes: Int) {
        var fleet = SimulatedFleet(
            processes: processes, limit: RateLimit(amount: 9000, window: .seconds(60)), longestWay: 4000, numbers: SeededNumbers(seed: 3))
        fleet.isHungry = true
        fleet.run(until: 3 * minute)
        let steady = fleet.sent.filter { $0.at >= minute }
        #expect(Double(steady.count) >= 0.9 * 18_000, "\(steady.count) of 18 000")
        for process in 0..<processes {
            let part = Double(steady.count { $0.process == process }) / Double(steady.count)
            #expect(part > 0.5 / Double(processes), "process \(process) got \(part)")
        }
    }

    @Test("an idle process holds a little in reserve, so that one urgent request waits for no exchange (R31)")
    func reserve() {
        var fleet = SimulatedFleet(
            processes: 3, limit: RateLimit(amount: 9000, window: .seconds(60)), longestWay: 200_000, numbers: SeededNumbers(seed: 9))
        fleet.isIdle = true
        // At the turn of a slot nobody has any for as long as an exchange takes.
        fleet.run(until: 20 * second + second / 2)
        for process in 0..<3 {
            let isGranted = fleet.mayTakeAtOnce(process)
            #expect(isGranted)
        }
    }

    @Test("without answers nothing more is spent than what was borrowed")
    func cut() {
        var fleet = SimulatedFleet(
            processes: 2, limit: RateLimit(amount: 9000, window: .seconds(60)), longestWay: 4000, numbers: SeededNumbers(seed: 5))
        fleet.isHungry = true
        fleet.run(until: 10 * second)
        fleet.isCut = true
        fleet.run(until: 20 * second)
        #expect(!fleet.sent.contains { $0.at > 12 * second })
    }

    @Test("a refusal of one halts all, and then half the pace is drawn")
    func halted() {
        var fleet = SimulatedFleet(
            processes: 3, limit: RateLimit(amount: 9000, window: .seconds(60)), longestWay: 4000, numbers: SeededNumbers(seed: 6))
        fleet.isHungry = true
        fleet.run(until: minute)
        fleet.refuse(process: 1, for: .seconds(20))
        fleet.run(until: 2 * minute)
        #expect(!fleet.sent.contains { $0.at > minute + second && $0.at < minute + 20 * second })
        let after = fleet.sent.count { $0.at >= minute + 25 * second && $0.at < minute + 35 * second }
        #expect(after > 500 && after < 850, "\(after) in ten seconds")
    }
}
