public import Inventory

/// An offer as people see it: what it is, what it sells, and the numbers behind what it shows.
public struct OfferView: Sendable, Equatable {
    public var offer: Offer
    /// One for each component of its link.
    public var availability: [ProductID: Availability]
    /// When the shown quantity was last confirmed by reading Allegro, or the last command for it was done.
    public var shownAt: Timestamp?

    /// What it should show; nil while it is not linked or the stock is not known.
    public var target: Int? { offer.link?.target { availability[$0] }?.quantity }
    /// The stock, reserved and available pieces of an offer of a single product; nil for a set.
    public var single: Availability? {
        guard let components = offer.link?.components, components.count == 1 else { return nil }
        return availability[components[0].product]
    }
}

/// Which offers a list holds.
public struct OfferFilter: Sendable, Equatable {
    public var account: AccountName?
    public var product: ProductID?
    public var isSynchronised: Bool?
    public var status: OfferStatus?
    public var format: OfferFormat?
    /// True: only those that are linked to a product; false: only those that are not.
    public var isLinked: Bool?
    /// True: only those with an open problem; false: only those without.
    public var hasProblem: Bool?
    /// Words that occur in the name, the id or the external id, letter case and accents aside (``SearchText``).
    public var text: String?

    public init() {}
}

/// A product as people see it.
public struct ProductView: Sendable, Equatable {
    public var product: ListedProduct
    public var availability: Availability
    public var warehouses: [(warehouse: ListedWarehouse, stock: StockAmount)]
    /// What is sold and not yet released, the oldest first (R7); at most ``Store/reservationLimit``.
    public var reservations: [ReservationView]
    public var offers: [OfferID]

    public static func == (left: Self, right: Self) -> Bool {
        left.product == right.product && left.availability == right.availability && left.offers == right.offers
            && left.reservations == right.reservations
            && left.warehouses.elementsEqual(right.warehouses) { $0 == $1 }
    }
}
