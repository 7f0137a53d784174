import Inventory

extension Offer {
    /// A synchronised offer of one product, read back and agreeing with itself.
    static func example(
        _ status: OfferStatus = .active, shows shown: Int? = 10, endedBy: EndCause? = nil, isRead: Bool = true, cap: Int? = nil
    ) -> Offer {
        Offer(
            id: "7001", account: "main", status: status, endedBy: endedBy, link: OfferLink(components: [.init(product: "501", units: 1)], cap: cap),
            isSynchronised: true, shown: shown.map(ShownQuantity.init(exactly:)), readAt: isRead ? at(0) : nil)
    }
}

extension OpenCommand {
    static func expected(_ action: CommandAction) -> OpenCommand { OpenCommand(action: action, progress: .expected) }
    static func unknown(_ action: CommandAction) -> OpenCommand { OpenCommand(action: action, progress: .unknown) }
}

extension Planner {
    /// The plan for an offer whose product has this much to sell.
    static func plan(_ offer: Offer, stock: Int?, isDoubted: Bool = false, open: [OpenCommand] = []) -> Plan {
        plan(offer, open: open) { _ in Availability(stock: stock.map { StockAmount(pieces: $0) }, isDoubted: isDoubted) }
    }
}

extension Offer.Sighting {
    static func of(
        _ status: OfferStatus, _ quantity: Int?, from: Double, to: Double? = nil, endedBy: EndCause? = nil, endedAt: Double? = nil
    ) -> Offer.Sighting {
        Offer.Sighting(
            status: status, quantity: quantity, endedBy: endedBy, endedAt: endedAt.map(at), window: .init(from: at(from), to: at(to ?? from)))
    }
}
