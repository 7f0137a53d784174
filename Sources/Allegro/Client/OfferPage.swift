public import Inventory

/// Which page of the seller's offers to read.
public struct OfferPageRequest: Sendable, Equatable {
    /// The most offers that Allegro puts on a page.
    public static let largestLimit = 1000
    /// Allegro lists no further than this many offers.
    public static let reach = 10_000_000

    public var offset: Int
    public var limit: Int
    /// Only these offers; empty for all.
    public var ids: [OfferID]
    /// Only offers in these states; empty for all.
    public var statuses: [ListedOffer.Status]

    public init(offset: Int = 0, limit: Int = largestLimit, ids: [OfferID] = [], statuses: [ListedOffer.Status] = []) {
        self.offset = offset
        self.limit = limit
        self.ids = ids
        self.statuses = statuses
    }
}

/// One page of the seller's offers.
public struct OfferPage: Sendable, Equatable {
    public var offers: [ListedOffer]
    /// How many offers match on all pages.
    public var totalCount: Int
    /// How many the page says it holds.
    public var count: Int
}
