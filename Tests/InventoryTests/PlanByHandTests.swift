import Inventory
import Testing

@Suite("The plan where a person, a pause, the older switches or the brake have a say")
struct PlanByHandTests {
    private func offer(_ status: OfferStatus = .active, shows: Int? = 10, endedBy: EndCause? = nil, _ change: (inout Offer) -> Void) -> Offer {
        var offer = Offer.example(status, shows: shows, endedBy: endedBy)
        change(&offer)
        return offer
    }

    @Test("an end by hand ends the offer whatever its stock, and counts as a person's afterwards (R10)", arguments: [true, false])
    func endByHand(isSynchronised: Bool) {
        var offer = offer { ($0.wish, $0.isSynchronised) = (.end, isSynchronised) }
        #expect(Planner.plan(offer, stock: 10) == Plan(action: .end, command: .end, target: 10, reason: .byHand))
        #expect(Planner.plan(offer, stock: 10, open: [.expected(.end)]).command == nil)
        offer.succeeded(.end)
        #expect(offer.endedBy == .hand && offer.wish == nil)
        #expect(Planner.plan(offer, stock: 10).action == (isSynchronised ? .set(10) : .keep))
    }

    @Test("ended by hand, an offer that stock would have brought back is a person's (R10)")
    func endOfAnEnded() {
        var offer = offer(.ended, shows: 0, endedBy: .gateway) { $0.wish = .end }
        offer.settle(open: []) { _ in Availability(stock: StockAmount(pieces: 5)) }
        #expect(offer.endedBy == .hand && offer.wish == nil)
        #expect(Planner.plan(offer, stock: 5).action == .set(5))
    }

    @Test("resumed by hand, a synchronised offer gets its quantity first; at zero it waits (R10, R5)")
    func resumeByHand() {
        var offer = offer(.ended, shows: 0, endedBy: .hand) { $0.wish = .resume }
        #expect(Planner.plan(offer, stock: 6) == Plan(action: .resume(6), command: .fixed(6), target: 6, reason: .byHand))
        #expect(Planner.plan(offer, stock: 0) == Plan(action: .keep, target: 0, reason: .outOfStock))
        offer.succeeded(.fixed(6))
        #expect(offer.saw(.of(.ended, 6, from: 10), record: .init(), contradiction: .seconds(10)) == .confirmed)
        #expect(Planner.plan(offer, stock: 6).command == .activate)
        offer.succeeded(.activate)
        #expect(offer.wish == nil)
    }

    @Test("resumed by hand, an offer without sync keeps its quantity (R10, R12)")
    func resumeAsItIs() {
        var offer = offer(.ended, shows: 0, endedBy: .hand) { ($0.wish, $0.isSynchronised, $0.keptQuantity) = (.resume, false, 4) }
        #expect(Planner.plan(offer, stock: 100) == Plan(action: .resume(4), command: .activate, target: 100, reason: .byHand))
        offer.succeeded(.activate)
        #expect(offer.shown?.exact == 4)
        offer.link = nil
        (offer.status, offer.wish, offer.readAt, offer.keptQuantity) = (.ended, .resume, at(1), nil)
        #expect(Planner.plan(offer, stock: nil).needsReading)
    }

    @Test("a paused offer is ended and stays so; afterwards it comes back when there is stock (R44)")
    func pause() {
        var offer = offer { $0.isPaused = true }
        #expect(Planner.plan(offer, stock: 10) == Plan(action: .end, command: .end, target: 10, reason: .paused))
        offer.succeeded(.end)
        #expect(offer.endedBy == .pause)
        #expect(Planner.plan(offer, stock: 12) == Plan(action: .keep, target: 12, reason: .paused))
        offer.isPaused = false
        #expect(Planner.plan(offer, stock: 12).action == .resume(12))
        #expect(Planner.plan(offer, stock: 12).reason == .pauseOver)
        #expect(Planner.plan(offer, stock: 0) == Plan(action: .keep, target: 0, reason: .outOfStock))
        let byHand = self.offer(.ended, shows: 0, endedBy: .hand) { _ in }
        #expect(Planner.plan(byHand, stock: 12).action == .set(12))
    }

