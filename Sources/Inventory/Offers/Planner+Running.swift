extension Planner {
    /// A synchronised offer on sale: lowered at once, raised on knowledge, ended at zero (R2, R4).
    static func planRunning(_ offer: Offer, target: Target, open: [OpenCommand]) -> Plan {
        // A zero in doubt, and an end that the brake holds, show 1 (R41).
        let isHeld = target.quantity == 0 && offer.hold?.keepsRunning == true
        let wanted = isHeld ? 1 : target.published
        func keep(_ reason: Plan.Reason, reading: Bool = false) -> Plan {
            Plan(action: .keep, needsReading: reading, target: target.quantity, reason: reason)
        }
        // Once an END is under way nothing else is sent: its outcome decides.
        if open.contains(where: { $0.action == .end && $0.progress == .expected }) { return keep(.underWay) }
        if wanted == 0 { return planEnd(offer, target: 0, open: open, reason: .outOfStock) }
        guard let shown = offer.shown else { return keep(.shownUnknown, reading: true) }
        let reach = Reach(of: shown, with: open)
        let atZero: Plan.Reason = isHeld ? .held : .zeroInDoubt
        if reach.high > wanted {
            let lowered = reach.lowering(to: wanted)
            guard lowered < 0 else { return keep(.underWay, reading: true) }
            let reason = target.quantity == 0 ? atZero : .moreThanTarget
            return Plan(action: .add(lowered), command: .gain(lowered), target: target.quantity, reason: reason)
        }
        if reach.high < wanted || shown.low < wanted { return planRaise(offer, shown: shown, wanted: wanted, target: target.quantity, open: open) }
        if !open.isEmpty { return keep(.underWay) }
        return keep(target.quantity == 0 ? atZero : .inOrder, reading: offer.status == .activating)
    }

    /// Up on knowledge: one increase at a time, from one exact number that nothing contradicts.
    private static func planRaise(_ offer: Offer, shown: ShownQuantity, wanted: Int, target: Int, open: [OpenCommand]) -> Plan {
        func keep(_ reason: Plan.Reason, reading: Bool = false) -> Plan {
            Plan(action: .keep, needsReading: reading, target: target, reason: reason)
        }
        guard open.isEmpty else { return keep(.underWay, reading: open.allSatisfy { $0.progress == .unknown }) }
        guard offer.status == .active else { return keep(.underWay, reading: true) }
        if offer.isContested { return keep(.foreignHand) }
        // Sold out, as far as we know: Allegro ends it by itself, and it is resumed then.
        guard shown.high > 0 else { return keep(.shownUnknown, reading: true) }
        guard let exact = shown.exact, offer.contradictedAt == nil else { return keep(.shownUnknown, reading: true) }
        // An increase that hung may come yet: it and another one would be too much.
        let missing = wanted - exact - offer.lateIncrease
        guard missing > 0 else { return keep(.underWay) }
        return Plan(action: .add(missing), command: .gain(missing), target: target, reason: .lessThanTarget)
    }
}
