public import Inventory

/// A row that could not be read. The others of its page stand.
public struct RejectedRow: Sendable, Equatable {
    public var id: String?
    public var reason: String
}

/// One page of a find.
///
/// wFirma drops a filter that it does not know without a word and sends the first rows of everything. So every row is held
/// against the filter, and ``unasked`` above zero means that the filter did not work.
public struct Page<Row: Sendable>: Sendable {
    /// Counted from 1.
    public var number: Int
    /// The rows that were asked for and could be read.
    public var rows: [Row]
    public var rejected: [RejectedRow]
    /// How many rows lie outside the filter.
    public var unasked: Int
    /// How many rows are of a kind that is none of stock's movements: a reservation, an order to a supplier.
    public var skipped: Int
    /// How many rows there are on all pages, where wFirma says so.
    public var total: Int?
    /// Nothing lies beyond this page.
    public var isLast: Bool
    /// False when the page holds fewer rows than its own `parameters` promise: then it is no evidence of what is missing.
    public var isComplete: Bool
    /// wFirma's own clock, in whole seconds.
    public var serverDate: Timestamp?
}