    @Test("auto-close ends at zero without doubt, and changes no running offer's quantity (R11)")
    func autoClose() {
        let offer = offer { ($0.isSynchronised, $0.autoClose) = (false, true) }
        #expect(Planner.plan(offer, stock: 0) == Plan(action: .end, command: .end, target: 0, reason: .autoClose))
        #expect(Planner.plan(offer, stock: 0, isDoubted: true).command == nil)
        for stock in [1, 7, 50] { #expect(Planner.plan(offer, stock: stock).command == nil) }
        var off = offer
        off.autoClose = false
        #expect(Planner.plan(off, stock: 0).command == nil)
    }

    @Test("auto-resume brings back the smaller of the last quantity and what is available, on a receipt only (R11)")
    func autoResume() {
        let offer = offer(.ended, shows: 0, endedBy: .gateway) {
            ($0.isSynchronised, $0.autoResume, $0.lastQuantity, $0.hasReceipt) = (false, true, 4, true)
        }
        #expect(Planner.plan(offer, stock: 9) == Plan(action: .resume(4), command: .fixed(4), target: 9, reason: .autoResume))
        #expect(Planner.plan(offer, stock: 3).action == .resume(3))
        #expect(Planner.plan(offer, stock: 0).command == nil)
        var set = offer
        set.succeeded(.fixed(4))
        #expect(set.saw(.of(.ended, 4, from: 10), record: .init(), contradiction: .seconds(10)) == .confirmed)
        #expect(Planner.plan(set, stock: 9).command == .activate)
        for cause in EndCause.allCases where cause != .gateway && cause != .soldOut {
            var other = offer
            other.endedBy = cause
            #expect(Planner.plan(other, stock: 9).command == nil)
        }
        var without = offer
        without.hasReceipt = false
        #expect(Planner.plan(without, stock: 9).command == nil)
    }

    @Test("a held end lowers to 1 and is in order there; a released one ends; stock takes the hold away (R30, R41)")
    func held() {
        for hold in [EndHold.held, .dropped] {
            #expect(Planner.plan(offer { $0.hold = hold }, stock: 0) == Plan(action: .add(-9), command: .gain(-9), target: 0, reason: .held))
            #expect(Planner.plan(offer(shows: 1) { $0.hold = hold }, stock: 0) == Plan(action: .keep, target: 0, reason: .held))
        }
        #expect(Planner.plan(offer { $0.hold = .released }, stock: 0).command == .end)
        var back = offer { $0.hold = .held }
        back.settle(open: []) { _ in Availability(stock: StockAmount(pieces: 2)) }
        #expect(back.hold == nil)
    }

    @Test("once a tug-of-war has stopped, the offer is lowered and ended but neither raised nor resumed (R29, R41)")
    func contested() {
        let running = offer { $0.isContested = true }
        #expect(Planner.plan(running, stock: 12) == Plan(action: .keep, target: 12, reason: .foreignHand))
        #expect(Planner.plan(running, stock: 7).command == .gain(-3))
        #expect(Planner.plan(running, stock: 0).command == .end)
        let ended = offer(.ended, shows: 0, endedBy: .gateway) { $0.isContested = true }
        #expect(Planner.plan(ended, stock: 5) == Plan(action: .keep, target: 5, reason: .foreignHand))
    }

    @Test("what Allegro refused too often is not sent again at the same target (R28)")
    func stopped() {
        let offer = offer { $0.stoppedTarget = 7 }
        #expect(Planner.plan(offer, stock: 7) == Plan(action: .keep, target: 7, reason: .refused))
        #expect(Planner.plan(offer, stock: 6).command == .gain(-4))
    }
}
