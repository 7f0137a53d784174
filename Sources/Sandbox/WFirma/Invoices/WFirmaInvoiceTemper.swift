/// How the simulated wFirma behaves about invoices where the facts leave it open.
public struct WFirmaInvoiceTemper: Sendable {
    /// Which warehouse releases what an invoice sells.
    public var releasesFrom: ReleaseWarehouse = .active
    /// How long after its invoice a WZ can be found; stock falls at once.
    public var releaseShownAfter: ClosedRange<Duration> = .zero...(.milliseconds(1500))
    /// The WZ carries the invoice's `id_external`, too.
    public var releaseCarriesExternalID = false
    /// What a correction does with goods that it takes back.
    public var correctionStock: CorrectionStock = .receipt
    /// The share of lines without `vat_code{id}` that vanish although the answer is OK.
    public var lostLineShare = 0.0
    /// Where documents that go to KSeF stand there.
    public var ksef: KSeF = .numbers(after: .milliseconds(300)...(.seconds(3)))
    /// How long after its issue a document tells nothing of KSeF, not even a status.
    public var ksefToldAfter: Duration = .milliseconds(200)

    public enum ReleaseWarehouse: Sendable {
        /// The active one, whatever the URL asks.
        case active
        /// That of the URL's `warehouse_id`, else the active one.
        case asked
    }

    public enum CorrectionStock: Sendable {
        /// A PZ that names the correction's invoice.
        case receipt
        /// The invoice's WZ is rewritten, or deleted where nothing is left on it.
        case rewrittenRelease
        /// Nothing: a person must enter a document.
        case nothing
    }

    public enum KSeF: Sendable {
        case off
        /// The number comes by itself (in life after 5 to 10 minutes).
        case numbers(after: ClosedRange<Duration>)
        /// The key's owner is not authorised there: nothing that would go there can be issued.
        case unauthorised
    }

    public init() {}

    /// The WZ at once, no KSeF.
    public static var calm: WFirmaInvoiceTemper {
        var temper = WFirmaInvoiceTemper()
        temper.releaseShownAfter = .zero...(.zero)
        temper.ksef = .off
        temper.ksefToldAfter = .zero
        return temper
    }
}
