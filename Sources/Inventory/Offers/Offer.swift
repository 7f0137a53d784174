/// How an offer sells. Only fixed-price offers can be synchronised (R14).
public enum OfferFormat: String, Sendable, Codable, CaseIterable {
    case buyNow = "buy_now"
    case auction
    case advertisement
}

/// Where an offer stands on Allegro.
public enum OfferStatus: String, Sendable, Codable, CaseIterable {
    case inactive, activating, active, ended, archived
}

/// Who or what ended an offer. Allegro says USER for us, a person and other programs alike: only our own record of the
/// END command tells them apart (R10).
public enum EndCause: String, Sendable, Codable, CaseIterable {
    case gateway, pause, hand, expired, moderation, detached, error, unknown
    case soldOut = "sold_out"

    /// Ended for want of stock: the only ends that a receipt resumes by itself (R10).
    public var isWantOfStock: Bool { self == .gateway || self == .soldOut }
}

/// What an offer sells: units of one product, or of several (a set, R42), with what is held back (R8).
public struct OfferLink: Sendable, Equatable {
    /// One product of the offer and how many of it are sold at a time.
    public struct Component: Sendable, Hashable {
        public var product: ProductID
        /// Pieces of the product in one piece of the offer, at least 1.
        public var units: Int

        public init(product: ProductID, units: Int) {
            self.product = product
            self.units = units
        }
    }

    /// At least one, no product twice.
    public var components: [Component]
    /// Pieces of the product held back.
    public var buffer: Int
    /// The most that the offer ever shows; nil for no limit.
    public var cap: Int?

    public init(components: [Component], buffer: Int = 0, cap: Int? = nil) {
        self.components = components
        self.buffer = buffer
        self.cap = cap
    }
}

/// What we know of the quantity that Allegro shows on an offer: between `low` and `high` pieces.
///
/// The commands under way are not in it; a change whose outcome nobody can tell any more widens it until a reading settles it.
public struct ShownQuantity: Sendable, Equatable {
    public var low: Int
    public var high: Int

    public init(low: Int, high: Int) {
        self.low = low
        self.high = high
    }

    public init(exactly quantity: Int) { self.init(low: quantity, high: quantity) }

    /// After `pieces` were added (negative: taken away); nil where that cannot be: what was known was wrong.
    func changed(by pieces: Int) -> ShownQuantity? {
        let (low, high) = (low + pieces, high + pieces)
        guard low >= 0 || high > 0 else { return nil }
        return ShownQuantity(low: max(0, low), high: high)
    }

    /// The one possible value, where there is only one.
    public var exact: Int? { low == high ? low : nil }
}

/// An offer as the planner sees it.
public struct Offer: Sendable, Equatable {
    public var id: OfferID
    public var account: AccountName
    public var name: String
    public var format: OfferFormat
    public var status: OfferStatus
    public var endedBy: EndCause?
    /// True when the goods lie in Allegro's own warehouse (One Fulfillment).
    public var isFulfilledByAllegro: Bool
    public var link: OfferLink?
    /// "Synchronizacja stanu produktu" is on.
    public var isSynchronised: Bool
    public var autoClose: Bool
    public var autoResume: Bool
    /// Nil until Allegro was read.
    public var shown: ShownQuantity?
    /// The end of the window of the last reading taken while no command was under way.
    public var readAt: Timestamp?
    /// When a reading first contradicted what our own commands say; nil while nothing does.
    public var contradictedAt: Timestamp?
    /// When a second one did, long enough after: orders are waited for that would explain them.
    public var contradictedAgainAt: Timestamp?
    /// What it last showed while it ran: an auto-resume brings back no more (R11).
    public var lastQuantity: Int?
    /// The number that it carries on Allegro while it is ended, which nobody sees; nil where it was not read.
    public var keptQuantity: Int?
    /// What a person asked for by hand, until it is done (R10).
    public var wish: HandWish?
    /// Its end is one that a person asked us for: no report that comes late makes a sell-out of it.
    public var isEndAsked = false
    /// "Przerwa": it stays ended until it is switched on again (R44).
    public var isPaused = false
    /// What the brake or a person said of its end (R30).
    public var hold: EndHold?
    /// Its products' stock rose since it ended: what an auto-resume waits for (R11).
    public var hasReceipt = false
    /// Changes by a foreign hand in a row that had to be repaired, and when the last one was seen (R29).
    public var foreignChanges = 0
    public var foreignAt: Timestamp?
    /// The tug-of-war with a foreign hand has stopped: nothing raises or resumes it (R29, R41).
    public var isContested = false
    /// The target at which Allegro refused it too often: nothing is sent until it is another one (R28).
    public var stoppedTarget: Int?

    /// What increases may still add that hung and that readings have outweighed, while Allegro is still asked about them: it may carry them out
    /// an hour later.
    public var lateIncrease = 0

    /// True while buyers may see it.
    public var isOnSale: Bool { status == .active || status == .activating }

    public init(
        id: OfferID, account: AccountName, name: String = "", format: OfferFormat = .buyNow, status: OfferStatus, endedBy: EndCause? = nil,
        isFulfilledByAllegro: Bool = false, link: OfferLink? = nil, isSynchronised: Bool = false, autoClose: Bool = false, autoResume: Bool = false,
        shown: ShownQuantity? = nil, readAt: Timestamp? = nil, contradictedAt: Timestamp? = nil, contradictedAgainAt: Timestamp? = nil
    ) {
        self.id = id
        self.account = account
        self.name = name
        self.format = format
        self.status = status
        self.endedBy = endedBy
        self.isFulfilledByAllegro = isFulfilledByAllegro
        self.link = link
        self.isSynchronised = isSynchronised
        self.autoClose = autoClose
        self.autoResume = autoResume
        self.shown = shown
        self.readAt = readAt
        self.contradictedAt = contradictedAt
        self.contradictedAgainAt = contradictedAgainAt
    }
}
