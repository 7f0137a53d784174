/// The one document of an order on its way: wanted, added in wFirma, verified, its PDF at the buyer's order (R19, R34; `docs/invoices.md`).
///
/// It stands in the store before each call outside, so that a crash between any two steps never makes a second document.
public struct OrderDocument: Sendable, Equatable {
    /// The document itself, or its correction to nothing (R48), which ends once it is verified.
    public enum Role: String, Sendable { case document, correction }

    public enum State: String, Sendable, CaseIterable {
        /// Due after the delay; the order is read again first (R39).
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
    public private(set) var state: State
    public private(set) var since: Timestamp
    /// When the next step is due; nil: not before a person or an event.
    public private(set) var dueAt: Timestamp?
    /// Vain tries of the step that is due.
    public private(set) var attempts = 0
    /// When the order was asked for, to be read again.
    public private(set) var askedAt: Timestamp?
    public private(set) var kind: OrderDocumentKind?
    public private(set) var draft: OrderDocumentDraft?
    /// wFirma's id of the buyer.
    public private(set) var contractor: String?
    /// wFirma's id of the document.
    public private(set) var invoice: String?
    public private(set) var number: String?
    public private(set) var total: Money?
    public private(set) var ksefNumber: String?
    /// After an unknown answer: when it was first looked for and not found.
    public private(set) var missedAt: Timestamp?
    /// Allegro's id of the invoice on the order.
    public private(set) var upload: String?
    public private(set) var uploadedAt: Timestamp?
    /// Its releases are awaited until then; nil: they are here, or none is to come.
    public private(set) var releaseExpectedUntil: Timestamp?
    /// What went wrong last, for a person to see.
    public private(set) var fault: String?

    /// A document that is wanted from `dueAt` on.
    public init(order: OrderID, account: AccountName, role: Role = .document, wantedAt: Timestamp, dueAt: Timestamp) {
        (self.order, self.account, self.role, state, since, self.dueAt) = (order, account, role, .wanted, wantedAt, dueAt)
    }

    /// As it was kept.
    public init(
        order: OrderID, account: AccountName, role: Role, state: State, since: Timestamp, dueAt: Timestamp?, attempts: Int, askedAt: Timestamp?,
        kind: OrderDocumentKind?, draft: OrderDocumentDraft?, contractor: String?, invoice: String?, number: String?, total: Money?,
        ksefNumber: String?, missedAt: Timestamp?, upload: String?, uploadedAt: Timestamp?, releaseExpectedUntil: Timestamp?, fault: String?
    ) {
        (self.order, self.account, self.role, self.state, self.since) = (order, account, role, state, since)
        (self.dueAt, self.attempts, self.askedAt, self.kind, self.draft) = (dueAt, attempts, askedAt, kind, draft)
        (self.contractor, self.invoice, self.number, self.total, self.ksefNumber) = (contractor, invoice, number, total, ksefNumber)
        (self.missedAt, self.upload, self.uploadedAt, self.releaseExpectedUntil) = (missedAt, upload, uploadedAt, releaseExpectedUntil)
        self.fault = fault
    }

    /// What it carries as `id_external` in wFirma, by which it is found again.
    public var externalID: String { role == .document ? order.text : order.text + "/K" }

    /// True while it cannot be said that wFirma has nothing of it.
    public var mayExist: Bool {
        switch state {
        case .adding, .unknown, .added, .verified, .final, .pdfFetched, .declared, .uploaded, .accepted, .rejected, .mismatched: true
        case .wanted, .lookedUp, .refused, .foreign, .cancelled, .none: false
        }
    }
}

extension OrderDocument {
    /// What happened to it.
    public enum Event: Sendable, Equatable {
        /// The order is to be read again.
        case orderAsked
        /// Nobody has a document for the order; this is what is to be added.
        case lookedUp(OrderDocumentKind, OrderDocumentDraft?)
        /// One that we made stands in wFirma, though we forgot it: what it is, and its id there.
        case adopted(OrderDocumentKind, OrderDocumentDraft?, invoice: String)
        /// wFirma knows the buyer.
        case contractorFound(String)
        /// Too long ago: the order is read again before anything is added.
        case outdated
        /// About to be sent. Its release is awaited from now on.
        case adding(releaseUntil: Timestamp)
        /// wFirma surely made nothing, for a reason that passes.
        case notMade(retryAt: Timestamp, fault: String)
        /// wFirma surely made nothing, or nothing may be made before a person acts.
        case refused(fault: String)
        case answerLost(fault: String)
        /// wFirma has it: it answered so, or it was found.
        case found(invoice: String)
        case notFound
        case verified(number: String, total: Money)
        case mismatched(fault: String)
        case foreign(fault: String)
        /// The release stands in the store, or is not waited for any longer.
        case released
        case final(ksefNumber: String?)
        case pdfFetched
        case declared(upload: String)
        case uploaded
        case accepted
        case rejected(fault: String)
        /// Nothing was learned: the same step again.
        case postponed(until: Timestamp, fault: String?)
        case orderCancelled
        /// The order gets no document from us (R37).
        case notOurs
        /// A person wants it all the same, or its order is ready again.
        case wantedAgain
    }

    /// How long the answer to an addition may take before it counts as lost.
    public static let addingPatience: Duration = .seconds(60)
    /// Between two looks that did not find it, before it counts as not made.
    public static let missPause: Duration = .seconds(600)
    /// How long the order's reading is waited for before the step looks again.
    static let askPause: Duration = .seconds(1)
    /// After an unknown answer, until it is first looked for.
    static let lookPause: Duration = .seconds(5)

