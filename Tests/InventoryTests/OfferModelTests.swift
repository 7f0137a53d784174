import Inventory
import Testing

@Suite("What we know of an offer")
struct OfferModelTests {
    private let contradiction = Duration.seconds(10)

    @Test("a done change moves what we know; until it is read back it is not confirmed (R28)")
    func done() {
        var offer = Offer.example()
        offer.succeeded(.gain(-3))
        #expect(offer.shown == ShownQuantity(exactly: 7))
        #expect(offer.readAt == nil)
        #expect(offer.saw(.of(.active, 7, from: 5), record: .init(), contradiction: contradiction) == .confirmed)
        #expect(offer.readAt == at(5))
    }

    @Test(
        "a refused change means that we knew wrong: the next reading is knowledge", arguments: [CommandAction.gain(-3), .end, .fixed(4), .activate])
    func refused(_ action: CommandAction) {
        var offer = Offer.example()
        offer.refused(action)
        #expect(offer.shown == nil)
        #expect(offer.saw(.of(.active, 4, from: 5), record: .init(), contradiction: contradiction) == .taken)
        #expect(offer.shown == ShownQuantity(exactly: 4))
    }

    @Test("one reading that contradicts is nothing; two at least ten seconds apart are knowledge")
    func contradicted() {
        var offer = Offer.example()
        #expect(offer.saw(.of(.active, 14, from: 5, to: 6), record: .init(), contradiction: contradiction) == .contradicted(lookAgainAt: at(16)))
        #expect(offer.saw(.of(.active, 14, from: 15.9), record: .init(), contradiction: contradiction) == .contradicted(lookAgainAt: at(16)))
        #expect(offer.shown == ShownQuantity(exactly: 10))
        #expect(offer.saw(.of(.active, 14, from: 16), record: .init(), contradiction: contradiction) == .taken)
        #expect(offer.shown == ShownQuantity(exactly: 14))
        #expect(offer.contradictedAt == nil)
    }

    @Test("a reading that agrees takes a contradiction back")
    func stale() {
        var offer = Offer.example()
        _ = offer.saw(.of(.active, 14, from: 5), record: .init(), contradiction: contradiction)
        #expect(offer.saw(.of(.active, 10, from: 6), record: .init(), contradiction: contradiction) == .confirmed)
        #expect(offer.saw(.of(.active, 14, from: 20), record: .init(), contradiction: contradiction) == .contradicted(lookAgainAt: at(30)))
    }

