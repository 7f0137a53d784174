public import Inventory

/// How a list of offers is sorted.
public enum OfferOrder: String, Sendable, CaseIterable {
    case name
    /// The last change first.
    case change
    /// Those with an open problem first, each part by name.
    case problems
}

/// Where a page of a list begins: beside an offer, which is not on it.
public enum OfferPlace: Sendable, Equatable {
    case start
    case after(OfferID)
    case before(OfferID)
}

/// One row of a list of offers.
public struct OfferRow: Sendable, Equatable {
    public var view: OfferView
    public var externalID: String?
    /// Where Allegro keeps its main picture.
    public var imageURL: String?
    /// When its last change at Allegro was done; nil before the first.
    public var changedAt: Timestamp?
    /// Name and code of each of its products.
    public var products: [ProductID: ListedProduct]
    /// Open problems of this offer.
    public var problems: Int
    /// Another offer of its product is synchronised: the older switches are locked (R12).
    public var isProductSynchronised: Bool
}

/// One page of a list of offers.
public struct OfferPage: Sendable, Equatable {
    public var rows: [OfferRow]
    public var hasEarlier: Bool
    public var hasLater: Bool
    /// How many match, counted no further than ``Store/offerCountLimit`` and one more.
    public var count: Int
}
