import Inventory
import Testing

@Suite("an offer's life on one axis")
struct OfferTimelineTests {
    private func timeline(_ facts: [(Int64, OfferTimeline.Fact)], stock: Int? = nil, reserved: Int? = nil, shown: Int? = nil) -> OfferTimeline {
        OfferTimeline(
            from: Timestamp(seconds: 0), to: Timestamp(seconds: 100), events: facts.map { .init($0.1, at: Timestamp(seconds: $0.0)) },
            stock: stock.map { StockAmount(pieces: $0) }, reserved: reserved.map { StockAmount(pieces: $0) }, shown: shown)
    }

    private func told(_ line: [OfferTimeline.Step]) -> [String] {
        line.map { "\($0.at.microseconds / 1_000_000): \($0.value?.description ?? "?")" }
    }

    @Test("stock, reserved and available are worked out from now back to the beginning (R24)")
    func stock() {
        let timeline = timeline(
            [
                (10, .document("1", name: "PZ 1", delta: StockAmount(pieces: 5))), (20, .reserved("a", pieces: 2)),
                (30, .document("2", name: "WZ 1", delta: StockAmount(pieces: -2))), (30, .freed("a", pieces: 2)),
            ], stock: 8, reserved: 0)
        #expect(told(timeline.stockLine) == ["0: 5", "10: 10", "30: 8"])
        #expect(told(timeline.reservedLine) == ["0: 0", "20: 2", "30: 0"])
        #expect(told(timeline.availableLine) == ["0: 5", "10: 10", "20: 8", "30: 8"])
    }

    @Test("what Allegro showed follows its answers, sales of the offer itself, an end and a return")
    func shown() {
        let timeline = timeline(
            [
                (10, .sent("a", .gain(3))), (11, .answered("a", .gain(3), isSuccess: true, reason: nil)), (20, .sold("x", quantity: 1)),
                (30, .sent("b", .end)), (31, .answered("b", .end, isSuccess: true, reason: nil)),
                (40, .answered("c", .fixed(4), isSuccess: true, reason: nil)), (41, .answered("d", .activate, isSuccess: true, reason: nil)),
            ], shown: 4)
        // Before the end nothing fixes the number: it is a gap, and no guess.
        #expect(told(timeline.confirmedLine) == ["0: ?", "31: 0", "41: 4"])
        #expect(told(timeline.sentLine) == ["10: ?", "30: 0"])
    }

    @Test("relative changes alone are followed back; a refused one changes nothing")
    func relative() {
        let timeline = timeline(
            [
                (10, .sent("a", .gain(3))), (11, .answered("a", .gain(3), isSuccess: true, reason: nil)),
                (20, .answered("b", .gain(5), isSuccess: false, reason: "LOCKED")), (30, .sold("x", quantity: 2)),
            ], shown: 9)
        #expect(told(timeline.confirmedLine) == ["0: 8", "11: 11", "30: 9"])
        #expect(told(timeline.sentLine) == ["10: 11"])
    }

    @Test("a change that leaves before the one before it is answered is drawn on top of it (R24)")
    func onTop() {
        let timeline = timeline(
            [
                (10, .sent("a", .gain(2))), (11, .sent("b", .gain(-2))), (12, .answered("a", .gain(2), isSuccess: true, reason: nil)),
                (13, .answered("b", .gain(-2), isSuccess: true, reason: nil)), (20, .sent("c", .gain(4))),
            ], shown: 5)
        #expect(told(timeline.sentLine) == ["10: 7", "11: 5", "20: 9"])
    }

    @Test("a change from outside is a step of its own (R29)")
    func foreign() {
        let timeline = timeline([(50, .differed(expected: "active 5", found: "ended 5"))], shown: 0)
        #expect(told(timeline.confirmedLine) == ["0: 5", "50: 0"])
    }
}
