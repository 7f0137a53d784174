public import Inventory
public import Payload

/// One event of Allegro's order journal (`GET /order/events`), pushed by a relay or polled: it says that an order changed, and
/// the order itself is then read.
public struct OrderEvent: Sendable, Equatable {
    /// What happened. Allegro may add kinds; an unknown one still means "look".
    public enum Kind: Sendable, Equatable {
        case bought, filledIn, readyForProcessing, buyerCancelled, fulfillmentStatusChanged, buyerModified, autoCancelled
        case unknown(String)

        init(_ text: String) {
            self =
                switch text {
                case "BOUGHT": .bought
                case "FILLED_IN": .filledIn
                case "READY_FOR_PROCESSING": .readyForProcessing
                case "BUYER_CANCELLED": .buyerCancelled
                case "FULFILLMENT_STATUS_CHANGED": .fulfillmentStatusChanged
                case "BUYER_MODIFIED": .buyerModified
                case "AUTO_CANCELLED": .autoCancelled
                default: .unknown(printable(text, limit: 64))
                }
        }
    }

    /// What was bought in one line.
    public struct Line: Sendable, Equatable {
        public var id: LineItemID
        public var offer: OfferID
        /// As sold on Allegro, in units of the offer.
        public var quantity: Int
        public var boughtAt: Timestamp?

        public init(id: LineItemID, offer: OfferID, quantity: Int, boughtAt: Timestamp? = nil) {
            self.id = id
            self.offer = offer
            self.quantity = quantity
            self.boughtAt = boughtAt
        }
    }

    /// The event's place in the journal.
    public var id: String
    public var kind: Kind
    public var occurredAt: Timestamp
    /// The checkout form, where the event has one.
    public var order: OrderID?
    /// The checkout form's revision at the time.
    public var revision: String?
    public var lines: [Line]

    public init(id: String, kind: Kind, occurredAt: Timestamp, order: OrderID?, revision: String?, lines: [Line]) {
        self.id = id
        self.kind = kind
        self.occurredAt = occurredAt
        self.order = order
        self.revision = revision
        self.lines = lines
    }
}

extension OrderEvent {
    /// Reads `{"events": […]}` or a single event. A fault names the field by its JSON pointer.
    public static func events(_ payload: PayloadValue) throws(PayloadFault) -> [OrderEvent] {
        guard case .object = payload else { throw PayloadFault(reason: "the body is not an object", pointer: "") }
        if let events = try payload.list("events", { event throws(PayloadFault) in try OrderEvent(event) }) { return events }
        return [try OrderEvent(payload)]
    }

    /// Reads one event.
    public init(_ payload: PayloadValue) throws(PayloadFault) {
        let id = try payload.required("id", Self.identifier)
        let kind = Kind(try payload.required("type") { value throws(PayloadFault) in try value.words() })
        let occurredAt = try payload.required("occurredAt", Self.time)
        self = try payload.required("order") { order throws(PayloadFault) in
            let form = try order.optional("checkoutForm") { form throws(PayloadFault) -> (id: String, revision: String?) in
                let revision = try form.optional("revision") { value throws(PayloadFault) in try value.words() }
                return (try form.required("id", Self.identifier), revision)
            }
            let lines = try order.list("lineItems") { line throws(PayloadFault) in try Line(line) }
            return OrderEvent(
                id: id, kind: kind, occurredAt: occurredAt, order: form.map { OrderID($0.id) }, revision: form?.revision, lines: lines ?? [])
        }
    }

    fileprivate static func identifier(_ value: PayloadValue) throws(PayloadFault) -> String { try value.identifier() }

    fileprivate static func time(_ value: PayloadValue) throws(PayloadFault) -> Timestamp {
        guard let text = value.text, let moment = Timestamp(rfc3339: text) else { throw PayloadFault(reason: "is not a time of RFC 3339") }
        return moment
    }
}

extension OrderEvent.Line {
    fileprivate init(_ line: PayloadValue) throws(PayloadFault) {
        self.init(
            id: LineItemID(try line.required("id", OrderEvent.identifier)),
            offer: OfferID(
                try line.required("offer") { offer throws(PayloadFault) in try offer.required("id", OrderEvent.identifier) }),
            quantity: try line.required("quantity") { value throws(PayloadFault) -> Int in
                guard let quantity = value.count else {
                    throw PayloadFault(reason: "is not a whole number from 0 to \(PayloadValue.largestCount)")
                }
                return quantity
            },
            boughtAt: try line.optional("boughtAt", OrderEvent.time))
    }
}
