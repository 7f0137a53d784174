extension Planner {
    /// A synchronised offer that ended: it comes back when it ended for want of stock (R5, R10), when its pause is over (R44), or when a person
    /// says so.
    static func planEnded(_ offer: Offer, target: Target, open: [OpenCommand]) -> Plan {
        func keep(_ reason: Plan.Reason, reading: Bool = false) -> Plan {
            Plan(action: .keep, needsReading: reading, target: target.quantity, reason: reason)
        }
        if let lowered = planActivating(offer, target: target, open: open) { return lowered }
        guard target.quantity > 0 else { return keep(offer.returnsByItself ? .outOfStock : .endedOtherwise) }
        if !open.isEmpty { return keep(.underWay, reading: open.allSatisfy { $0.progress == .unknown }) }
        if offer.isContested { return keep(.foreignHand) }
        if offer.returnsByItself {
            let reason: Plan.Reason = offer.wish == .resume ? .byHand : offer.endedBy == .pause ? .pauseOver : .backInStock
            return planResume(offer, with: target.quantity, target: target.quantity, reason: reason)
        }
        // Ended by a person, a moderator, a date: it stays ended and shows the right number when it is resumed by hand.
        guard let shown = offer.shown else { return keep(.shownUnknown, reading: true) }
        return shown.exact == target.quantity
            ? keep(.endedOtherwise)
            : Plan(action: .set(target.quantity), command: .fixed(target.quantity), target: target.quantity, reason: .endedOtherwise)
    }

    /// An ACTIVATE under way makes the offer sell any moment: a fall lowers it without waiting for the outcome. Nil where there is none to lower,
    /// or where the quantity is its owner's.
    static func planActivating(_ offer: Offer, target: Target?, open: [OpenCommand]) -> Plan? {
        guard offer.isSynchronised, let target, let shown = offer.shown, open.contains(where: { $0.action == .activate }) else { return nil }
        let lowered = Reach(of: shown, with: open).lowering(to: max(1, target.quantity))
        guard lowered < 0 else { return nil }
        return Plan(action: .add(lowered), command: .gain(lowered), target: target.quantity, reason: .moreThanTarget)
    }
}
