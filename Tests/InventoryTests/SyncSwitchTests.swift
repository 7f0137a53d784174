import Inventory
import Testing

@Suite("Switching synchronisation on and off")
struct SyncSwitchTests {
    private static func offer(_ change: (inout Offer) -> Void = { _ in }) -> Offer {
        var offer = Offer.example()
        offer.isSynchronised = false
        change(&offer)
        return offer
    }

    struct Row: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var offer: Offer?
        var outcome: SwitchOutcome
    }

    @Test(
        "what can be switched on, and why not (R14)",
        arguments: [
            Row(testDescription: "a running offer", offer: offer(), outcome: .enabled),
            Row(testDescription: "one that ended", offer: offer { $0.status = .ended }, outcome: .enabled),
            Row(testDescription: "one that is on already", offer: .example(), outcome: .unchanged),
            Row(testDescription: "an auction", offer: offer { $0.format = .auction }, outcome: .refused(.auction)),
            Row(testDescription: "an advertisement", offer: offer { $0.format = .advertisement }, outcome: .refused(.advertisement)),
            Row(testDescription: "an archived offer", offer: offer { $0.status = .archived }, outcome: .refused(.archived)),
            Row(
                testDescription: "goods in Allegro's own warehouse", offer: offer { $0.isFulfilledByAllegro = true },
                outcome: .refused(.fulfilledByAllegro)),
            Row(testDescription: "no link", offer: offer { $0.link = nil }, outcome: .refused(.unlinked)),
            Row(testDescription: "a link to nothing", offer: offer { $0.link = OfferLink(components: []) }, outcome: .refused(.unlinked)),
            Row(testDescription: "an offer that is not known", offer: nil, outcome: .refused(.unknownOffer)),
        ])
    func on(_ row: Row) {
        #expect(SyncSwitch.decide(row.offer, enabled: true, fetchOrders: true, issueInvoices: true) == row.outcome)
    }

    @Test("switching on needs both settings, and names the one that is missing (R16)")
    func settings() {
        let offer = Self.offer()
        #expect(SyncSwitch.decide(offer, enabled: true, fetchOrders: false, issueInvoices: true) == .refused(.orderFetchOff))
        #expect(SyncSwitch.decide(offer, enabled: true, fetchOrders: true, issueInvoices: false) == .refused(.invoicingOff))
        #expect(SyncSwitch.decide(offer, enabled: true, fetchOrders: false, issueInvoices: false) == .refused(.orderFetchOff))
    }

    @Test("a set with a product whose stock nobody knows is refused; a single product is waited for (R42)")
    func incompleteSet() {
        let set = Self.offer { $0.link = OfferLink(components: [.init(product: "501", units: 1), .init(product: "502", units: 2)]) }
        func decide(_ offer: Offer, stocked: Set<ProductID>) -> SwitchOutcome {
            SyncSwitch.decide(offer, enabled: true, fetchOrders: true, issueInvoices: true) { stocked.contains($0) }
        }
        #expect(decide(set, stocked: ["501"]) == .refused(.setIncomplete))
        #expect(decide(set, stocked: ["501", "502"]) == .enabled)
        #expect(decide(Self.offer(), stocked: []) == .enabled)
    }

    @Test("switching off is never refused, whatever the offer or the settings")
    func off() {
        var odd = Offer.example(.archived)
        odd.format = .auction
        #expect(SyncSwitch.decide(odd, enabled: false, fetchOrders: false, issueInvoices: false) == .disabled)
        #expect(SyncSwitch.decide(Self.offer(), enabled: false, fetchOrders: true, issueInvoices: true) == .unchanged)
        #expect(SyncSwitch.decide(nil, enabled: false, fetchOrders: true, issueInvoices: true) == .refused(.unknownOffer))
    }
}
