public import Inventory

/// What a month's books should know of: orders without a document, documents without an order, and totals (R47).
public struct MonthList: Sendable, Equatable {
    /// An order bought in the month, ready to be sent, that has no document from us.
    public struct UndocumentedOrder: Sendable, Equatable {
        public var order: OrderID
        public var account: AccountName
        public var boughtAt: Timestamp
        public var total: Money?
        public var reason: Reason
    }

    /// Why an order has no document.
    public enum Reason: String, Sendable, CaseIterable {
        /// Its document is on its way.
        case underWay = "under_way"
        /// A person must do something first (R20).
        case refused
        /// Another program's document stands for it (R37).
        case foreign
        /// Bought before the account's start date (R37).
        case beforeStart = "before_start"
        /// Goods from Allegro's own warehouse.
        case fulfilledByAllegro = "fulfilled_by_allegro"
        /// Nothing was to be issued.
        case notWanted = "not_wanted"
    }

    /// A document dated in the month whose order was cancelled or returned, and which no correction takes back.
    public struct OrphanedDocument: Sendable, Equatable {
        public var order: OrderID
        public var account: AccountName
        /// wFirma's id of it.
        public var document: String
        public var number: String?
        public var issuedOn: CalendarDate
        public var total: Money?
        public var loss: Loss
    }

    /// What became of the order of an orphaned document.
    public enum Loss: String, Sendable, CaseIterable { case cancelled, returned }

    /// One currency's sums.
    public struct Totals: Sendable, Equatable {
        public var currency: String
        /// Orders bought in the month that were not cancelled, and what buyers pay for them, delivery included.
        public var orders = 0
        public var ordersTotal: Int64 = 0
        /// Documents dated in the month, those taken back included.
        public var documents = 0
        public var documentsTotal: Int64 = 0
        /// Corrections to nothing made in the month (R48), and what they took back.
        public var corrections = 0
        public var correctionsTotal: Int64 = 0
    }

    public var month: CalendarMonth
    /// By the time of purchase.
    public var undocumented: [UndocumentedOrder] = []
    /// By the date of issue.
    public var orphaned: [OrphanedDocument] = []
    /// By currency.
    public var totals: [Totals] = []
}
