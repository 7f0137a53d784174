/// "Przerwa" (R44): synchronised offers are ended by one action, and exactly those are resumed by another.
public enum PauseSwitch {
    /// Decides for one offer; nil stands for one that is not known. One that is out of stock is paused with the others: it does not come back in
    /// the middle of the pause.
    public static func pause(_ offer: Offer?) -> SwitchOutcome {
        guard let offer else { return .refused(.unknownOffer) }
        if offer.status == .archived { return .refused(.archived) }
        guard offer.isSynchronised else { return .refused(.notSynchronised) }
        if offer.isPaused { return .unchanged }
        // A person's own end outlasts the pause.
        if offer.wish == .end { return .refused(.notActive) }
        if offer.isOnSale { return .ended }
        return offer.returnsByItself ? .waiting : .refused(.notActive)
    }

    /// Decides for one offer whether the pause ends for it; out of stock it waits until it can be resumed.
    ///
    /// - Parameter target: what it should show; nil where that is not known.
    public static func unpause(_ offer: Offer?, target: Int?) -> SwitchOutcome {
        guard let offer else { return .refused(.unknownOffer) }
        if offer.status == .archived { return .refused(.archived) }
        guard offer.isPaused else { return .unchanged }
        return offer.status == .ended && offer.isSynchronised && target ?? 0 == 0 ? .waiting : .resumed
    }
}
