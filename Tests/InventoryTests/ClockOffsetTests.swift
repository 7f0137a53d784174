import Inventory
import Testing

@Suite("How another side's clock goes")
struct ClockOffsetTests {
    private static func at(_ seconds: Double) -> Timestamp { Timestamp(microseconds: Int64(seconds * 1_000_000)) }

    /// Asked at 1000, answered a fifth of a second later.
    private static let asked = WarehouseLevel.Window(from: at(1000), to: at(1000.2))

    @Test(
        "an answer's date tells it, as far as whole seconds and the waiting do not explain the difference",
        arguments: [(1000, 0.0), (999, 0), (1001, 1.4), (998, -1.6), (1600, 600.4), (400, -599.6)])
    func ahead(_ date: Int64, _ seconds: Double) {
        let offset = ClockOffset(date: Timestamp(seconds: date), asked: Self.asked)
        #expect(offset.ahead == .microseconds(Int64((seconds * 1_000_000).rounded())))
        #expect(offset.ours(offset.theirs(Self.at(1500))) == Self.at(1500))
    }

    @Test("answers together tell it to a fraction of a second")
    func narrowed() {
        // Theirs goes 7.3 s ahead; one answer each 0.7 s, a fifth of a second after it was asked for.
        let offsets = (0..<10).map { number in
            let from = 1000 + Double(number) * 0.7
            let date = Timestamp(seconds: Int64(from + 0.1 + 7.3))
            return ClockOffset(date: date, asked: .init(from: Self.at(from), to: Self.at(from + 0.2)))
        }
        let known = offsets.dropFirst().reduce(offsets[0]) { $0.narrowed(by: $1) }
        #expect(known.most - known.least < .milliseconds(600))
        #expect(known.ahead > .seconds(7) && known.ahead < .milliseconds(7600))
    }

    @Test("a clock that was set anew is known anew")
    func setAnew() {
        let before = ClockOffset(least: .milliseconds(100), most: .milliseconds(200))
        let after = ClockOffset(least: .seconds(-600), most: .seconds(-599))
        #expect(before.narrowed(by: after) == after)
    }

    @Test("an answer shows nothing from after its date")
    func dated() {
        let slow = WarehouseLevel.Window(from: Self.at(1000), to: Self.at(1020))
        let date = Timestamp(seconds: 1003)
        let theirs = ClockOffset(date: date, asked: slow).theirs(slow, answeredAt: date)
        #expect(theirs == .init(from: Self.at(1000), to: Self.at(1004)))
    }

    @Test("ours set back or forth while an answer is awaited leaves a window that holds the answer", arguments: [600.0, -600.0])
    func setWhileAsking(_ jump: Double) {
        let window = WarehouseLevel.Window(from: Self.at(1000), to: Self.at(1000.2 + jump))
        // The clocks went alike before, or do now.
        for date in [1000.0, 1000 + jump] {
            let date = Timestamp(seconds: Int64(date))
            let theirs = ClockOffset(date: date, asked: window).theirs(window, answeredAt: date)
            #expect(theirs.from <= theirs.to && theirs.from <= date + .seconds(1) && theirs.to >= date, "\(theirs)")
        }
    }
}
