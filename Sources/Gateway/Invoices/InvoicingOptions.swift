public import Inventory

/// Whether an invoice waits for its number in KSeF before its PDF goes to the buyer (R34).
public enum KSeFMode: String, CaseIterable, Sendable {
    /// Where the invoice, read back, carries a KSeF status.
    case auto
    case on, off
}

/// How documents are issued.
public struct InvoicingOptions: Sendable {
    public var ksef = KSeFMode.auto
    /// How long an invoice without any KSeF status is looked at again before KSeF does not apply to it, where that is told by the invoice.
    public var ksefWait: Duration = .seconds(120)
    public var rules = OrderDocumentRules()
    /// How long the releases of a document are awaited before the smaller number counts and a person is told.
    public var releasePatience: Duration = .seconds(60)
    /// How long an order that was asked for may take to be read before it is asked for again; doubled each time.
    public var readingPatience: Duration = .seconds(30)
    /// How old the last reading of an order may be when its document is added (R39).
    public var freshness: Duration = .seconds(60)
    /// How long KSeF's number, or Allegro's scan, may take before a person is told.
    public var patience: Duration = .seconds(24 * 3600)

    public init() {}
}
