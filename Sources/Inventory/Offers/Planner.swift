/// From what Allegro shows to what it should show, one offer at a time (R1–R6, R9, R10; `docs/planner.md`).
public enum Planner {
    /// Decides what to do for `offer`.
    ///
    /// - Parameters:
    ///   - open: its commands whose outcome is not known yet.
    ///   - availability: what each of its products has to sell.
    public static func plan(_ offer: Offer, open: [OpenCommand], availability: (ProductID) -> Availability?) -> Plan {
        guard let link = offer.link else { return Plan(action: .keep, target: nil, reason: .notLinked) }
        guard let target = link.target(of: availability) else { return Plan(action: .keep, target: nil, reason: .stockUnknown) }
        guard offer.isSynchronised else { return Plan(action: .keep, target: target.quantity, reason: .notSynchronised) }
        switch offer.status {
        case .active, .activating: return planRunning(offer, target: target, open: open)
        case .ended: return planEnded(offer, target: target, open: open)
        case .inactive, .archived: return Plan(action: .keep, target: target.quantity, reason: .notRunning)
        }
    }

    private static func planRunning(_ offer: Offer, target: Target, open: [OpenCommand]) -> Plan {
        let wanted = target.published
        func keep(_ reason: Plan.Reason, reading: Bool = false) -> Plan {
            Plan(action: .keep, needsReading: reading, target: target.quantity, reason: reason)
        }
        // Once an END is under way nothing else is sent: its outcome decides.
        if open.contains(where: { $0.action == .end && $0.progress == .expected }) { return keep(.underWay) }
        if wanted == 0 {
            // An END that hangs may have been carried out; a refused one is no reason to send the same again unread.
            if open.contains(where: { $0.action == .end }) { return keep(.underWay, reading: true) }
            guard offer.shown != nil || offer.readAt != nil else { return keep(.shownUnknown, reading: true) }
            return Plan(action: .end, command: .end, target: 0, reason: .outOfStock)
        }
        guard let shown = offer.shown else { return keep(.shownUnknown, reading: true) }
        let reach = Reach(of: shown, with: open)
        if reach.high > wanted {
            let lowered = reach.lowering(to: wanted)
            guard lowered < 0 else { return keep(.underWay, reading: true) }
            let reason: Plan.Reason = target.quantity == 0 ? .zeroInDoubt : .moreThanTarget
            return Plan(action: .add(lowered), command: .gain(lowered), target: target.quantity, reason: reason)
        }
        if reach.high < wanted || shown.low < wanted {
            // Up on knowledge: one increase at a time, from one exact number that nothing contradicts.
            guard open.isEmpty else { return keep(.underWay, reading: open.allSatisfy { $0.progress == .unknown }) }
            guard offer.status == .active else { return keep(.underWay, reading: true) }
            // Sold out, as far as we know: Allegro ends it by itself, and it is resumed then.
            guard shown.high > 0 else { return keep(.shownUnknown, reading: true) }
            guard let exact = shown.exact, offer.contradictedAt == nil else { return keep(.shownUnknown, reading: true) }
            return Plan(action: .add(wanted - exact), command: .gain(wanted - exact), target: target.quantity, reason: .lessThanTarget)
        }
        if !open.isEmpty { return keep(.underWay) }
        return keep(target.quantity == 0 ? .zeroInDoubt : .inOrder, reading: offer.status == .activating)
    }

    private static func planEnded(_ offer: Offer, target: Target, open: [OpenCommand]) -> Plan {
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
        let isResumable = offer.endedBy?.isWantOfStock ?? false
        guard target.quantity > 0 else { return keep(isResumable ? .outOfStock : .endedOtherwise) }
        if !open.isEmpty { return keep(.underWay, reading: open.allSatisfy { $0.progress == .unknown }) }
        guard let shown = offer.shown else { return keep(.shownUnknown, reading: true) }
        // Quantity first, read back, and only then the activation (R5); a fall of the target on the way comes back here.
        let isSet = shown.exact == target.quantity
        let isConfirmed = isSet && offer.readAt != nil && offer.contradictedAt == nil
        guard isResumable else {
            // Ended by a person, a moderator, a date: it stays ended and shows the right number when it is resumed by hand.
            return isSet
                ? keep(.endedOtherwise)
                : Plan(action: .set(target.quantity), command: .fixed(target.quantity), target: target.quantity, reason: .endedOtherwise)
        }
        return Plan(
            action: .resume(target.quantity), command: isSet ? (isConfirmed ? .activate : nil) : .fixed(target.quantity),
            needsReading: isSet && !isConfirmed, target: target.quantity, reason: .backInStock)
    }
}
