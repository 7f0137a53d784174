/// What the brake, or a person whom it asked, says of an offer's end (R30).
public enum EndHold: String, Sendable, Codable, CaseIterable {
    /// Its end waits for a person; it shows 1 meanwhile (R41).
    case held
    /// A person dropped the end: it shows 1 until its product's stock changes again.
    case dropped
    /// A person let it end.
    case released

    /// True while the offer shows 1 instead of ending.
    public var keepsRunning: Bool { self != .released }
}

/// The brake (R30, R41): when very many offers would end at once, an empty answer or a wrong warehouse is likelier than an empty shop.
public enum Brake {
    /// Its limits (`safety` in the configuration).
    public struct Rules: Sendable, Equatable {
        /// Of the synchronised offers, from 0 to 1; more ends than that are held.
        public var share = 0.2
        /// It needs offers of at least so many products. A single product's zero is never held, whatever is set.
        public var products = 5
        /// The time in which ends count together.
        public var window: Duration = .seconds(600)

        public init() {}
    }

    /// An end that no order explains.
    public struct End: Sendable, Equatable {
        public var offer: OfferID
        /// The products whose want ends it.
        public var products: [ProductID]

        public init(offer: OfferID, products: [ProductID]) {
            self.offer = offer
            self.products = products
        }
    }

    /// True when `ends` are to be held.
    ///
    /// - Parameters:
    ///   - ends: what one pass would send.
    ///   - earlier: what was sent within the window, or is held already.
    ///   - synchronised: how many offers are synchronised.
    public static func holds(_ ends: [End], earlier: [End], synchronised: Int, rules: Rules) -> Bool {
        guard !ends.isEmpty else { return false }
        let all = ends + earlier
        guard Set(all.flatMap(\.products)).count >= max(2, rules.products) else { return false }
        return Double(Set(all.map(\.offer)).count) > rules.share * Double(synchronised)
    }

    /// The end of an offer as the brake counts it; nil where it does not count: without what orders hold or took away there would be something to
    /// sell, or a cap of zero, which a person set, ends it.
    ///
    /// - Parameter sold: pieces of a product that orders took out of stock within the window.
    public static func end(of offer: Offer, availability: (ProductID) -> Availability?, sold: (ProductID) -> Int = { _ in 0 }) -> End? {
        guard let link = offer.link, offer.isSynchronised, link.cap != 0 else { return nil }
        let without = link.target { product in
            availability(product).map { Availability(stock: $0.stock.map { $0 + StockAmount(pieces: sold(product)) }) }
        }
        guard without?.quantity == 0 else { return nil }
        let wanting = link.components.filter { component in
            max(0, (availability(component.product)?.available ?? 0) - link.buffer) / max(1, component.units) == 0
        }
        return End(offer: offer.id, products: wanting.map(\.product))
    }
}
