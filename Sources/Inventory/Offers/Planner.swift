/// From what Allegro shows to what it should show, one offer at a time (R1–R6, R9, R10; `docs/planner.md`).
public enum Planner {
    /// Decides what to do for `offer`.
    ///
    /// - Parameters:
    ///   - open: its commands whose outcome is not known yet.
    ///   - availability: what each of its products has to sell.
    public static func plan(_ offer: Offer, open: [OpenCommand], availability: (ProductID) -> Availability?) -> Plan {
        let plan = wanted(offer, open: open, availability: availability)
        guard plan.command != nil, let stopped = offer.stoppedTarget, stopped == plan.target else { return plan }
        return Plan(action: .keep, target: plan.target, reason: .refused)
    }

    private static func wanted(_ offer: Offer, open: [OpenCommand], availability: (ProductID) -> Availability?) -> Plan {
        let target = offer.link?.target(of: availability)
        // Its goods lie at Allegro by now, so wFirma's stock says nothing of it: it is left alone (R14).
        if offer.isFulfilledByAllegro { return Plan(action: .keep, target: nil, reason: .fulfilledByAllegro) }
        // A person's end goes before every other rule.
        if offer.isPaused || offer.wish == .end {
            let reason: Plan.Reason = offer.isPaused ? .paused : .byHand
            if offer.isOnSale { return planEnd(offer, target: target?.quantity, open: open, reason: reason) }
            if offer.status == .ended {
                return planActivating(offer, target: target, open: open) ?? Plan(action: .keep, target: target?.quantity, reason: reason)
            }
        }
        guard offer.isSynchronised else { return planUnsynchronised(offer, target: target, open: open, availability: availability) }
        guard offer.link != nil else { return Plan(action: .keep, target: nil, reason: .notLinked) }
        guard let target else { return Plan(action: .keep, target: nil, reason: .stockUnknown) }
        switch offer.status {
        case .active, .activating: return planRunning(offer, target: target, open: open)
        case .ended: return planEnded(offer, target: target, open: open)
        case .inactive, .archived: return Plan(action: .keep, target: target.quantity, reason: .notRunning)
        }
    }

    /// END, once: its outcome is awaited, and a refused one is no reason to send the same again unread.
    static func planEnd(_ offer: Offer, target: Int?, open: [OpenCommand], reason: Plan.Reason) -> Plan {
        func keep(_ reason: Plan.Reason, reading: Bool) -> Plan {
            Plan(action: .keep, needsReading: reading, target: target, reason: reason)
        }
        if open.contains(where: { $0.action == .end && $0.progress == .expected }) { return keep(.underWay, reading: false) }
        // An END that hangs may have been carried out.
        if open.contains(where: { $0.action == .end }) { return keep(.underWay, reading: true) }
        guard offer.shown != nil || offer.readAt != nil else { return keep(.shownUnknown, reading: true) }
        return Plan(action: .end, command: .end, target: target, reason: reason)
    }

    /// The way back under the same id: the quantity first, read back, and only then the activation (R5); a change of the quantity on the way comes
    /// back here.
    static func planResume(_ offer: Offer, with quantity: Int, target: Int, reason: Plan.Reason) -> Plan {
        guard let shown = offer.shown else { return Plan(action: .keep, needsReading: true, target: target, reason: .shownUnknown) }
        // An increase that hung may come yet, on top of what is set: until Allegro is no longer asked about it, so much less comes back.
        let quantity = quantity - offer.lateIncrease
        guard quantity > 0 else { return Plan(action: .keep, target: target, reason: .underWay) }
        let isSet = shown.exact == quantity
        let isConfirmed = isSet && offer.readAt != nil && offer.contradictedAt == nil
        return Plan(
            action: .resume(quantity), command: isSet ? (isConfirmed ? .activate : nil) : .fixed(quantity), needsReading: isSet && !isConfirmed,
            target: target, reason: reason)
    }
}
