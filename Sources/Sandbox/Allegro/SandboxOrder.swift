/// An order on the simulated Allegro: its checkout form.
public struct SandboxOrder: Sendable, Equatable {
    public let id: String
    public let buyer: Buyer
    public internal(set) var lines: [Line]
    public internal(set) var status: Status
    public internal(set) var fulfillment = "NEW"
    public internal(set) var updatedAt: SandboxInstant
    public internal(set) var revision: String
    /// Who ships: SELLER, or ALLEGRO from its own warehouse.
    public let provider: String
    /// When it was paid; nil before.
    public internal(set) var paidAt: SandboxInstant?
    public let paymentID: String

    public enum Status: String, Sendable {
        case bought = "BOUGHT"
        case filledIn = "FILLED_IN"
        case readyForProcessing = "READY_FOR_PROCESSING"
        case cancelled = "CANCELLED"
    }

    /// One line item: its id is unique and survives a merge of orders.
    public struct Line: Sendable, Equatable {
        public let id: String
        public let offer: String
        public let offerName: String
        public let externalID: String?
        public let quantity: Int
        public let price: String
        public let boughtAt: SandboxInstant
    }

    public struct Buyer: Sendable, Equatable {
        public var login: String
        public var firstName: String
        public var lastName: String
        /// The tax number for an invoice; nil when the buyer asked for none.
        public var taxID: String?

        public init(login: String = "kupujacy", firstName: String = "Jan", lastName: String = "Kowalski", taxID: String? = nil) {
            self.login = login
            self.firstName = firstName
            self.lastName = lastName
            self.taxID = taxID
        }
    }
}

/// A step on an order's way, taken by the buyer.
enum OrderStep: Sendable { case fillIn, pay }

/// The types of order events (schema `OrderEventType`).
enum OrderEventType: String, Sendable {
    case bought = "BOUGHT"
    case filledIn = "FILLED_IN"
    case readyForProcessing = "READY_FOR_PROCESSING"
    case buyerCancelled = "BUYER_CANCELLED"
    case autoCancelled = "AUTO_CANCELLED"
    case fulfillmentStatusChanged = "FULFILLMENT_STATUS_CHANGED"
    case buyerModified = "BUYER_MODIFIED"
}
