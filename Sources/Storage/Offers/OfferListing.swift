public import Inventory

/// An offer as Allegro lists it.
public struct OfferListing: Sendable, Equatable {
    public var id: OfferID
    public var name: String
    public var format: OfferFormat
    public var externalID: String?
    public var imageURL: String?
    public var isFulfilledByAllegro: Bool
    public var sighting: Offer.Sighting

    public init(
        id: OfferID, name: String, format: OfferFormat, externalID: String?, imageURL: String?, isFulfilledByAllegro: Bool, sighting: Offer.Sighting
    ) {
        self.id = id
        self.name = name
        self.format = format
        self.externalID = externalID
        self.imageURL = imageURL
        self.isFulfilledByAllegro = isFulfilledByAllegro
        self.sighting = sighting
    }
}

/// What sightings told.
public struct SightingReport: Sendable, Equatable {
    /// Offers seen for the first time.
    public var imported: [OfferID] = []
    /// Offers whose end nobody has explained: their detail must be asked.
    public var needDetail: [OfferID] = []
    /// Offers that show what we expected.
    public var confirmed = 0
    /// Running synchronised offers that showed something else than we expected.
    public var drifts: [Drift] = []
    /// Changes by a foreign hand (R29).
    public var foreignHands: [ForeignHand] = []

    public init() {}
}

/// A difference between what was expected and what a comparison found (R22).
public struct Drift: Sendable, Equatable {
    public enum Subject: Sendable, Equatable {
        case offer(OfferID)
        case product(ProductID)
    }

    public var subject: Subject
    public var expected: String
    public var found: String
    /// True when the difference was put right, or its repair is written, by the comparison itself.
    public var mended: Bool

    public init(subject: Subject, expected: String, found: String, mended: Bool) {
        self.subject = subject
        self.expected = expected
        self.found = found
        self.mended = mended
    }
}
