import Inventory
import Testing

@Suite("The plan for an ended offer")
struct PlanEndedTests {
    @Test("only what ended for want of stock, or by a pause that is over, comes back by itself (R10, R44)", arguments: EndCause.allCases)
    func causes(_ cause: EndCause) {
        let plan = Planner.plan(.example(.ended, shows: 0, endedBy: cause), stock: 5)
        #expect(plan.command == .fixed(5))
        if [EndCause.gateway, .soldOut, .pause].contains(cause) {
            #expect(plan.action == .resume(5))
            #expect(plan.reason == (cause == .pause ? .pauseOver : .backInStock))
        } else {
            #expect(plan.action == .set(5))
            #expect(plan.reason == .endedOtherwise)
            let isSet = Planner.plan(.example(.ended, shows: 5, endedBy: cause), stock: 5)
            #expect(isSet == Plan(action: .keep, target: 5, reason: .endedOtherwise))
        }
    }

    @Test("while there is nothing to sell it stays ended", arguments: [false, true])
    func nothingToSell(_ isDoubted: Bool) {
        let plan = Planner.plan(.example(.ended, shows: 0, endedBy: .gateway), stock: 0, isDoubted: isDoubted)
        #expect(plan == Plan(action: .keep, target: 0, reason: .outOfStock))
    }

    @Test("quantity, its success, a reading, ACTIVATE, its success, a reading (R5)")
    func sequence() {
        var offer = Offer.example(shows: 3)
        offer.succeeded(.end)
        #expect(offer.endedBy == .gateway)
        #expect(Planner.plan(offer, stock: 5).command == .fixed(5))
        #expect(Planner.plan(offer, stock: 5, open: [.expected(.fixed(5))]) == Plan(action: .keep, target: 5, reason: .underWay))
        offer.succeeded(.fixed(5))
        let unread = Planner.plan(offer, stock: 5)
        #expect(unread.command == nil && unread.needsReading)
        #expect(offer.saw(.of(.ended, 5, from: 10), record: .init(endSentAt: at(1)), contradiction: .seconds(10)) == .confirmed)
        #expect(Planner.plan(offer, stock: 5) == Plan(action: .resume(5), command: .activate, target: 5, reason: .backInStock))
        #expect(Planner.plan(offer, stock: 5, open: [.expected(.activate)]).command == nil)
        offer.succeeded(.activate)
        #expect(offer.status == .activating)
        #expect(Planner.plan(offer, stock: 5).needsReading)
        let record = Offer.Record(endSentAt: at(1), activateSentAt: at(11))
        #expect(offer.saw(.of(.active, 5, from: 12), record: record, contradiction: .seconds(10)) == .confirmed)
        #expect(Planner.plan(offer, stock: 5) == Plan(action: .keep, target: 5, reason: .inOrder))
    }

    @Test("a resume sets the quantity even where the ended offer still carries the right one (R5)")
    func alwaysSets() {
        var offer = Offer.example(shows: 3)
        offer.succeeded(.end)
        #expect(offer.saw(.of(.ended, 3, from: 5), record: .init(endSentAt: at(1)), contradiction: .seconds(10)) == .confirmed)
        #expect(Planner.plan(offer, stock: 3).command == .fixed(3))
    }

    @Test("any change of the target on the way goes back to the quantity; a fall to zero abandons the resume", arguments: [3, 8, 0])
    func changeOnTheWay(_ stock: Int) {
        let set = Offer.example(.ended, shows: 5, endedBy: .gateway)
        #expect(Planner.plan(set, stock: stock).command == (stock == 0 ? nil : .fixed(stock)))
    }

    @Test("a fall while ACTIVATE is under way lowers at once, by a relative change: the offer may be active already")
    func fallDuringActivation() {
        let set = Offer.example(.ended, shows: 5, endedBy: .gateway)
        for open in [OpenCommand.expected(.activate), .unknown(.activate)] {
            #expect(Planner.plan(set, stock: 3, open: [open]).command == .gain(-2))
            #expect(Planner.plan(set, stock: 0, open: [open]).command == .gain(-4))
            #expect(Planner.plan(set, stock: 3, open: [open, .expected(.gain(-2))]).command == nil)
            #expect(Planner.plan(set, stock: 9, open: [open]).command == nil)
        }
    }

    @Test(
        "so does a fall of an offer that was paused, or is to be ended by hand, while its ACTIVATE is under way; without sync its owner's number stays"
    )
    func fallDuringPausedActivation() {
        var paused = Offer.example(.ended, shows: 5, endedBy: .gateway)
        paused.isPaused = true
        var ended = Offer.example(.ended, shows: 5, endedBy: .gateway)
        ended.wish = .end
        for offer in [paused, ended] {
            #expect(Planner.plan(offer, stock: 3, open: [.expected(.activate)]).command == .gain(-2))
            #expect(Planner.plan(offer, stock: 0, open: [.expected(.activate)]).command == .gain(-4))
            #expect(Planner.plan(offer, stock: 3).command == nil)
            var unsynchronised = offer
            unsynchronised.isSynchronised = false
            #expect(Planner.plan(unsynchronised, stock: 3, open: [.expected(.activate)]).command == nil)
        }
    }

    @Test("what an increase that hung may still add is not brought back beside it (invariant 4)")
    func lateIncrease() {
        var offer = Offer.example(.ended, shows: 0, endedBy: .gateway)
        offer.lateIncrease = 5
        #expect(Planner.plan(offer, stock: 8) == Plan(action: .resume(3), command: .fixed(3), target: 8, reason: .backInStock))
        #expect(Planner.plan(offer, stock: 5) == Plan(action: .keep, target: 5, reason: .underWay))
        var set = Offer.example(.ended, shows: 3, endedBy: .gateway)
        set.lateIncrease = 5
        #expect(Planner.plan(set, stock: 8).command == .activate)
    }

    @Test("an ACTIVATE that hangs is read for, not sent again")
    func hungActivation() {
        let plan = Planner.plan(.example(.ended, shows: 5, endedBy: .gateway), stock: 5, open: [.unknown(.activate)])
        #expect(plan == Plan(action: .keep, needsReading: true, target: 5, reason: .underWay))
    }

    @Test("a refused ACTIVATE starts over: read, quantity, read, ACTIVATE")
    func refusedActivation() {
        var offer = Offer.example(.ended, shows: 5, endedBy: .soldOut)
        offer.refused(.activate)
        #expect(Planner.plan(offer, stock: 5) == Plan(action: .keep, needsReading: true, target: 5, reason: .shownUnknown))
        #expect(offer.saw(.of(.ended, 5, from: 10), record: .init(activateSentAt: at(5)), contradiction: .seconds(10)) == .taken)
        #expect(offer.endedBy == .soldOut)
        #expect(Planner.plan(offer, stock: 5).command == .fixed(5))
    }
}