    /// Takes what happened. False: it does not apply to the state as it is, and nothing changed.
    public mutating func take(_ event: Event, at now: Timestamp) -> Bool {
        switch event {
        case .orderAsked: return move(from: [.wanted], to: .wanted, due: now + Self.askPause, at: now) { $0.askedAt = now }
        case .lookedUp(let kind, let draft):
            return move(from: [.wanted], to: .lookedUp, due: now, at: now) { ($0.kind, $0.draft) = (kind, draft) }
        case .adopted(let kind, let draft, let invoice):
            return move(from: [.wanted], to: .added, due: now, at: now) { ($0.kind, $0.draft, $0.invoice) = (kind, draft, invoice) }
        case .contractorFound(let id): return move(from: [.lookedUp], to: .lookedUp, due: now, at: now) { $0.contractor = id }
        case .outdated: return move(from: [.lookedUp], to: .wanted, due: now, at: now) { $0.askedAt = nil }
        case .adding(let until):
            return move(from: [.lookedUp], to: .adding, due: now + Self.addingPatience, at: now) { $0.releaseExpectedUntil = until }
        case .notMade(let retryAt, let fault):
            return move(from: [.adding], to: .lookedUp, due: retryAt, at: now) { ($0.fault, $0.releaseExpectedUntil) = (fault, nil) }
        case .refused(let fault):
            return move(from: [.wanted, .lookedUp, .adding], to: .refused, due: nil, at: now) { ($0.fault, $0.releaseExpectedUntil) = (fault, nil) }
        case .answerLost(let fault):
            return move(from: [.adding], to: .unknown, due: now + Self.lookPause, at: now) { ($0.fault, $0.missedAt) = (fault, nil) }
        case .found(let invoice):
            return move(from: [.lookedUp, .adding, .unknown], to: .added, due: now, at: now) { ($0.invoice, $0.missedAt) = (invoice, nil) }
        case .notFound: return miss(at: now)
        case .postponed(let until, let fault):
            attempts += 1
            (dueAt, self.fault) = (until, fault)
            return true
        case .released:
            releaseExpectedUntil = nil
            return true
        case .orderCancelled:
            return move(from: [.wanted, .lookedUp, .refused], to: .cancelled, due: nil, at: now) { $0.askedAt = nil }
        case .notOurs: return move(from: [.wanted], to: .none, due: nil, at: now)
        case .wantedAgain: return wantAgain(at: now)
        case .verified, .mismatched, .foreign, .final, .pdfFetched, .declared, .uploaded, .accepted, .rejected: return takeLater(event, at: now)
        }
    }

    /// What happens to a document that stands in wFirma.
    private mutating func takeLater(_ event: Event, at now: Timestamp) -> Bool {
        switch event {
        case .verified(let number, let total):
            return move(from: [.added], to: .verified, due: role == .document ? now : nil, at: now) { ($0.number, $0.total) = (number, total) }
        case .mismatched(let fault): return move(from: [.added], to: .mismatched, due: nil, at: now) { $0.fault = fault }
        case .foreign(let fault): return move(from: [.wanted, .lookedUp, .refused], to: .foreign, due: nil, at: now) { $0.fault = fault }
        case .final(let number): return move(from: [.verified], to: .final, due: now, at: now) { $0.ksefNumber = number }
        case .pdfFetched: return move(from: [.final], to: .pdfFetched, due: now, at: now)
        case .declared(let upload): return move(from: [.pdfFetched], to: .declared, due: now, at: now) { $0.upload = upload }
        case .uploaded: return move(from: [.declared], to: .uploaded, due: now, at: now) { $0.uploadedAt = now }
        case .accepted: return move(from: [.uploaded], to: .accepted, due: nil, at: now)
        case .rejected(let fault):
            return move(from: [.verified, .final, .pdfFetched, .declared, .uploaded], to: .rejected, due: nil, at: now) { $0.fault = fault }
        case .orderAsked, .lookedUp, .adopted, .contractorFound, .outdated, .adding, .notMade, .refused, .answerLost, .found, .notFound, .released,
            .postponed,
            .orderCancelled, .notOurs, .wantedAgain:
            return false
        }
    }

    /// Once is nothing: wFirma may be late. Not found again at least ``missPause`` later, it was not made.
    private mutating func miss(at now: Timestamp) -> Bool {
        guard let missedAt else { return move(from: [.unknown], to: .unknown, due: now + Self.missPause, at: now) { $0.missedAt = now } }
        guard now - missedAt >= Self.missPause else { return move(from: [.unknown], to: .unknown, due: missedAt + Self.missPause, at: now) }
        return move(from: [.unknown], to: .lookedUp, due: now, at: now) { ($0.missedAt, $0.releaseExpectedUntil) = (nil, nil) }
    }

    /// What stands in wFirma is only brought to the order again; what does not is looked up from the start.
    private mutating func wantAgain(at now: Timestamp) -> Bool {
        if state == .rejected, number != nil { return move(from: [.rejected], to: .verified, due: now, at: now) }
        return move(from: [.refused, .cancelled], to: .wanted, due: now, at: now) { document in
            (document.askedAt, document.draft, document.contractor) = (nil, nil, nil)
        }
    }

    private mutating func move(
        from states: Set<State>, to state: State, due: Timestamp?, at now: Timestamp, _ change: (inout Self) -> Void = { _ in }
    ) -> Bool {
        guard states.contains(self.state) else { return false }
        if self.state != state { since = now }
        (self.state, dueAt, attempts, fault) = (state, due, 0, nil)
        change(&self)
        return true
    }
}
