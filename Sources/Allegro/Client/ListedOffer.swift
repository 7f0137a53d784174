public import Inventory

/// An offer as the list of offers shows it. The list may lag by minutes; ``AllegroClient/stock(of:token:)`` is fresher.
public struct ListedOffer: Sendable, Equatable {
    /// Where an offer's publication stands.
    public enum Status: Sendable, Equatable {
        case inactive, activating, active, ended
        /// A state that Allegro did not document when this was written; empty where it says none.
        case unknown(String)
    }

    /// How an offer sells.
    public enum Format: Sendable, Equatable {
        case buyNow, auction, advertisement
        /// Likewise.
        case unknown(String)
    }

    public var id: OfferID
    public var name: String
    public var status: Status
    public var format: Format
    /// Pieces (or sets) a buyer can buy now; nil where the list does not say.
    public var available: Int?
    /// Sold in the last 30 days on the base marketplace.
    public var sold: Int
    public var startedAt: Timestamp?
    /// When it ended; told by the list only, never by the offer itself.
    public var endedAt: Timestamp?
    /// The seller's own reference, often the product's code.
    public var externalID: String?
    /// The goods lie in Allegro's own warehouse (One Fulfillment).
    public var isFulfillment: Bool
    public var imageURL: String?
}

extension ListedOffer.Status {
    init(_ text: String) {
        switch text {
        case "INACTIVE": self = .inactive
        case "ACTIVATING": self = .activating
        case "ACTIVE": self = .active
        case "ENDED": self = .ended
        default: self = .unknown(text)
        }
    }

    /// As Allegro writes it.
    public var text: String {
        switch self {
        case .inactive: "INACTIVE"
        case .activating: "ACTIVATING"
        case .active: "ACTIVE"
        case .ended: "ENDED"
        case .unknown(let text): text
        }
    }
}

extension ListedOffer.Format {
    init(_ text: String) {
        switch text {
        case "BUY_NOW": self = .buyNow
        case "AUCTION": self = .auction
        case "ADVERTISEMENT": self = .advertisement
        default: self = .unknown(text)
        }
    }
}
