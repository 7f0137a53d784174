public import Inventory

/// The shop's switches; everything is off at first.
public struct Settings: Sendable, Equatable {
    /// Fetch orders from Allegro automatically (R16).
    public var fetchOrders = false
    /// Issue invoices for orders automatically (R16).
    public var issueInvoices = false
    /// Nothing is sent to Allegro or wFirma (R49).
    public var frozen = false
    /// By Allegro account; one that is missing has the defaults.
    public var accounts: [AccountName: AccountSettings] = [:]

    public init() {}

    /// What sync of an account's offers stands on (R16); where another program documents its orders, no invoices of ours are needed (R38).
    func prerequisites(of account: AccountName) -> SyncPrerequisites {
        SyncPrerequisites(fetchOrders: fetchOrders, issueInvoices: issueInvoices || accounts[account]?.document == .otherProgram)
    }
}

/// How one Allegro account's orders are documented (R37–R39).
public struct AccountSettings: Sendable, Equatable {
    /// Orders bought before this day get no document from us; nil while nobody has chosen it.
    public var startDate: CalendarDate?
    public var document: OrderDocumentChoice = .invoice
    /// From the order to its document.
    public var documentDelay: Duration = .seconds(300)
    /// The fulfilment at which the document is issued instead; nil: after the delay.
    public var documentStatus: DocumentStatus?

    /// When the document of a ready order is due; nil: not before its fulfilment has come far enough (R39).
    func documentDue(of fulfilment: Order.Fulfilment, at moment: Timestamp) -> Timestamp? {
        guard let documentStatus else { return moment + documentDelay }
        return documentStatus.isReached(by: fulfilment) ? moment : nil
    }

    public init() {}
}
