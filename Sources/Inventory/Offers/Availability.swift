/// What a product has to sell (R3, R7, R9).
public struct Availability: Sendable, Equatable {
    /// The sum over the counted warehouses; nil while it is not known, because wFirma was never read for this product.
    public var stock: StockAmount?
    /// Sold on Allegro and not yet released in wFirma, in pieces.
    public var reserved: Int
    /// True while the stock rests on a reading that nothing explained yet: a zero made so does not end an offer.
    public var isDoubted: Bool
    /// What may be there beyond that, zero or more. Readings above the ledger that wait for their second look: of a transfer seen half the rise is
    /// there while the fall counts already. And what may count twice: a release of a document of ours, told before we know the document's id.
    public var suspected: StockAmount
    /// wFirma lists it no longer, in any warehouse.
    public var isGone: Bool

    public init(stock: StockAmount?, reserved: Int = 0, isDoubted: Bool = false, suspected: StockAmount = .zero, isGone: Bool = false) {
        self.stock = stock
        self.reserved = reserved
        self.isDoubted = isDoubted
        self.suspected = suspected
        self.isGone = isGone
    }

    /// `max(0, ⌊stock − reserved⌋)` pieces (R7, R9).
    public var available: Int? {
        stock.map { ($0 - StockAmount(pieces: reserved)).wholePieces }
    }

    /// The same if what is suspected comes true.
    fileprivate var perhaps: Int { stock.map { ($0 + suspected - StockAmount(pieces: reserved)).wholePieces } ?? 0 }
}

/// What an offer should show.
public struct Target: Sendable, Equatable {
    /// Pieces of the offer.
    public var quantity: Int
    /// True when a zero rests on doubt: the offer shows 1 and its product is looked at again (`docs/ledger.md`).
    public var isDoubted: Bool

    public init(quantity: Int, isDoubted: Bool = false) {
        self.quantity = quantity
        self.isDoubted = isDoubted
    }

    /// What is published: a zero that rests on doubt is held at 1.
    public var published: Int { quantity == 0 && isDoubted ? 1 : quantity }
}

extension OfferLink {
    /// `min(cap, ⌊max(0, available − buffer) / units⌋)`, the smallest over the components (R8, R42).
    /// Nil while the stock of one of them is not known.
    public func target(of availability: (ProductID) -> Availability?) -> Target? {
        var smallest = max(0, cap ?? Int.max)
        var isDoubted = false
        var zeroIsSure = smallest == 0
        for component in components {
            guard let product = availability(component.product), let available = product.available else { return nil }
            let quantity = max(0, available - buffer) / max(1, component.units)
            smallest = min(smallest, quantity)
            // An end is not suspicion's to give: neither where nothing explains a fall yet, nor where a reading says that there is something.
            let perhaps = max(0, product.perhaps - buffer) / max(1, component.units)
            if product.isDoubted || perhaps > quantity { isDoubted = true } else if quantity == 0 { zeroIsSure = true }
        }
        guard !components.isEmpty else { return nil }
        return Target(quantity: smallest, isDoubted: isDoubted && !zeroIsSure)
    }

    /// The products of a set that it cannot be sold without and that cannot be counted: wFirma lists them no longer, or never told their stock
    /// (R42). None for an offer of one product.
    public func missing(of availability: (ProductID) -> Availability?) -> [ProductID] {
        guard components.count > 1 else { return [] }
        return components.map(\.product).filter { product in availability(product).map { $0.stock == nil || $0.isGone } ?? true }
    }

    /// What could be sold, buffer and cap aside: what auto-close and auto-resume go by (R11).
    public func sellable(of availability: (ProductID) -> Availability?) -> Target? {
        OfferLink(components: components).target(of: availability)
    }
}
