import Foundation

/// The bodies of the three commands, as Allegro's OpenAPI has them.
struct QuantityCommandBody: Decodable {
    struct Modification: Decodable {
        let changeType: String
        let value: Int
    }
    let modification: Modification
    let offerCriteria: [OfferCriterion]
}

struct PublicationCommandBody: Decodable {
    struct Publication: Decodable {
        let action: String
        let scheduledFor: String?
    }
    let publication: Publication
    let offerCriteria: [OfferCriterion]
}

struct BulkCommandBody: Decodable {
    struct Stock: Decodable {
        let changeType: String
        let value: Int
    }
    struct Price: Decodable {
        let amount: String
        let currency: String
    }
    struct PriceChange: Decodable {
        let changeType: String
        let value: Price?
    }
    struct Modification: Decodable {
        let offerId: String
        let stock: Stock?
        let prices: [String: PriceChange]?
    }
    let commandId: String
    let modifications: [Modification]
}

struct OfferCriterion: Decodable {
    struct Offer: Decodable { let id: String }
    let offers: [Offer]
    let type: String
}

extension Decodable {
    /// Reads a body of this shape; nil when it has another.
    init?(body: [UInt8]) {
        guard let value = try? JSONDecoder().decode(Self.self, from: Data(body)) else { return nil }
        self = value
    }
}
