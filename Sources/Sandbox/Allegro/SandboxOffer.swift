/// An offer as the simulated Allegro keeps it.
public struct SandboxOffer: Sendable {
    public let id: String
    public var name: String
    /// The seller's own mark, `external.id`.
    public var externalID: String?
    public var format: Format
    /// What a buyer can buy now.
    public internal(set) var available: Int
    /// Pieces sold, of the last 30 days as Allegro says; here, of all time.
    public internal(set) var sold = 0
    public internal(set) var status: Status
    /// Who ended it; nil while it was never ended.
    public internal(set) var endedBy: EndedBy?
    public internal(set) var endedAt: SandboxInstant?
    public internal(set) var startedAt: SandboxInstant?
    /// Allegro relists a sold-out offer under a new id with ``initialStock``.
    public internal(set) var republish: Bool
    /// The stock that a relisting starts with.
    public internal(set) var initialStock: Int
    /// The goods lie in Allegro's own warehouse.
    public var isFulfillment: Bool
    /// Units of the product in one piece of the offer, `productSet[].quantity.value`.
    public var unitsInSet: Int
    /// The price of one piece, e.g. `49.99` PLN.
    public var price: String
    /// The VAT rate that the offer states, e.g. `23.00`; nil where it states none.
    public var taxRate: String?
    /// A moderator's end that no activation undoes.
    public internal(set) var isBarred = false
    /// What the offer showed, and since when: the truth that a demo or a checker measures against.
    public internal(set) var history: [Sighting] = []

    public enum Format: String, Sendable, CaseIterable {
        case buyNow = "BUY_NOW"
        case auction = "AUCTION"
        case advertisement = "ADVERTISEMENT"
    }

    public enum Status: String, Sendable, CaseIterable {
        case inactive = "INACTIVE"
        case activating = "ACTIVATING"
        case active = "ACTIVE"
        case ended = "ENDED"
        /// Gone from every answer, 60 days after its end.
        case archived = "ARCHIVED"
    }

    public enum EndedBy: String, Sendable, CaseIterable {
        case user = "USER"
        case admin = "ADMIN"
        case expiration = "EXPIRATION"
        case emptyStock = "EMPTY_STOCK"
        case productDetachment = "PRODUCT_DETACHMENT"
        case error = "ERROR"
    }

    /// What the offer showed from a moment on.
    public struct Sighting: Sendable, Equatable {
        public let at: SandboxInstant
        public let available: Int
        public let status: Status
    }

    public init(
        id: String, name: String, externalID: String? = nil, available: Int, status: Status = .active, format: Format = .buyNow,
        republish: Bool = false, isFulfillment: Bool = false, unitsInSet: Int = 1, price: String = "49.99",
        taxRate: String? = nil
    ) {
        self.id = id
        self.name = name
        self.externalID = externalID
        self.available = available
        self.status = status
        self.format = format
        self.republish = republish
        self.initialStock = available
        self.isFulfillment = isFulfillment
        self.unitsInSet = unitsInSet
        self.price = price
        self.taxRate = taxRate
    }

    /// How many sightings are kept; the oldest half goes when it is reached.
    static let historyLimit = 2048

    mutating func end(by cause: EndedBy, at now: SandboxInstant) {
        status = .ended
        endedBy = cause
        endedAt = now
    }

    /// What the offer showed at `moment`.
    func sighting(at moment: SandboxInstant) -> Sighting? {
        history.last { $0.at <= moment } ?? history.first
    }
}
