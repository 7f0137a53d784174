public import Inventory

/// An order as people see it.
public struct OrderView: Sendable, Equatable {
    public var id: OrderID
    public var account: AccountName
    public var status: Order.Status
    public var fulfilment: Order.Fulfilment
    public var boughtAt: Timestamp
    /// What the buyer pays in all; nil while only an event told of the order.
    public var total: Money?
    /// Nil while only an event told of the order, and once it was erased (R46).
    public var buyer: OrderParties.Buyer?
    public var lines: [OrderLineView]
    /// Nil while there is none in wFirma.
    public var invoice: OrderInvoiceView?

    /// Where the next page of a list begins.
    public var cursor: OrderCursor { OrderCursor(boughtAt: boughtAt, order: id) }
}

/// One line of an order, and what it reserves (R7).
public struct OrderLineView: Sendable, Equatable {
    /// Pieces of one product that the line was sold.
    public struct Holding: Sendable, Equatable {
        public var product: ProductID
        public var pieces: Int
        /// Of these, not yet released.
        public var open: Int
    }

    public enum Reservation: String, Sendable, CaseIterable {
        /// Something is sold and not yet released.
        case open
        /// Documents released all of it.
        case closed
        /// It was cancelled.
        case freed
        /// It holds nothing: its offer was not linked, or its goods lie at Allegro.
        case none
    }

    public var line: OrderLine
    public var reservation: Reservation
    /// One for each component of the offer's link when it was sold.
    public var holdings: [Holding]

    /// The one product that it sold; nil for a set, and where nothing is held.
    public var product: ProductID? { holdings.count == 1 ? holdings[0].product : nil }
    /// Pieces of all its products; nil where nothing is held.
    public var pieces: Int? { holdings.isEmpty ? nil : holdings.reduce(0) { $0 + $1.pieces } }
}

/// The document of an order in wFirma.
public struct OrderInvoiceView: Sendable, Equatable {
    /// wFirma's id.
    public var id: String
    public var number: String?
    public var total: Money?
    /// Its number at KSeF, once it has one (R34).
    public var ksefNumber: String?
    /// When its PDF reached the order on Allegro.
    public var uploadedAt: Timestamp?
}

/// What of a product is sold and not yet released, line by line.
public struct ReservationView: Sendable, Equatable {
    public var order: OrderID
    public var line: LineItemID
    /// Pieces of the product that are still open.
    public var pieces: Int
    /// When the line was bought.
    public var since: Timestamp
}

/// Which orders a list holds.
public struct OrderFilter: Sendable, Equatable {
    public var account: AccountName?
    public var status: Order.Status?

    public init() {}
}

/// A place in the list of orders: the newest first, and by id where they were bought at once. Written as `1764000000000000.ID`.
public struct OrderCursor: Sendable, Equatable, LosslessStringConvertible {
    public var boughtAt: Timestamp
    public var order: OrderID

    public init(boughtAt: Timestamp, order: OrderID) { (self.boughtAt, self.order) = (boughtAt, order) }

    public init?(_ description: String) {
        let halves = description.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard halves.count == 2, let microseconds = Int64(halves[0]), String(microseconds) == halves[0], !halves[1].isEmpty else { return nil }
        self.init(boughtAt: Timestamp(microseconds: microseconds), order: OrderID(String(halves[1])))
    }

    public var description: String { "\(boughtAt.microseconds).\(order)" }
}
