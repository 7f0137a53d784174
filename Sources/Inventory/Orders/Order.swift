/// An order on Allegro as its checkout form tells it (`GET /order/checkout-forms/{id}`).
public struct Order: Sendable, Equatable {
    /// How far the buyer has come (schema `CheckoutFormStatus`).
    public enum Status: String, Sendable, Codable, CaseIterable {
        /// Bought, nothing filled in yet.
        case bought
        /// The buyer's data are there, the payment is not.
        case filledIn = "filled_in"
        /// Paid, or payable on delivery: ready for processing.
        case ready
        case cancelled
    }

    /// What the seller has done so far (schema `CheckoutFormFulfillmentStatus`); a word of Allegro's that we do not know is `unknown`.
    public enum Fulfilment: String, Sendable, Codable, CaseIterable {
        case new, processing, sent, cancelled, suspended, returned, unknown
        /// The goods are out of the house.
        public var hasLeft: Bool { self == .sent || self == .pickedUp || self == .returned }

        /// The seller needs no goods for it any more: they came back, or it was called off.
        public var isOver: Bool { self == .returned || self == .cancelled }

        case readyForShipment = "ready_for_shipment"
        case readyForPickup = "ready_for_pickup"
        case pickedUp = "picked_up"
    }

    public var id: OrderID
    public var account: AccountName
    public var status: Status
    public var fulfilment: Fulfilment
    /// Allegro's mark of this state of the form.
    public var revision: String?
    /// When the first line was bought.
    public var boughtAt: Timestamp
    /// When the form last changed at Allegro.
    public var updatedAt: Timestamp?
    /// The goods lie in Allegro's own warehouse: not our stock.
    public var isFulfilledByAllegro: Bool
    /// In the order of the form; ids survive a merge of forms.
    public var lines: [OrderLine]
    /// What the buyer pays in all: lines and delivery.
    public var total: Money?
    public var deliveryCost: Money?
    public var deliveryMethod: String?
    /// Where the goods go: ISO 3166-1 alpha-2; nil where nobody told.
    public var deliveryCountry: String?
    public var payment: OrderPayment
    /// Who bought and who wants the invoice; nil once it was erased (R46).
    public var parties: OrderParties?

    /// Nobody gets goods for it any more: it was cancelled, by whomever, or they came back. It holds nothing and gets no document.
    public var isOff: Bool { Self.isOff(status, fulfilment) }

    /// The same of an order whose lines do not matter.
    public static func isOff(_ status: Status, _ fulfilment: Fulfilment) -> Bool { status == .cancelled || fulfilment.isOver }

    /// Its goods came back, and it was not cancelled.
    public static func cameBack(_ status: Status, _ fulfilment: Fulfilment) -> Bool { status != .cancelled && fulfilment == .returned }

    public init(
        id: OrderID, account: AccountName, status: Status, fulfilment: Fulfilment = .new, revision: String? = nil, boughtAt: Timestamp,
        updatedAt: Timestamp? = nil, isFulfilledByAllegro: Bool = false, lines: [OrderLine], total: Money? = nil, deliveryCost: Money? = nil,
        deliveryMethod: String? = nil, deliveryCountry: String? = nil, payment: OrderPayment = OrderPayment(), parties: OrderParties? = nil
    ) {
        self.id = id
        self.account = account
        self.status = status
        self.fulfilment = fulfilment
        self.revision = revision
        self.boughtAt = boughtAt
        self.updatedAt = updatedAt
        self.isFulfilledByAllegro = isFulfilledByAllegro
        self.lines = lines
        self.total = total
        self.deliveryCost = deliveryCost
        self.deliveryMethod = deliveryMethod
        self.deliveryCountry = deliveryCountry
        self.payment = payment
        self.parties = parties
    }
}

/// One line of an order: pieces of one offer.
public struct OrderLine: Sendable, Equatable {
    public var id: LineItemID
    public var offer: OfferID
    public var offerName: String
    /// As sold on Allegro: pieces of the offer, at least 1.
    public var quantity: Int
    /// Gross, for one piece of the offer; nil where only an event told of the line.
    public var price: Money?
    public var boughtAt: Timestamp
    /// Allegro's own rate for the line, e.g. `23.00`, where it states one.
    public var taxRate: String?

    public init(
        id: LineItemID, offer: OfferID, offerName: String = "", quantity: Int, price: Money? = nil, boughtAt: Timestamp, taxRate: String? = nil
    ) {
        self.id = id
        self.offer = offer
        self.offerName = offerName
        self.quantity = quantity
        self.price = price
        self.boughtAt = boughtAt
        self.taxRate = taxRate
    }
}

/// How an order is paid (schema `CheckoutFormPaymentReference`).
public struct OrderPayment: Sendable, Equatable {
    public enum Kind: String, Sendable, Codable, CaseIterable {
        case cashOnDelivery = "cash_on_delivery"
        case wireTransfer = "wire_transfer"
        case online
        case splitPayment = "split_payment"
        case extendedTerm = "extended_term"
        case unknown
    }

    public var kind: Kind
    /// What Allegro reports as paid; nil before.
    public var paid: Money?
    public var finishedAt: Timestamp?

    public init(kind: Kind = .unknown, paid: Money? = nil, finishedAt: Timestamp? = nil) {
        self.kind = kind
        self.paid = paid
        self.finishedAt = finishedAt
    }
}
