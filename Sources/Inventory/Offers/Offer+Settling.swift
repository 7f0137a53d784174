extension Offer {
    /// Forgets what has come true: a wish that is done, a hold or a receipt that no longer matters.
    ///
    /// - Parameter open: its commands whose outcome is not known yet.
    public mutating func settle(open: [OpenCommand], availability: (ProductID) -> Availability?) {
        let isEnding = open.contains { $0.action == .end }
        if wish == .end, status == .ended, open.isEmpty {
            switch endedBy {
            case .gateway, .pause, .soldOut, .unknown, nil: (endedBy, isEndAsked) = (.hand, true)
            case .hand, .expired, .moderation, .detached, .error: break
            }
            wish = nil
        }
        if wish == .resume, status == .active, !isEnding { wish = nil }
        if hold != nil, !isOnSale || link?.target(of: availability).map({ $0.quantity > 0 }) ?? false { hold = nil }
        if hasReceipt, (isOnSale && !isEnding) || link?.sellable(of: availability)?.quantity == 0 { hasReceipt = false }
    }
}
