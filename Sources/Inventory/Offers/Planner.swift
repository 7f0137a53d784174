/// From what Allegro shows to what it should show, one offer at a time (R1–R6, R9, R10; `accounting.md` is told in `docs/planner.md`).
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
        guard let shown = offer.shown else {
            return Plan(action: .keep, needsReading: true, target: target.quantity, reason: .shownUnknown)
        }
        switch offer.status {
        case .active, .activating: return planRunning(offer, shown: shown, target: target, open: open)
        case .ended: return planEnded(offer, shown: shown, target: target, open: open)
        case .inactive, .archived: return Plan(action: .keep, target: target.quantity, reason: .notRunning)
        }
    }

    private static func planRunning(_ offer: Offer, shown: ShownQuantity, target: Target, open: [OpenCommand]) -> Plan {
        let wanted = target.published
        func keep(_ reason: Plan.Reason, reading: Bool = false) -> Plan {
            Plan(action: .keep, needsReading: reading, target: target.quantity, reason: reason)
        }
        // Once an END is under way nothing else is sent: its outcome decides.
        if open.contains(where: { $0.action == .end && $0.progress == .expected }) { return keep(.underWay) }
        if wanted == 0 { return Plan(action: .end, command: .end, target: 0, reason: .outOfStock) }

        let expected = open.filter { $0.progress == .expected }
        let unknown = open.filter { $0.progress == .unknown }
        // The most that Allegro may show once all is done that is under way; an increase nobody can tell of counts as done.
        let high = shown.high + expected.reduce(0) { $0 + $1.action.gained } + unknown.reduce(0) { $0 + max(0, $1.action.gained) }
        if high > wanted {
            let reason: Plan.Reason = target.quantity == 0 ? .zeroInDoubt : .moreThanTarget
            return Plan(action: .add(wanted - high), command: .gain(wanted - high), target: target.quantity, reason: reason)
        }
        if high < wanted || shown.low < wanted {
            guard open.isEmpty else { return keep(.underWay) }
            guard offer.status == .active else { return keep(.underWay, reading: true) }
            guard let exact = shown.exact else { return keep(.shownUnknown, reading: true) }
            return Plan(action: .add(wanted - exact), command: .gain(wanted - exact), target: target.quantity, reason: .lessThanTarget)
        }
        if !open.isEmpty { return keep(.underWay) }
        return keep(target.quantity == 0 ? .zeroInDoubt : .inOrder, reading: offer.status == .activating)
    }

    private static func planEnded(_ offer: Offer, shown: ShownQuantity, target: Target, open: [OpenCommand]) -> Plan {
        func keep(_ reason: Plan.Reason, reading: Bool = false) -> Plan {
            Plan(action: .keep, needsReading: reading, target: target.quantity, reason: reason)
        }
        let isResumable = offer.endedBy?.isWantOfStock ?? false
        guard target.quantity > 0 else { return keep(isResumable ? .outOfStock : .endedOtherwise) }
        if !open.isEmpty { return keep(.underWay) }
        // Quantity first, read back, and only then the activation (R5); a fall of the target on the way comes back here.
        let isSet = shown.exact == target.quantity
        guard isResumable else {
            // Ended by a person, a moderator, a date: it stays ended and shows the right number when it is resumed by hand.
            return isSet
                ? keep(.endedOtherwise)
                : Plan(action: .set(target.quantity), command: .fixed(target.quantity), target: target.quantity, reason: .endedOtherwise)
        }
        let command: CommandAction? = isSet ? (offer.readAt == nil ? nil : .activate) : .fixed(target.quantity)
        return Plan(
            action: .resume(target.quantity), command: command, needsReading: isSet && offer.readAt == nil, target: target.quantity,
            reason: .backInStock)
    }
}
