import Inventory
import Testing

@Suite("A start date that is moved")
struct StartDateMoveTests {
    private static func at(_ text: String) -> Timestamp { Timestamp(rfc3339: text) ?? Timestamp(seconds: 0) }

    @Test("it moves the orders of the days between, told by Polish clocks (R37, R47)")
    func moves() {
        let (early, late) = (CalendarDate("2026-07-01"), CalendarDate("2026-11-24"))
        let (summer, winter) = (Self.at("2026-06-30T22:00:00Z"), Self.at("2026-11-23T23:00:00Z"))
        #expect(StartDateMove(from: late, to: early) == .back(from: summer, to: winter))
        #expect(StartDateMove(from: early, to: late) == .forward(from: summer, to: winter))
        #expect(StartDateMove(from: nil, to: late) == .forward(from: Timestamp(seconds: 0), to: winter))
        #expect(StartDateMove(from: late, to: nil) == .back(from: Timestamp(seconds: 0), to: winter))
        #expect(StartDateMove(from: late, to: late) == nil)
        #expect(StartDateMove(from: nil, to: nil) == nil)
    }

    @Test(
        "a day begins at midnight in Poland, also where clocks are set",
        arguments: [
            ("2026-03-29", "2026-03-28T23:00:00Z"), ("2026-03-30", "2026-03-29T22:00:00Z"), ("2026-10-25", "2026-10-24T22:00:00Z"),
            ("2026-10-26", "2026-10-25T23:00:00Z"),
        ])
    func midnight(_ day: String, _ moment: String) {
        #expect(CalendarDate(day)?.startInPoland == Self.at(moment))
    }
}
