extension Planner {
    /// An offer without sync: its quantity is its owner's. Auto-close ends it, auto-resume brings it back (R11), and a person may (R12).
    static func planUnsynchronised(
        _ offer: Offer, target: Target?, open: [OpenCommand], availability: (ProductID) -> Availability?
    ) -> Plan {
        func keep(_ reason: Plan.Reason, reading: Bool = false) -> Plan {
            Plan(action: .keep, needsReading: reading, target: target?.quantity, reason: reason)
        }
        if offer.status == .ended, offer.wish == .resume { return planResumeAsItIs(offer, target: target?.quantity, open: open) }
        guard let link = offer.link else { return keep(.notLinked) }
        guard let sellable = link.sellable(of: availability) else { return keep(.stockUnknown) }
        if offer.isOnSale, offer.autoClose, sellable.quantity == 0, !sellable.isDoubted {
            return planEnd(offer, target: target?.quantity, open: open, reason: .autoClose)
        }
        guard offer.status == .ended, offer.autoResume, offer.hasReceipt, offer.endedBy?.isWantOfStock == true, sellable.quantity > 0 else {
            return keep(.notSynchronised)
        }
        if !open.isEmpty { return keep(.underWay, reading: open.allSatisfy { $0.progress == .unknown }) }
        let quantity = min(offer.lastQuantity ?? sellable.quantity, sellable.quantity)
        return planResume(offer, with: quantity, target: target?.quantity ?? quantity, reason: .autoResume)
    }

    /// A person resumes an offer with the quantity that Allegro kept for it.
    private static func planResumeAsItIs(_ offer: Offer, target: Int?, open: [OpenCommand]) -> Plan {
        func keep(_ reason: Plan.Reason, reading: Bool = false) -> Plan {
            Plan(action: .keep, needsReading: reading, target: target, reason: reason)
        }
        if !open.isEmpty { return keep(.underWay, reading: open.allSatisfy { $0.progress == .unknown }) }
        guard offer.readAt != nil, offer.contradictedAt == nil, let kept = offer.keptQuantity else { return keep(.shownUnknown, reading: true) }
        guard kept > 0 else { return keep(.outOfStock) }
        return Plan(action: .resume(kept), command: .activate, target: target, reason: .byHand)
    }
}
