/// The two older switches of offers without sync (R11–R13).
public enum AutoSwitch: Sendable, CaseIterable {
    /// Ends the offer when its product's stock reaches zero.
    case close
    /// Resumes it on a receipt.
    case resume

    /// Decides for one offer; nil stands for one that is not known.
    ///
    /// - Parameter productIsSynchronised: a product of the offer has a synchronised offer (R12).
    public func decide(_ offer: Offer?, enabled: Bool, productIsSynchronised: Bool) -> SwitchOutcome {
        guard let offer else { return .refused(.unknownOffer) }
        let isOn = self == .close ? offer.autoClose : offer.autoResume
        guard enabled else { return isOn ? .disabled : .unchanged }
        if offer.status == .archived { return .refused(.archived) }
        if offer.isFulfilledByAllegro { return .refused(.fulfilledByAllegro) }
        if offer.link?.components.isEmpty ?? true { return .refused(.unlinked) }
        if offer.isSynchronised || productIsSynchronised { return .refused(.productSynchronised) }
        return isOn ? .unchanged : .enabled
    }
}
