/// The two switches that sync needs (R16).
public struct SyncPrerequisites: Sendable, Equatable {
    public var fetchOrders: Bool
    public var issueInvoices: Bool

    public init(fetchOrders: Bool, issueInvoices: Bool) {
        self.fetchOrders = fetchOrders
        self.issueInvoices = issueInvoices
    }

    /// True when a change takes one of them away while offers are synchronised: that is refused, unless sync is switched off with it.
    public func takesAway(from before: SyncPrerequisites, synchronisedOffers: Int) -> Bool {
        synchronisedOffers > 0 && ((before.fetchOrders && !fetchOrders) || (before.issueInvoices && !issueInvoices))
    }
}
