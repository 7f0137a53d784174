/// Switching "synchronizacja stanu produktu" on and off (R14, R16, R17).
public enum SyncSwitch {
    /// Decides for one offer; nil stands for one that is not known. Switching off is never refused for a known offer.
    ///
    /// - Parameter isStocked: whether wFirma's stock of a product is known; a set needs all of its products (R42).
    public static func decide(
        _ offer: Offer?, enabled: Bool, fetchOrders: Bool, issueInvoices: Bool, isStocked: (ProductID) -> Bool = { _ in true }
    ) -> SwitchOutcome {
        guard let offer else { return .refused(.unknownOffer) }
        guard enabled else { return offer.isSynchronised ? .disabled : .unchanged }
        if let refusal = refusal(of: offer, fetchOrders: fetchOrders, issueInvoices: issueInvoices, isStocked) { return .refused(refusal) }
        return offer.isSynchronised ? .unchanged : .enabled
    }

    private static func refusal(
        of offer: Offer, fetchOrders: Bool, issueInvoices: Bool, _ isStocked: (ProductID) -> Bool
    ) -> SwitchOutcome.Refusal? {
        if !fetchOrders { return .orderFetchOff }
        if !issueInvoices { return .invoicingOff }
        switch offer.format {
        case .auction: return .auction
        case .advertisement: return .advertisement
        case .buyNow: break
        }
        if offer.status == .archived { return .archived }
        if offer.isFulfilledByAllegro { return .fulfilledByAllegro }
        guard let components = offer.link?.components, !components.isEmpty else { return .unlinked }
        if components.count > 1, !components.allSatisfy({ isStocked($0.product) }) { return .setIncomplete }
        return nil
    }
}
