public import Inventory

/// One page of the order journal. Its events are read from `body` by ``OrderEvent``, so that one that cannot be read holds up none of the others.
public struct OrderEventPage: Sendable, Equatable {
    /// The most events that Allegro puts on a page.
    public static let largestLimit = 1000

    /// The answer as it came: `{"events": […]}`.
    public var body: [UInt8]
    public var count: Int
    /// The newest event of the page, from which the next one is asked for; nil on an empty page.
    public var lastEvent: String?

    public init(body: [UInt8], count: Int, lastEvent: String?) {
        self.body = body
        self.count = count
        self.lastEvent = lastEvent
    }
}

/// One page of checkout forms, the one that changed last at the end. The forms are read from `body` by ``Inventory/Order``.
public struct OrderPage: Sendable, Equatable {
    /// The most forms that Allegro puts on a page.
    public static let largestLimit = 100

    /// The answer as it came: `{"checkoutForms": […], …}`.
    public var body: [UInt8]
    public var count: Int
    /// How many forms match on all pages.
    public var totalCount: Int
    /// When the last form of the page changed; nil on an empty page or where the form does not say.
    public var lastChange: Timestamp?

    public init(body: [UInt8], count: Int, totalCount: Int, lastChange: Timestamp?) {
        self.body = body
        self.count = count
        self.totalCount = totalCount
        self.lastChange = lastChange
    }
}
