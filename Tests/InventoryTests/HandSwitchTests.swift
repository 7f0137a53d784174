import Inventory
import Testing

@Suite("Switches by hand: end, resume, pause, auto-close, auto-resume")
struct HandSwitchTests {
    private static func offer(_ status: OfferStatus = .active, endedBy: EndCause? = nil, _ change: (inout Offer) -> Void = { _ in }) -> Offer {
        var offer = Offer.example(status, shows: status == .ended ? 0 : 10, endedBy: endedBy)
        change(&offer)
        return offer
    }

    struct Row: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var offer: Offer?
        var target: Int? = 5
        var sellable: Int?
        var outcome: SwitchOutcome
    }

    @Test(
        "ending by hand (R10)",
        arguments: [
            Row(testDescription: "a running offer", offer: offer(), outcome: .ended),
            Row(
                testDescription: "one without sync, whatever its product's other offers do (R12)", offer: offer { $0.isSynchronised = false },
                outcome: .ended),
            Row(testDescription: "one that stock would bring back stays ended from now on", offer: offer(.ended, endedBy: .gateway), outcome: .ended),
            Row(testDescription: "one that a pause ended", offer: offer(.ended, endedBy: .pause) { $0.isPaused = true }, outcome: .ended),
            Row(testDescription: "asked twice", offer: offer { $0.wish = .end }, outcome: .unchanged),
            Row(testDescription: "ended by a person already", offer: offer(.ended, endedBy: .hand), outcome: .refused(.notActive)),
            Row(testDescription: "a draft", offer: offer(.inactive), outcome: .refused(.notActive)),
            Row(testDescription: "archived", offer: offer(.archived), outcome: .refused(.archived)),
            Row(testDescription: "Allegro's own warehouse", offer: offer { $0.isFulfilledByAllegro = true }, outcome: .refused(.fulfilledByAllegro)),
            Row(testDescription: "not known", offer: nil, outcome: .refused(.unknownOffer)),
        ])
    func end(_ row: Row) {
        #expect(HandSwitch.end(row.offer) == row.outcome)
    }

    @Test(
        "resuming by hand (R10)",
        arguments: [
            Row(testDescription: "one that a person ended", offer: offer(.ended, endedBy: .hand), outcome: .resumed),
            Row(testDescription: "one that a moderator ended", offer: offer(.ended, endedBy: .moderation), outcome: .resumed),
            Row(testDescription: "synchronised and nothing to sell", offer: offer(.ended, endedBy: .hand), target: 0, outcome: .refused(.noStock)),
            Row(testDescription: "synchronised and stock unknown", offer: offer(.ended, endedBy: .hand), target: nil, outcome: .refused(.noStock)),
            Row(
                testDescription: "without sync it has the quantity that Allegro kept",
                offer: offer(.ended, endedBy: .hand) { ($0.isSynchronised, $0.keptQuantity) = (false, 3) }, target: 0, outcome: .resumed),
            Row(
                testDescription: "without sync, and nothing of its product is left",
                offer: offer(.ended, endedBy: .hand) { ($0.isSynchronised, $0.keptQuantity) = (false, 3) }, sellable: 0, outcome: .refused(.noStock)),
            Row(
                testDescription: "without sync and sold out",
                offer: offer(.ended, endedBy: .soldOut) { ($0.isSynchronised, $0.keptQuantity) = (false, 0) }, outcome: .refused(.noStock)),
            Row(testDescription: "an end that is not done yet is taken back", offer: offer { $0.wish = .end }, outcome: .resumed),
            Row(testDescription: "a running offer", offer: offer(), outcome: .refused(.notEnded)),
            Row(testDescription: "asked twice", offer: offer(.ended, endedBy: .hand) { $0.wish = .resume }, outcome: .unchanged),
            Row(
                testDescription: "asked for before the pause, and again in it",
                offer: offer(.ended, endedBy: .hand) { ($0.wish, $0.isPaused) = (.resume, true) }, outcome: .resumed),
            Row(testDescription: "archived", offer: offer(.archived), outcome: .refused(.archived)),
            Row(testDescription: "not known", offer: nil, outcome: .refused(.unknownOffer)),
        ])
    func resume(_ row: Row) {
        #expect(HandSwitch.resume(row.offer, target: row.target, sellable: row.sellable) == row.outcome)
    }

    @Test(
        "pausing (R44)",
        arguments: [
            Row(testDescription: "a running offer", offer: offer(), outcome: .ended),
            Row(
                testDescription: "out of stock: paused with the others, it ended already", offer: offer(.ended, endedBy: .gateway), outcome: .waiting),
            Row(testDescription: "ended by a person: no pause's business", offer: offer(.ended, endedBy: .hand), outcome: .refused(.notActive)),
            Row(testDescription: "without sync", offer: offer { $0.isSynchronised = false }, outcome: .refused(.notSynchronised)),
            Row(testDescription: "paused already", offer: offer { $0.isPaused = true }, outcome: .unchanged),
            Row(testDescription: "a person's own end outlasts it", offer: offer { $0.wish = .end }, outcome: .refused(.notActive)),
            Row(testDescription: "not known", offer: nil, outcome: .refused(.unknownOffer)),
        ])
    func pause(_ row: Row) {
        #expect(PauseSwitch.pause(row.offer) == row.outcome)
    }

    @Test(
        "the pause is over for exactly those that it ended (R44)",
        arguments: [
            Row(testDescription: "paused", offer: offer(.ended, endedBy: .pause) { $0.isPaused = true }, outcome: .resumed),
            Row(
                testDescription: "out of stock meanwhile: it waits", offer: offer(.ended, endedBy: .pause) { $0.isPaused = true }, target: 0,
                outcome: .waiting),
            Row(testDescription: "not paused", offer: offer(.ended, endedBy: .hand), outcome: .unchanged),
            Row(testDescription: "not known", offer: nil, outcome: .refused(.unknownOffer)),
        ])
    func unpause(_ row: Row) {
        #expect(PauseSwitch.unpause(row.offer, target: row.target) == row.outcome)
    }

    @Test("auto-close and auto-resume are for products without a synchronised offer (R12, R13)", arguments: AutoSwitch.allCases)
    func autos(_ kind: AutoSwitch) {
        func on(_ offer: Offer?, synchronised: Bool = false) -> SwitchOutcome {
            kind.decide(offer, enabled: true, productIsSynchronised: synchronised)
        }
        let plain = Self.offer { $0.isSynchronised = false }
        #expect(on(plain) == .enabled)
        #expect(on(plain, synchronised: true) == .refused(.productSynchronised))
        #expect(on(Self.offer()) == .refused(.productSynchronised))
        #expect(on(Self.offer { ($0.isSynchronised, $0.link) = (false, nil) }) == .refused(.unlinked))
        #expect(on(Self.offer(.archived) { $0.isSynchronised = false }) == .refused(.archived))
        #expect(on(nil) == .refused(.unknownOffer))
        let both = Self.offer { ($0.isSynchronised, $0.autoClose, $0.autoResume) = (false, true, true) }
        #expect(on(both) == .unchanged)
        #expect(kind.decide(both, enabled: false, productIsSynchronised: true) == .disabled)
        #expect(kind.decide(plain, enabled: false, productIsSynchronised: false) == .unchanged)
    }
}
