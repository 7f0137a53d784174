import Inventory
import Testing

@Suite("The plan for a running offer")
struct PlanRunningTests {
    struct Row: Sendable, CustomTestStringConvertible {
        var what: String
        var stock: Int?
        var offer: Offer
        var isDoubted: Bool
        var open: [OpenCommand]
        var command: CommandAction?
        var reason: Plan.Reason
        var needsReading: Bool

        init(
            _ what: String, stock: Int?, offer: Offer = .example(), doubted: Bool = false, open: [OpenCommand] = [], _ command: CommandAction?,
            _ reason: Plan.Reason, reading: Bool = false
        ) {
            (self.what, self.stock, self.offer, isDoubted, self.open) = (what, stock, offer, doubted, open)
            (self.command, self.reason, needsReading) = (command, reason, reading)
        }

        var testDescription: String { what }
        var plan: Plan { Planner.plan(offer, stock: stock, isDoubted: isDoubted, open: open) }
    }

    private static let settled = [
        Row("it shows its target: nothing is sent", stock: 10, nil, .inOrder),
        Row("stock fell: the difference is taken away (R2)", stock: 7, .gain(-3), .moreThanTarget),
        Row("stock rose: the difference is added (R2)", stock: 12, .gain(2), .lessThanTarget),
        Row("a shown 1 goes up like any other number (R1)", stock: 73, offer: .example(shows: 1), .gain(72), .lessThanTarget),
        Row("stock is zero: it ends (R4)", stock: 0, .end, .outOfStock),
        Row("a cap of zero ends it too", stock: 5, offer: .example(cap: 0), .end, .outOfStock),
        Row("a zero in doubt is shown as 1", stock: 0, doubted: true, .gain(-9), .zeroInDoubt),
        Row("a zero in doubt that shows 1 already stays so", stock: 0, offer: .example(shows: 1), doubted: true, nil, .zeroInDoubt),
        Row("stock is not known: nothing is sent", stock: nil, nil, .stockUnknown),
        Row("Allegro was not read yet: it is read", stock: 10, offer: .example(shows: nil, isRead: false), nil, .shownUnknown, reading: true),
        Row(
            "a refused change leaves nothing known: it is read before it ends", stock: 0, offer: .example(shows: nil, isRead: false), nil,
            .shownUnknown, reading: true),
        Row("ending needs no number: one that Allegro does not tell", stock: 0, offer: .example(shows: nil), .end, .outOfStock),
    ]

    private static let underWay = [
        Row("the raise to the target is under way: nothing is sent", stock: 15, open: [.expected(.gain(5))], nil, .underWay),
        Row("one raise at a time", stock: 20, open: [.expected(.gain(5))], nil, .underWay),
        Row("a fall overtakes the raise", stock: 12, open: [.expected(.gain(5))], .gain(-3), .moreThanTarget),
        Row(
            "a fall beside a raise under way takes no more than surely is there", stock: 1, offer: .example(shows: 2), open: [.expected(.gain(8))],
            .gain(-1), .moreThanTarget),
        Row(
            "what only the raise could make too much waits for its outcome", stock: 1, offer: .example(shows: 1), open: [.expected(.gain(8))], nil,
            .underWay, reading: true),
        Row("the lowering is under way: nothing is sent", stock: 7, open: [.expected(.gain(-3))], nil, .underWay),
        Row("a further fall lowers further", stock: 6, open: [.expected(.gain(-3))], .gain(-1), .moreThanTarget),
        Row("a rise waits for the lowering to end", stock: 12, open: [.expected(.gain(-3))], nil, .underWay),
        Row("zero ends beside whatever is under way", stock: 0, open: [.expected(.gain(5)), .expected(.gain(-3))], .end, .outOfStock),
        Row("an END under way decides: nothing beside it", stock: 0, open: [.expected(.end)], nil, .underWay),
        Row("stock is back before END is done: its outcome is awaited", stock: 5, open: [.expected(.end)], nil, .underWay),
        Row("a zero in doubt with END under way: its outcome is awaited", stock: 0, doubted: true, open: [.expected(.end)], nil, .underWay),
    ]

    private static let unknown = [
        Row(
            "an increase that hangs counts as done: nothing is added beside it", stock: 15, open: [.unknown(.gain(5))], nil, .underWay,
            reading: true),
        Row("nor when the target is higher still", stock: 20, open: [.unknown(.gain(5))], nil, .underWay, reading: true),
        Row("a fall is sent beside it", stock: 13, open: [.unknown(.gain(5))], .gain(-2), .moreThanTarget),
        Row("even at the first target, since it may be done", stock: 10, open: [.unknown(.gain(5))], .gain(-5), .moreThanTarget),
        Row("a lowering that hangs counts as not done: it is sent anew", stock: 7, open: [.unknown(.gain(-3))], .gain(-3), .moreThanTarget),
        Row("an END that hangs: the offer is read before another is sent", stock: 0, open: [.unknown(.end)], nil, .underWay, reading: true),
        Row("a raise waits while an END hangs", stock: 12, open: [.unknown(.end)], nil, .underWay, reading: true),
        Row("a fall does not", stock: 7, open: [.unknown(.end)], .gain(-3), .moreThanTarget),
    ]

    private static let activating = [
        Row("an offer that comes up is read until it is active", stock: 10, offer: .example(.activating), nil, .inOrder, reading: true),
        Row("it may be lowered meanwhile", stock: 7, offer: .example(.activating), .gain(-3), .moreThanTarget),
        Row("and ended", stock: 0, offer: .example(.activating), .end, .outOfStock),
        Row("but not raised", stock: 12, offer: .example(.activating), nil, .underWay, reading: true),
    ]

    @Test("from what is shown to what should be", arguments: settled + underWay + unknown + activating)
    func rows(_ row: Row) {
        let plan = row.plan
        #expect(plan.command == row.command)
        #expect(plan.reason == row.reason)
        #expect(plan.needsReading == row.needsReading)
        #expect(plan.target == row.stock.map { min($0, row.offer.link?.cap ?? $0) })
    }

    @Test("an increase waits while a sighting contradicts what we know; a decrease does not")
    func contradicted() {
        var offer = Offer.example()
        offer.contradictedAt = at(5)
        #expect(Planner.plan(offer, stock: 12).command == nil)
        #expect(Planner.plan(offer, stock: 7).command == .gain(-3))
        #expect(Planner.plan(offer, stock: 0).command == .end)
    }

    @Test("every offer of a product shows the product's quantity (R6)", arguments: [(10, nil), (3, CommandAction.gain(7)), (40, .gain(-30))])
    func many(_ shown: Int, _ command: CommandAction?) {
        #expect(Planner.plan(.example(shows: shown), stock: 10).command == command)
    }

    @Test("an offer that is not linked, not synchronised or not on sale is left alone")
    func leftAlone() {
        var unlinked = Offer.example()
        unlinked.link = nil
        #expect(Planner.plan(unlinked, stock: 0) == Plan(action: .keep, target: nil, reason: .notLinked))
        var off = Offer.example()
        off.isSynchronised = false
        #expect(Planner.plan(off, stock: 0) == Plan(action: .keep, target: 0, reason: .notSynchronised))
        for status in [OfferStatus.inactive, .archived] {
            #expect(Planner.plan(.example(status), stock: 0) == Plan(action: .keep, target: 0, reason: .notRunning))
        }
    }

    @Test("what prevents overselling goes first (R31)")
    func priority() {
        #expect([CommandAction.gain(-1), .end, .gain(1), .fixed(3), .activate].map(\.prevents) == [true, true, false, false, false])
    }
}
