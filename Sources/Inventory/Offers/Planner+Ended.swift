extension Planner {
    /// A synchronised offer that ended: it comes back when it ended for want of stock (R5, R10), when its pause is over (R44), or when a person
    /// says so.
    static func planEnded(_ offer: Offer, target: Target, open: [OpenCommand]) -> Plan {
        func keep(_ reason: Plan.Reason, reading: Bool = false) -> Plan {
            Plan(action: .keep, needsReading: reading, target: target.quantity, reason: reason)
        }
        // An ACTIVATE under way makes the offer sell any moment: a fall lowers it without waiting for the outcome.
        if let shown = offer.shown, open.contains(where: { $0.action == .activate }) {
            let lowered = Reach(of: shown, with: open).lowering(to: max(1, target.quantity))
            if lowered < 0 {
                return Plan(action: .add(lowered), command: .gain(lowered), target: target.quantity, reason: .moreThanTarget)
            }
        }
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
}
