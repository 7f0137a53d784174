import Inventory
import Testing

@Suite("Why pieces were sold that nobody had")
struct OversellRuleTests {
    private static let sale = Timestamp(seconds: 1_795_500_000)

    @Test("a new reservation lacks what all reservations hold beyond the stock, and no more than it holds itself")
    func pieces() {
        for (open, stock, reserved, expected) in [(2, 10, 10, 0), (2, 10, 11, 1), (2, 10, 15, 2), (1, -3, 1, 1), (3, 0, 3, 3)] {
            #expect(Oversell.pieces(open: open, stock: StockAmount(pieces: stock), reserved: reserved) == expected)
        }
    }

    @Test("the first cause that holds is told; where none does, it is ours")
    func causes() {
        func cause(_ now: Oversell.Circumstances, told wait: Duration = .seconds(5)) -> Oversell.Cause {
            Oversell.cause(of: 2, boughtAt: Self.sale, knownAt: Self.sale + wait, now)
        }
        var now = Oversell.Circumstances(isSynchronised: true)
        #expect(cause(now) == .ours)
        now.loweringSince = [Self.sale - .seconds(61)]
        #expect(cause(now) == .ours, "a lowering that takes a minute is no excuse")
        now.loweringSince.append(Self.sale + .seconds(1))
        #expect(cause(now) == .beforeLowering)
        now.othersBoughtAt = [Self.sale - .seconds(10)]
        #expect(cause(now) == .sameMoment)
        #expect(cause(now, told: .seconds(61)) == .lateEvent)
        now.foreignChanges = 1
        #expect(cause(now) == .foreignHand)
        now.lostSince = 1
        #expect(cause(now) == .foreignHand, "without the one piece that went, one would still lack")
        now.lostSince = 2
        #expect(cause(now) == .stockCorrected)
        now.isSynchronised = false
        #expect(cause(now) == .notSynchronised)
    }
}
