/// What a person asked for by hand: kept until it is done, whatever happens meanwhile (R10).
public enum HandWish: String, Sendable, Codable, CaseIterable {
    case end, resume
}

/// Ending and resuming by hand (R10, R12).
public enum HandSwitch {
    /// Decides whether a person's end can be carried out; nil stands for an offer that is not known.
    ///
    /// One that ended for want of stock, or by the pause, would come back by itself: ended by hand it does not.
    public static func end(_ offer: Offer?) -> SwitchOutcome {
        guard let offer else { return .refused(.unknownOffer) }
        if offer.status == .archived { return .refused(.archived) }
        if offer.isFulfilledByAllegro { return .refused(.fulfilledByAllegro) }
        if offer.wish == .end { return .unchanged }
        return offer.isOnSale || offer.returnsByItself ? .ended : .refused(.notActive)
    }

    /// Decides whether a person's resume can be carried out.
    ///
    /// - Parameters:
    ///   - target: what a synchronised offer should show; nil where that is not known.
    ///   - sellable: what its products have to sell, buffer and cap aside; nil where that is not known, or where it is linked to none.
    public static func resume(_ offer: Offer?, target: Int?, sellable: Int? = nil) -> SwitchOutcome {
        guard let offer else { return .refused(.unknownOffer) }
        if offer.status == .archived { return .refused(.archived) }
        if offer.isFulfilledByAllegro { return .refused(.fulfilledByAllegro) }
        // One that is paused waits for the end of the pause, which a resume brings.
        if offer.wish == .resume, !offer.isPaused { return .unchanged }
        // An end that a person asked for and that is not done yet is taken back.
        guard offer.status == .ended || (offer.isOnSale && offer.wish == .end) else { return .refused(.notEnded) }
        // A synchronised offer gets its quantity first; any other has the one that Allegro kept, where there is anything to sell at all.
        let kept = sellable == 0 ? 0 : offer.keptQuantity
        let pieces = offer.isSynchronised ? target ?? 0 : kept
        return offer.status == .ended && pieces == 0 ? .refused(.noStock) : .resumed
    }
}

extension Offer {
    /// True for an ended offer that stock alone brings back: nobody but us, or a sell-out, ended it (R10), or a pause did (R44).
    public var returnsByItself: Bool {
        guard status == .ended, isSynchronised || autoResume || isPaused || wish == .resume else { return false }
        return endedBy?.isWantOfStock == true || endedBy == .pause || wish == .resume
    }

    /// How an END of ours counts: a person asked for it, the pause did, or stock ran out.
    var causeOfOwnEnd: EndCause { wish == .end ? .hand : isPaused ? .pause : .gateway }
}
