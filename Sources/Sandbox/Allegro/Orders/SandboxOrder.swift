/// An order on the simulated Allegro: its checkout form.
public struct SandboxOrder: Sendable, Equatable {
    public let id: String
    public internal(set) var buyer: Buyer
    public let lines: [Line]
    public internal(set) var status: Status
    /// NEW, PROCESSING … and RETURNED, which no request sets.
    public internal(set) var fulfillment = "NEW"
    public internal(set) var updatedAt: SandboxInstant
    public internal(set) var revision: String
    /// Who ships: SELLER, or ALLEGRO from its own warehouse.
    public let provider: String
    public let payment: Payment
    /// Whether the buyer pays without being made to; if not, the order is cancelled by the calendar.
    public let paysByItself: Bool
    /// When it was paid; nil before. Cash on delivery is paid when the parcel is handed over.
    public internal(set) var paidAt: SandboxInstant?
    public let paymentID: String
    public let delivery: Delivery
    /// ISO 4217; decides the marketplace.
    public let currency: String
    public internal(set) var surcharges: [Surcharge] = []
    public internal(set) var invoices: [SandboxOrderInvoice] = []
    public internal(set) var links: [Link] = []
    /// Invoices sent past Allegro, as a person said there.
    public internal(set) var hasExternalInvoices = false

    public enum Status: String, Sendable {
        case bought = "BOUGHT"
        case filledIn = "FILLED_IN"
        case readyForProcessing = "READY_FOR_PROCESSING"
        case cancelled = "CANCELLED"
    }

    public enum Payment: String, Sendable, CaseIterable {
        case online = "ONLINE"
        case cashOnDelivery = "CASH_ON_DELIVERY"
        case wireTransfer = "WIRE_TRANSFER"
    }

    /// One line item: its id is unique and survives a merge of orders.
    public struct Line: Sendable, Equatable {
        public let id: String
        public let offer: String
        public let offerName: String
        public let externalID: String?
        public let quantity: Int
        public let price: String
        /// Allegro's own rate, e.g. `23.00`, where the offer states one.
        public let taxRate: String?
        public let boughtAt: SandboxInstant
    }

    public struct Delivery: Sendable, Equatable {
        public var method: String
        public var cost: SandboxMoney
        /// Where the parcel goes; nil: to the buyer's own country.
        public var country: String?

        public init(method: String = "Allegro Paczkomaty InPost", cost: SandboxMoney = SandboxMoney(hundredths: 999)) {
            self.method = method
            self.cost = cost
        }
    }

    /// Money that the buyer paid on top afterwards.
    public struct Surcharge: Sendable, Equatable {
        public let id: String
        public let amount: SandboxMoney
        public let paidAt: SandboxInstant
    }

    /// A billing document elsewhere.
    public struct Link: Sendable, Equatable {
        public let id: String
        public let url: String
        public let createdAt: SandboxInstant
    }

    /// What the buyer pays in all: lines, delivery, surcharges.
    public var total: SandboxMoney {
        let goods = lines.reduce(SandboxMoney.zero) { $0 + (SandboxMoney($1.price) ?? .zero) * SandboxCount($1.quantity) }
        return surcharges.reduce(goods + delivery.cost) { $0 + $1.amount }
    }

    /// Where it was bought.
    var marketplace: String {
        switch currency {
        case "CZK": "allegro-cz"
        case "EUR": "allegro-sk"
        case "HUF": "allegro-hu"
        default: "allegro-pl"
        }
    }

    var boughtAt: SandboxInstant { lines.map(\.boughtAt).min() ?? updatedAt }
}

/// A step on an order's way, taken by the buyer, or by the calendar for one who does not pay.
enum OrderStep: Sendable { case fillIn, pay, abandon }

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