    @Test("an increase that hangs is settled by the reading that shows it, or by two that do not")
    func hungIncrease() {
        let open = [OpenCommand.unknown(.gain(5))]
        var done = Offer.example()
        #expect(done.saw(.of(.active, 15, from: 5), record: .init(), contradiction: contradiction, open: open) == .confirmed)
        #expect(done.shown == ShownQuantity(exactly: 15))
        var notDone = Offer.example()
        #expect(
            notDone.saw(.of(.active, 10, from: 5), record: .init(), contradiction: contradiction, open: open) == .contradicted(lookAgainAt: at(15)))
        #expect(notDone.saw(.of(.active, 10, from: 15), record: .init(), contradiction: contradiction, open: open) == .taken)
        #expect(Planner.plan(notDone, stock: 15).command == .gain(5))
    }

    @Test("a lowering that hangs is settled by one reading, done or not", arguments: [10, 7])
    func hungDecrease(_ quantity: Int) {
        var offer = Offer.example()
        let open = [OpenCommand.unknown(.gain(-3))]
        #expect(offer.saw(.of(.active, quantity, from: 5), record: .init(), contradiction: contradiction, open: open) == .confirmed)
        #expect(offer.shown == ShownQuantity(exactly: quantity))
    }

    @Test("an END or ACTIVATE that hangs is settled by the reading that shows it; that an offer did not come up is seen twice")
    func hungPublication() {
        var ended = Offer.example()
        let end = Offer.Record(endSentAt: at(1))
        #expect(ended.saw(.of(.ended, 0, from: 5, endedAt: 4), record: end, contradiction: contradiction, open: [.unknown(.end)]) == .confirmed)
        #expect(ended.status == .ended && ended.endedBy == .gateway)
        var running = Offer.example()
        #expect(running.saw(.of(.active, 10, from: 5), record: end, contradiction: contradiction, open: [.unknown(.end)]) == .confirmed)
        #expect(Planner.plan(running, stock: 0).command == .end)
        var resumed = Offer.example(.ended, shows: 5, endedBy: .gateway)
        let activate = Offer.Record(endSentAt: at(1), activateSentAt: at(3))
        var waiting = resumed
        #expect(resumed.saw(.of(.active, 5, from: 5), record: activate, contradiction: contradiction, open: [.unknown(.activate)]) == .confirmed)
        #expect(resumed.status == .active && resumed.endedBy == nil)
        let stale = Offer.Sighting.of(.ended, 5, from: 5, endedAt: 2)
        #expect(
            waiting.saw(stale, record: activate, contradiction: contradiction, open: [.unknown(.activate)]) == .contradicted(lookAgainAt: at(15)))
    }

    struct EndRow: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var model = OfferStatus.active
        var known: EndCause?
        var endSent: Double?
        var activateSent: Double?
        var told: EndCause?
        var endedAt: Double?
        /// When the end that we know of was.
        var knownEndedAt: Double?
        /// Nil: the offer's detail must be asked.
        var cause: EndCause?
    }

    @Test(
        "who ended an offer, by our own record and Allegro's word (R10)",
        arguments: [
            EndRow(testDescription: "no END of ours: the detail is asked", endedAt: 5000),
            EndRow(testDescription: "USER without an END of ours is a person's", told: .hand, cause: .hand),
            EndRow(testDescription: "USER at the time of our END is ours", endSent: 5000, told: .hand, endedAt: 5002, cause: .gateway),
            EndRow(testDescription: "our END hung and was carried out half an hour later", endSent: 3000, endedAt: 4900, cause: .gateway),
            EndRow(testDescription: "a person ended it before our END left", endSent: 5000, told: .hand, endedAt: 4000, cause: .hand),
            EndRow(testDescription: "an END of ours of last week is not this one", endSent: -600_000, told: .hand, endedAt: 5000, cause: .hand),
            EndRow(testDescription: "nor where Allegro does not say when", endSent: -600_000, told: .hand, cause: .hand),
            EndRow(
                testDescription: "a person ended it after our ACTIVATE", endSent: 100, activateSent: 200, told: .hand, endedAt: 5000, cause: .hand),
            EndRow(testDescription: "sold out is Allegro's word", told: .soldOut, cause: .soldOut),
            EndRow(
                testDescription: "a moderator's end is not ours, whatever we sent", endSent: 5000, told: .moderation, endedAt: 5001,
                cause: .moderation),
            EndRow(
                testDescription: "a stale page from before our ACTIVATE", endSent: 4000, activateSent: 5000, endedAt: 4001, cause: .gateway),
            EndRow(
                testDescription: "an activation that did not take hold: the old end", model: .activating, endSent: 4000, activateSent: 5000,
                told: .hand, endedAt: 4001, cause: .gateway),
            EndRow(
                testDescription: "a person ended it while it was being activated", model: .activating, endSent: 1000, activateSent: 4900,
                told: .hand, endedAt: 5005, cause: .hand),
            EndRow(
                testDescription: "ended while it was being activated, and Allegro does not say when: a person's", model: .activating,
                endSent: 4000, activateSent: 5000, told: .hand, cause: .hand),
            EndRow(
                testDescription: "a person resumed and ended it between two sweeps", model: .ended, known: .gateway, endSent: 3990, told: .hand,
                endedAt: 5000, knownEndedAt: 4000, cause: .hand),
            EndRow(
                testDescription: "an end by another time than the known one: the detail is asked", model: .ended, known: .gateway, endSent: 3990,
                endedAt: 5000, knownEndedAt: 4000),
            EndRow(
                testDescription: "a stale page with an older end", model: .ended, known: .gateway, endSent: 4990, endedAt: 3000,
                knownEndedAt: 5000, cause: .gateway),
            EndRow(
                testDescription: "our own end, read again days later in a detail without a time", model: .ended, known: .gateway, endSent: -600_000,
                told: .hand, cause: .gateway),
            EndRow(testDescription: "a person's end stays a person's", model: .ended, known: .hand, endSent: 4999, told: .hand, cause: .hand),
        ])
    func ends(_ row: EndRow) {
        var offer = Offer.example(row.model, shows: row.model == .ended ? 0 : 10, endedBy: row.known)
        var record = Offer.Record(endSentAt: row.endSent.map(at), activateSentAt: row.activateSent.map(at))
        record.endedAt = row.knownEndedAt.map(at)
        var consequence = Offer.Consequence.confirmed
        for moment in [5010.0, 5030.0] {
            consequence = offer.saw(
                .of(.ended, 0, from: moment, endedBy: row.told, endedAt: row.endedAt), record: record, contradiction: contradiction)
        }
        if let cause = row.cause {
            #expect(offer.status == .ended)
            #expect(offer.endedBy == cause)
        } else {
            #expect(consequence == .needsDetail)
            #expect(offer.status == row.model)
        }
    }

    @Test("while orders that would explain it are not known, a contradicted offer is looked at ever more rarely")
    func patienceWithOrders() {
        var offer = Offer.example()
        var record = Offer.Record()
        record.orders = .complete(at: nil)
        var (moment, looks) = (at(100), 0)
        while moment < at(3700) {
            let sighting = Offer.Sighting(status: .active, quantity: 7, window: .init(from: moment, to: moment))
            guard case .contradicted(let again) = offer.saw(sighting, record: record, contradiction: contradiction) else {
                Issue.record("taken for knowledge without the orders")
                return
            }
            #expect(again - moment <= .seconds(60) && again > moment)
            (moment, looks) = (again, looks + 1)
        }
        #expect(looks < 90)
    }

    @Test("an ended offer shows nothing, whatever number Allegro keeps on it")
    func endedShowsNothing() {
        var offer = Offer.example()
        offer.succeeded(.end)
        #expect(offer.saw(.of(.ended, 10, from: 5), record: .init(endSentAt: at(1)), contradiction: contradiction) == .confirmed)
        #expect(offer.shown == ShownQuantity(exactly: 0))
    }

    @Test(
        "an increase that readings had outweighed and that Allegro carries out after all counts at once, and is looked at before anything is raised")
    func lateIncrease() {
        var offer = Offer.example(shows: 15)
        offer.succeededLate(.gain(5), at: at(100))
        #expect(offer.shown == ShownQuantity(low: 15, high: 20))
        #expect(Planner.plan(offer, stock: 15).command == .gain(-5))
        #expect(Planner.plan(offer, stock: 25).command == nil)
        #expect(offer.saw(.of(.active, 20, from: 101), record: .init(), contradiction: contradiction) == .confirmed)
        #expect(offer.shown == ShownQuantity(exactly: 20))
        var held = Offer.example()
        held.lateIncrease = 5
        #expect(Planner.plan(held, stock: 15).command == nil, "the one that hangs may bring it")
        #expect(Planner.plan(held, stock: 18).command == .gain(3))
        #expect(Planner.plan(held, stock: 7).command == .gain(-3))
    }

    @Test("after a refusal one page lowers, and only a second look raises")
    func secondLookAfterRefusal() {
        var offer = Offer.example()
        offer.refused(.gain(5))
        var record = Offer.Record()
        record.isInDoubt = true
        #expect(offer.saw(.of(.active, 4, from: 5), record: record, contradiction: contradiction) == .taken)
        #expect(Planner.plan(offer, stock: 3).command == .gain(-1))
        #expect(Planner.plan(offer, stock: 9).command == nil)
        #expect(offer.saw(.of(.active, 4, from: 15), record: record, contradiction: contradiction) == .confirmed)
        #expect(Planner.plan(offer, stock: 9).command == .gain(5))
    }

    @Test("a success that takes more away than was known to be there leaves the number unknown, never a false zero")
    func impossibleDecrease() {
        var offer = Offer.example(shows: 3)
        offer.succeeded(.gain(-5))
        #expect(offer.shown == nil)
        var wide = Offer.example()
        wide.shown = ShownQuantity(low: 2, high: 9)
        wide.succeeded(.gain(-5))
        #expect(wide.shown == ShownQuantity(low: 0, high: 4))
    }

    @Test(
        "a sell-out is a person's where pieces are missing that no sale took, and not where an increase of ours came a moment after it (R44)",
        arguments: [(0, EndCause.hand), (4, .soldOut)])
    func sellOut(_ carried: Int, _ cause: EndCause) {
        // Ten shown, all sold, and an increase of four carried out after the end; or six sold, and somebody set the rest to nothing.
        var offer = Offer.example(shows: 4)
        var record = Offer.Record()
        record.orders = .complete(at: at(1000))
        var consequence = offer.saw(.of(.ended, carried, from: 5, endedBy: .soldOut), record: record, contradiction: contradiction)
        for look in [16.0, 30, 50] where consequence != .taken {
            consequence = offer.saw(.of(.ended, carried, from: look, endedBy: .soldOut), record: record, contradiction: contradiction)
        }
        #expect(consequence == .taken)
        #expect(offer.endedBy == cause)
    }

    @Test("a sell-out that was found to be a person's stays one when its detail is read again, and another one after it is judged anew (R44)")
    func sellOutReadAgain() {
        var offer = Offer.example(shows: 4)
        var record = Offer.Record()
        record.orders = .complete(at: at(1000))
        for look in [5.0, 16, 30, 50] where offer.status == .active {
            _ = offer.saw(.of(.ended, 0, from: look, endedBy: .soldOut, endedAt: 4), record: record, contradiction: contradiction)
        }
        record.endedAt = at(4)
        _ = offer.saw(.of(.ended, 0, from: 80, endedBy: .soldOut, endedAt: 4), record: record, contradiction: contradiction)
        #expect(offer.endedBy == .hand)
        _ = offer.saw(.of(.ended, 0, from: 90, endedBy: .soldOut, endedAt: 85), record: record, contradiction: contradiction)
        #expect(offer.endedBy == .soldOut)
    }

    @Test(
        "a sell-out at the very moment of a sale is no person's, though another hand had taken pieces before (R10, R44)",
        arguments: [(false, EndCause.hand), (true, .soldOut)])
    func sellOutAfterAHand(_ isTakenAtEnd: Bool, _ cause: EndCause) {
        var offer = Offer.example(shows: 4)
        var record = Offer.Record()
        (record.orders, record.isTakenAtEnd) = (.complete(at: at(1000)), isTakenAtEnd)
        for look in [5.0, 16, 30, 50] where offer.status == .active {
            _ = offer.saw(.of(.ended, 0, from: look, endedBy: .soldOut), record: record, contradiction: contradiction)
        }
        #expect(offer.endedBy == cause)
    }

    @Test(
        "a sell-out of no more pieces than were bought before the last reading and told after it is no person's: a list that lags showed them (R44)",
        arguments: [(0, EndCause.hand), (3, .hand), (4, .soldOut)])
    func laggingList(_ soldUnseen: Int, _ cause: EndCause) {
        var offer = Offer.example(shows: 4)
        var record = Offer.Record()
        (record.orders, record.soldUnseen) = (.complete(at: at(1000)), soldUnseen)
        for look in [5.0, 16, 30, 50] where offer.status == .active {
            _ = offer.saw(.of(.ended, 0, from: look, endedBy: .soldOut), record: record, contradiction: contradiction)
        }
        #expect(offer.endedBy == cause)
    }
}
