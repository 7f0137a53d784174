/// Switching "synchronizacja stanu produktu" on and off (R14, R16, R17).
public enum SyncSwitch {
    /// The answer for one offer.
    public enum Outcome: Sendable, Equatable {
        case enabled, disabled, unchanged
        case refused(Refusal)
    }

    /// Why sync cannot be switched on.
    public enum Refusal: String, Sendable, Codable, CaseIterable {
        case auction, archived, advertisement, unlinked
        case fulfilledByAllegro = "fulfilled_by_allegro"
        case setIncomplete = "set_incomplete"
        case unknownOffer = "unknown_offer"
        case orderFetchOff = "order_fetch_off"
        case invoicingOff = "invoicing_off"
    }

    /// Decides for one offer; nil stands for one that is not known. Switching off is never refused for a known offer.
    public static func decide(_ offer: Offer?, enabled: Bool, fetchOrders: Bool, issueInvoices: Bool) -> Outcome {
        guard let offer else { return .refused(.unknownOffer) }
        guard enabled else { return offer.isSynchronised ? .disabled : .unchanged }
        if let refusal = refusal(of: offer, fetchOrders: fetchOrders, issueInvoices: issueInvoices) { return .refused(refusal) }
        return offer.isSynchronised ? .unchanged : .enabled
    }

    private static func refusal(of offer: Offer, fetchOrders: Bool, issueInvoices: Bool) -> Refusal? {
        if !fetchOrders { return .orderFetchOff }
        if !issueInvoices { return .invoicingOff }
        switch offer.format {
        case .auction: return .auction
        case .advertisement: return .advertisement
        case .buyNow: break
        }
        if offer.status == .archived { return .archived }
        if offer.isFulfilledByAllegro { return .fulfilledByAllegro }
        if offer.link?.components.isEmpty ?? true { return .unlinked }
        return nil
    }
}
