public import Inventory

/// An offer in full, as far as the gateway needs it.
public struct OfferDetail: Sendable, Equatable {
    /// Who or what ended an offer. USER covers the panel, our own END and other programs alike.
    public enum EndedBy: Sendable, Equatable {
        case user, admin, expiration, emptyStock, productDetachment, error
        case unknown(String)
    }

    public var id: OfferID
    public var name: String
    public var status: ListedOffer.Status
    public var format: ListedOffer.Format
    public var endedBy: EndedBy?
    /// Allegro lists it again by itself, with its first quantity (R15).
    public var republish: Bool
    /// ISO 8601, e.g. `PT720H`; nil until sold out.
    public var duration: String?
    public var available: Int?
    public var externalID: String?
    /// How many of each product one sold set holds, in the order of the offer's set.
    public var setQuantities: [Int]
}

extension OfferDetail.EndedBy {
    init(_ text: String) {
        switch text {
        case "USER": self = .user
        case "ADMIN": self = .admin
        case "EXPIRATION": self = .expiration
        case "EMPTY_STOCK": self = .emptyStock
        case "PRODUCT_DETACHMENT": self = .productDetachment
        case "ERROR": self = .error
        default: self = .unknown(text)
        }
    }
}
