import Allegro
import Inventory
import Storage

extension OfferListing {
    /// An offer as a page showed it, read between `window`'s moments by Allegro's clock. Nil where Allegro says a status or format that we do not know.
    init?(_ listed: ListedOffer, window: WarehouseLevel.Window) {
        guard let status = OfferStatus(listed.status), let format = OfferFormat(listed.format) else { return nil }
        self.init(
            id: listed.id, name: listed.name, format: format, externalID: listed.externalID, imageURL: listed.imageURL,
            isFulfilledByAllegro: listed.isFulfillment,
            sighting: Offer.Sighting(status: status, quantity: listed.available, endedAt: listed.endedAt, window: window))
    }

    /// An offer as its detail showed it; the detail does not tell who fulfils it, nor when it ended, which the list did.
    init?(_ detail: OfferDetail, isFulfilledByAllegro: Bool, endedAt: Timestamp?, window: WarehouseLevel.Window) {
        guard let status = OfferStatus(detail.status), let format = OfferFormat(detail.format) else { return nil }
        self.init(
            id: detail.id, name: detail.name, format: format, externalID: detail.externalID, imageURL: nil,
            isFulfilledByAllegro: isFulfilledByAllegro,
            sighting: Offer.Sighting(
                status: status, quantity: detail.available, endedBy: status == .ended ? detail.endedBy.map(EndCause.init) ?? .unknown : nil,
                endedAt: status == .ended ? endedAt : nil, window: window))
    }
}

extension OfferStatus {
    init?(_ status: ListedOffer.Status) {
        switch status {
        case .inactive: self = .inactive
        case .activating: self = .activating
        case .active: self = .active
        case .ended: self = .ended
        case .unknown: return nil
        }
    }
}

extension OfferFormat {
    init?(_ format: ListedOffer.Format) {
        switch format {
        case .buyNow: self = .buyNow
        case .auction: self = .auction
        case .advertisement: self = .advertisement
        case .unknown: return nil
        }
    }
}

extension EndCause {
    /// Allegro's USER stands for us, a person and other programs alike; without a command of ours it is a person's (R10).
    init(_ cause: OfferDetail.EndedBy) {
        switch cause {
        case .user: self = .hand
        case .admin: self = .moderation
        case .expiration: self = .expired
        case .emptyStock: self = .soldOut
        case .productDetachment: self = .detached
        case .error: self = .error
        case .unknown: self = .unknown
        }
    }
}
