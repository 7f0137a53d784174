import Inventory
import Testing

@Suite("A foreign hand (R29)")
struct ForeignHandTests {
    private func after(_ sighting: Offer.Sighting, _ before: Offer = .example()) -> Offer {
        var offer = before
        _ = offer.saw(sighting, record: .init(), contradiction: .zero)
        #expect(offer.saw(sighting, record: .init(), contradiction: .zero) == .taken)
        return offer
    }

    @Test("a change that nothing of ours explains is named: a quantity, an end, a resume (R29)")
    func named() {
        let before = Offer.example()
        #expect(ForeignHand(from: before, to: after(.of(.active, 14, from: 20)), open: []) == .quantity)
        #expect(ForeignHand(from: before, to: after(.of(.ended, 10, from: 20, endedBy: .hand)), open: []) == .end)
        #expect(ForeignHand(from: before, to: after(.of(.ended, 0, from: 20, endedBy: .soldOut)), open: []) == nil)
        #expect(ForeignHand(from: before, to: after(.of(.ended, 0, from: 20, endedBy: .moderation)), open: []) == nil)
        let ended = Offer.example(.ended, shows: 0, endedBy: .gateway)
        #expect(ForeignHand(from: ended, to: after(.of(.active, 3, from: 20), ended), open: []) == .resume)
        let byHand = Offer.example(.ended, shows: 0, endedBy: .hand)
        #expect(ForeignHand(from: byHand, to: after(.of(.active, 3, from: 20), byHand), open: []) == nil)
    }

    @Test("one that sets a change of ours back before it was read back is one all the same (R29)")
    func fast() {
        var before = Offer.example(shows: 7)
        before.succeeded(.gain(3))
        #expect(before.readAt == nil)
        #expect(ForeignHand(from: before, to: after(.of(.active, 7, from: 20), before), open: []) == .quantity)
        var ended = Offer.example()
        ended.succeeded(.end)
        #expect(ForeignHand(from: ended, to: after(.of(.active, 10, from: 20), ended), open: []) == .resume)
    }

    @Test("nothing is one while a command of ours may explain it, or what the offer showed was not known for certain (R28, R29)")
    func ours() {
        let changed = after(.of(.active, 14, from: 20))
        #expect(ForeignHand(from: .example(), to: changed, open: [.unknown(.gain(4))]) == nil)
        var unsure = Offer.example(isRead: false)
        unsure.shown = ShownQuantity(low: 10, high: 13)
        #expect(ForeignHand(from: unsure, to: changed, open: []) == nil)
        var off = Offer.example()
        off.isSynchronised = false
        #expect(ForeignHand(from: off, to: changed, open: []) == nil)
    }

    @Test("so many are repaired in a row, then the tug-of-war stops, until a quiet day (R29)")
    func stops() {
        var offer = Offer.example()
        let rules = ForeignHand.Rules()
        for number in 1...4 {
            offer.repairs(.quantity, rules: rules, at: at(Double(number)))
            #expect(offer.isContested == (number == 4))
        }
        #expect(!offer.isQuietAgain(rules: rules, at: at(3600)))
        #expect(offer.isQuietAgain(rules: rules, at: at(86_405)))
        offer.forgetForeignHand()
        for number in 0..<6 { offer.repairs(.quantity, rules: rules, at: at(Double(number) * 86_400)) }
        #expect(!offer.isContested && offer.foreignChanges == 1)
    }
}
