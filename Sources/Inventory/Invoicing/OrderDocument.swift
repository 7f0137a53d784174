/// The one document of an order on its way: wanted, added in wFirma, verified, its PDF at the buyer's order (R19, R34; `docs/invoices.md`).
///
/// It stands in the store before each call outside, so that a crash between any two steps never makes a second document.
public struct OrderDocument: Sendable, Equatable {
    /// The document itself, or its correction to nothing (R48), whose file goes the same way to the order.
    public enum Role: String, Sendable, CaseIterable { case document, correction }

    public enum State: String, Sendable, CaseIterable {
        /// Due after the delay, or at a fulfilment; the order is read again first (R39).
        case wanted
        /// Not there yet: neither wFirma nor Allegro knows a document of this order, and the draft stands.
        case lookedUp = "looked_up"
        /// The request to add it is about to leave, or left.
        case adding
        /// The answer did not tell whether it was made.
        case unknown
        /// wFirma has it; what it has is not read yet.
        case added
        /// Read back: it is what was to be issued.
        case verified
        /// Nothing about it changes any more; where KSeF applies, it has its number.
        case final
        case pdfFetched = "pdf_fetched"
        /// Allegro expects a file for it.
        case declared
        case uploaded
        /// The buyer has it.
        case accepted
        /// A person must do something before it can be issued; nothing was made.
        case refused
        /// It stands in wFirma and did not reach the order; a person must do something.
        case rejected
        /// It stands in wFirma and is not what was to be issued.
        case mismatched
        /// Another program's document stands for this order (R37).
        case foreign
        /// Its order was cancelled before it was issued.
        case cancelled
        /// No document from us.
        case none
    }

    public var order: OrderID
    public var account: AccountName
    public var role: Role
    // What happened to it changes it (``take(_:at:)``, in a file of its own, hence `internal(set)`), and nothing else does.
    public internal(set) var state: State
    public internal(set) var since: Timestamp
    /// When the next step is due; nil: not before a person or an event.
    public internal(set) var dueAt: Timestamp?
    /// Vain tries of the step that is due.
    public internal(set) var attempts = 0
    /// Steps that failed in a row since it last came on (``failureLimit``).
    public internal(set) var failures = 0
    /// When a person was told that it does not come on; nil: not since it last did.
    public internal(set) var toldAt: Timestamp?
    /// When the order was asked for, to be read again.
    public internal(set) var askedAt: Timestamp?
    public internal(set) var kind: OrderDocumentKind?
    public internal(set) var draft: OrderDocumentDraft?
    /// A digest of whom the draft is addressed to: the contractor is theirs.
    public internal(set) var buyer: String?
    /// wFirma's id of the buyer.
    public internal(set) var contractor: String?
    /// wFirma's id of the document.
    public internal(set) var invoice: String?
    public internal(set) var number: String?
    public internal(set) var total: Money?
    /// The day that it carries in wFirma.
    public internal(set) var issuedOn: CalendarDate?
    public internal(set) var ksefNumber: String?
    /// After an unknown answer: when it was first looked for and not found.
    public internal(set) var missedAt: Timestamp?
    /// Allegro's id of the invoice on the order.
    public internal(set) var upload: String?
    public internal(set) var uploadedAt: Timestamp?
    /// Its releases are awaited until then; nil: they are here, or none is to come.
    public internal(set) var releaseExpectedUntil: Timestamp?
    /// What went wrong last, for a person to see.
    public internal(set) var fault: String?

    /// A document that is wanted from `dueAt` on; nil: once its order has come far enough.
    public init(order: OrderID, account: AccountName, role: Role = .document, wantedAt: Timestamp, dueAt: Timestamp?) {
        (self.order, self.account, self.role, state, since, self.dueAt) = (order, account, role, .wanted, wantedAt, dueAt)
    }

    /// As it was kept.
    public init(
        order: OrderID, account: AccountName, role: Role, state: State, since: Timestamp, dueAt: Timestamp?, attempts: Int, failures: Int,
        toldAt: Timestamp?, askedAt: Timestamp?, kind: OrderDocumentKind?, draft: OrderDocumentDraft?, buyer: String?, contractor: String?,
        invoice: String?, number: String?, total: Money?, issuedOn: CalendarDate?, ksefNumber: String?, missedAt: Timestamp?, upload: String?,
        uploadedAt: Timestamp?, releaseExpectedUntil: Timestamp?, fault: String?
    ) {
        (self.order, self.account, self.role, self.state, self.since) = (order, account, role, state, since)
        (self.dueAt, self.attempts, self.failures, self.toldAt, self.askedAt) = (dueAt, attempts, failures, toldAt, askedAt)
        (self.kind, self.draft, self.buyer, self.contractor, self.invoice) = (kind, draft, buyer, contractor, invoice)
        (self.number, self.total, self.issuedOn, self.ksefNumber) = (number, total, issuedOn, ksefNumber)
        (self.missedAt, self.upload, self.uploadedAt, self.releaseExpectedUntil) = (missedAt, upload, uploadedAt, releaseExpectedUntil)
        self.fault = fault
    }

    /// What it carries as `id_external` in wFirma, by which it is found again.
    public var externalID: String { role == .document ? order.text : order.text + "/K" }

    /// True while it is ours to issue, or was issued by us: its release takes the order's goods out of stock.
    public var isOurs: Bool {
        switch state {
        case .foreign, .cancelled, .none: false
        case .wanted, .lookedUp, .refused, .adding, .unknown, .added, .verified, .final, .pdfFetched, .declared, .uploaded, .accepted, .rejected,
            .mismatched:
            true
        }
    }

    /// True while it cannot be said that wFirma has nothing of it.
    public var mayExist: Bool {
        switch state {
        case .adding, .unknown, .added, .verified, .final, .pdfFetched, .declared, .uploaded, .accepted, .rejected, .mismatched: true
        case .wanted, .lookedUp, .refused, .foreign, .cancelled, .none: false
        }
    }
}
