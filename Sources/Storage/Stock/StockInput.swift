public import Inventory

/// What a delivery says, once understood: an input of the ledger's rules.
public enum StockInput: Sendable {
    /// One version of a warehouse document.
    case document(WarehouseDocument)
    /// One product's counts, one reading for each warehouse of the same pass (R33).
    case readings([StockReading])
    /// A product as wFirma lists it, new or changed.
    case product(ListedProduct)
    /// A warehouse as wFirma lists it.
    case warehouse(ListedWarehouse)
    /// A comparison read every product in every warehouse.
    case compared(StockCompared)
    /// Something changed for these products: read them.
    case look([ProductID])
    /// A document was changed or deleted, says somebody who signs nothing: its products are read, with those of the version that we hold.
    case changed(DocumentID, isDeleted: Bool, [ProductID])
    /// An event of the order journal: its lines reserve at once, and the order is read.
    case orderEvent(OrderSighting)
    /// A checkout form as it was read.
    case order(Order, readAt: WarehouseLevel.Window)
    /// Allegro no longer finds the form: its lines live on in another, or nowhere.
    case orderGone(OrderID)
}

/// A comparison of every product in every warehouse: but for those that it left out, their levels are as they are known.
public struct StockCompared: Sendable, Equatable {
    /// From its first question to its last answer.
    public var window: WarehouseLevel.Window
    public var leftOut: [ProductID]

    public init(window: WarehouseLevel.Window, leftOut: [ProductID]) {
        self.window = window
        self.leftOut = leftOut
    }
}

/// What an event of Allegro's order journal tells, pushed or polled.
public struct OrderSighting: Sendable, Equatable {
    public var order: OrderID
    public var account: AccountName
    public var lines: [OrderLine]
    public var occurredAt: Timestamp
    /// Allegro's own journal told it, and nobody else.
    public var isInJournal: Bool

    public init(order: OrderID, account: AccountName, lines: [OrderLine], occurredAt: Timestamp, isInJournal: Bool = false) {
        self.order = order
        self.account = account
        self.lines = lines
        self.occurredAt = occurredAt
        self.isInJournal = isInJournal
    }
}

/// How far one account's orders are known.
public struct OrderJournal: Sendable, Equatable {
    /// The last event taken; nil before the first.
    public var event: String?
    /// When the last poll began that came to the journal's end, by Allegro's clock.
    public var completeAt: Timestamp?
    /// Forms changed before this were swept.
    public var sweptTo: Timestamp?

    public init(event: String? = nil, completeAt: Timestamp? = nil, sweptTo: Timestamp? = nil) {
        self.event = event
        self.completeAt = completeAt
        self.sweptTo = sweptTo
    }
}

/// A good as wFirma lists it.
public struct ListedProduct: Sendable, Equatable {
    public var id: ProductID
    public var code: String
    public var ean: String
    public var name: String

    public init(id: ProductID, code: String, ean: String, name: String) {
        self.id = id
        self.code = code
        self.ean = ean
        self.name = name
    }
}

/// A warehouse as wFirma lists it, and whether its stock counts (R40).
public struct ListedWarehouse: Sendable, Equatable {
    public var id: WarehouseID
    public var name: String
    public var isCounted: Bool
    /// False: wFirma's list holds it no longer, so nothing lies there.
    public var isListed: Bool

    public init(id: WarehouseID, name: String, isCounted: Bool, isListed: Bool = true) {
        self.id = id
        self.name = name
        self.isCounted = isCounted
        self.isListed = isListed
    }
}

/// A delivery with what was understood of it.
public struct UnderstoodDelivery: Sendable {
    public var id: DeliveryID
    public var sequence: Int64
    public var receivedAt: Timestamp
    /// The inputs, or why it waits as a dead letter.
    public var meaning: Result<[StockInput], DeadReason>

    public init(id: DeliveryID, sequence: Int64, receivedAt: Timestamp, meaning: Result<[StockInput], DeadReason>) {
        self.id = id
        self.sequence = sequence
        self.receivedAt = receivedAt
        self.meaning = meaning
    }
}

/// Why a delivery cannot be applied, for a person to see.
public struct DeadReason: Error, Sendable, Equatable {
    public var text: String
    public var pointer: String?

    public init(_ text: String, pointer: String? = nil) {
        self.text = text
        self.pointer = pointer
    }
}

/// What became of a batch of deliveries.
public struct AppliedBatch: Sendable, Equatable {
    public var applied = 0
    public var dead = 0
    /// Why deliveries could not be applied.
    public var refusals: [DeliveryID: String] = [:]
    /// Products whose stock may have changed.
    public var products: [ProductID] = []
    /// True when a product waits to be read again.
    public var hasLooks = false
    /// True when a reading waits for the newest documents.
    public var hasParkings = false
    /// True when orders changed or wait to be read.
    public var hasOrders = false
    /// True when a warehouse was named that wFirma does not list, or a document deleted that we do not hold: everything is to be compared.
    public var wantsComparison = false
    /// Pieces that were sold and that nobody has, by cause.
    public var oversold: [Oversell.Cause: Int] = [:]
    /// Deliveries wait to be applied: others, or dead ones that something in the batch was missing for.
    public var hasMore = false
    /// When the next reading has waited for documents as long as it may; nil when none waits.
    public var overdueAt: Timestamp?
    /// Deliveries whose bodies were dropped, since they tell of buyers whose data was erased (R46).
    public var erased = 0

    public init() {}
}
