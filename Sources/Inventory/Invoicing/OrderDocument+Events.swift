extension OrderDocument {
    /// What happened to it.
    public enum Event: Sendable, Equatable {
        /// The order is to be read again; once more, where it was asked for and did not come.
        case orderAsked
        /// Nobody has a document for the order; this is what is to be added, and for whom.
        case lookedUp(OrderDocumentKind, OrderDocumentDraft?, buyer: String?)
        /// One that we made stands in wFirma, though we forgot it: what it is, its id there, and until when its release, forgotten too, is awaited.
        case adopted(OrderDocumentKind, OrderDocumentDraft?, invoice: String, releaseUntil: Timestamp?)
        /// wFirma knows the buyer.
        case contractorFound(String)
        /// Too long ago, or the buyer is another: the order is read again before anything is added.
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
        case verified(number: String, total: Money, issuedOn: CalendarDate?)
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
        /// Its order's form was merged into another, where its file goes now.
        case formGone
        /// Nothing new yet: the same step again.
        case postponed(until: Timestamp, fault: String?)
        /// The step failed: the same again, ``failureLimit`` times before a person is told.
        case failed(until: Timestamp, fault: String)
        /// Nothing may be sent (R49): the same step again, and nothing failed.
        case withheld(until: Timestamp)
        /// It is to be issued from then on; nil: once its order has come far enough (R39).
        case scheduled(at: Timestamp?)
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
    /// Failures in a row before a person is told; it is tried on all the same.
    public static let failureLimit = 12
    /// How long the order's reading is waited for before the step looks again.
    static let askPause: Duration = .seconds(1)
    /// After an unknown answer, until it is first looked for.
    static let lookPause: Duration = .seconds(5)

    /// It failed too often, and nobody was told.
    public var isStalled: Bool { failures >= Self.failureLimit && toldAt == nil && dueAt != nil }

    /// A person is told of it now.
    public mutating func tell(at now: Timestamp) { toldAt = now }

    /// Takes what happened. False: it does not apply to the state as it is, and nothing changed.
    public mutating func take(_ event: Event, at now: Timestamp) -> Bool {
        switch event {
        case .orderAsked: return askOrder(at: now)
        case .lookedUp(let kind, let draft, let buyer):
            return stay(from: [.wanted], to: .lookedUp, due: now, at: now) { document in
                // Whom wFirma knows was somebody else (R38).
                if document.buyer != buyer { document.contractor = nil }
                (document.kind, document.draft, document.buyer) = (kind, draft, buyer)
            }
        case .adopted(let kind, let draft, let invoice, let until):
            return move(from: [.wanted], to: .added, due: now, at: now) {
                ($0.kind, $0.draft, $0.buyer, $0.invoice, $0.releaseExpectedUntil) = (kind, draft, nil, invoice, until)
            }
        case .contractorFound(let id): return stay(from: [.lookedUp], to: .lookedUp, due: now, at: now) { $0.contractor = id }
        case .outdated: return stay(from: [.lookedUp], to: .wanted, due: now, at: now) { $0.askedAt = nil }
        case .adding(let until):
            return stay(from: [.lookedUp], to: .adding, due: now + Self.addingPatience, at: now) { $0.releaseExpectedUntil = until }
        case .notMade(let retryAt, let fault):
            return stay(from: [.adding], to: .lookedUp, due: retryAt, at: now) { document in
                document.failures += 1
                (document.fault, document.releaseExpectedUntil) = (fault, nil)
            }
        case .refused(let fault):
            return move(from: [.wanted, .lookedUp, .adding], to: .refused, due: nil, at: now) { ($0.fault, $0.releaseExpectedUntil) = (fault, nil) }
        case .answerLost(let fault):
            return stay(from: [.adding], to: .unknown, due: now + Self.lookPause, at: now) { document in
                document.failures += 1
                (document.fault, document.missedAt) = (fault, nil)
            }
        case .found(let invoice):
            return move(from: [.lookedUp, .adding, .unknown], to: .added, due: now, at: now) {
                ($0.invoice, $0.buyer, $0.missedAt) = (invoice, nil, nil)
            }
        case .notFound: return miss(at: now)
        case .postponed(let until, let fault): return wait(until: until, fault)
        case .failed(let until, let fault):
            (attempts, failures) = (attempts + 1, failures + 1)
            (dueAt, self.fault) = (until, fault)
            return true
        case .withheld(let until): return withhold(until: until, at: now)
        case .released:
            releaseExpectedUntil = nil
            return true
        case .scheduled(let due): return move(from: [.wanted], to: .wanted, due: due, at: now) { $0.askedAt = nil }
        case .orderCancelled:
            return move(from: [.wanted, .lookedUp, .refused], to: .cancelled, due: nil, at: now) { ($0.askedAt, $0.buyer) = (nil, nil) }
        case .notOurs: return move(from: [.wanted, .lookedUp, .refused], to: .none, due: nil, at: now) { ($0.askedAt, $0.buyer) = (nil, nil) }
        case .wantedAgain: return wantAgain(at: now)
        case .verified, .mismatched, .foreign, .final, .pdfFetched, .declared, .uploaded, .accepted, .rejected, .formGone:
            return takeLater(event, at: now)
        }
    }

    /// What happens to a document that stands in wFirma.
    private mutating func takeLater(_ event: Event, at now: Timestamp) -> Bool {
        switch event {
        case .verified(let number, let total, let issuedOn):
            return move(from: [.added], to: .verified, due: now, at: now) {
                ($0.number, $0.total, $0.issuedOn) = (number, total, issuedOn)
            }
        case .mismatched(let fault): return move(from: [.added], to: .mismatched, due: nil, at: now) { $0.fault = fault }
        case .foreign(let fault): return move(from: [.wanted, .lookedUp, .refused], to: .foreign, due: nil, at: now) { $0.fault = fault }
        case .final(let number): return move(from: [.verified], to: .final, due: now, at: now) { $0.ksefNumber = number }
        case .pdfFetched: return move(from: [.final], to: .pdfFetched, due: now, at: now)
        case .declared(let upload): return move(from: [.pdfFetched], to: .declared, due: now, at: now) { $0.upload = upload }
        case .uploaded: return move(from: [.declared], to: .uploaded, due: now, at: now) { $0.uploadedAt = now }
        case .accepted: return move(from: [.uploaded], to: .accepted, due: nil, at: now)
        case .rejected(let fault):
            return move(from: [.verified, .final, .pdfFetched, .declared, .uploaded], to: .rejected, due: nil, at: now) { $0.fault = fault }
        case .formGone: return move(from: [.declared, .uploaded], to: .pdfFetched, due: now, at: now) { $0.upload = nil }
        case .orderAsked, .lookedUp, .adopted, .contractorFound, .outdated, .adding, .notMade, .refused, .answerLost, .found, .notFound, .released,
            .postponed, .failed, .withheld, .scheduled, .orderCancelled, .notOurs, .wantedAgain:
            return false
        }
    }
}

extension OrderDocument {
    /// Asked for once more, its reading did not come: that is a failure like any other.
    private mutating func askOrder(at now: Timestamp) -> Bool {
        let isAgain = askedAt != nil
        return stay(from: [.wanted], to: .wanted, due: now + Self.askPause, at: now) { document in
            document.askedAt = now
            guard isAgain else { return }
            document.failures += 1
            document.fault = "the order was asked for and did not come"
        }
    }

    /// Once is nothing: wFirma may be late. Not found again at least ``missPause`` later, it was not made.
    private mutating func miss(at now: Timestamp) -> Bool {
        guard let missedAt else { return stay(from: [.unknown], to: .unknown, due: now + Self.missPause, at: now) { $0.missedAt = now } }
        guard now - missedAt >= Self.missPause else { return stay(from: [.unknown], to: .unknown, due: missedAt + Self.missPause, at: now) }
        return stay(from: [.unknown], to: .lookedUp, due: now, at: now) { ($0.missedAt, $0.releaseExpectedUntil) = (nil, nil) }
    }

    /// Whoever waits for something that stands has just asked about it: nothing failed.
    private mutating func wait(until moment: Timestamp, _ fault: String?) -> Bool {
        attempts += 1
        if mayExist { failures = 0 }
        (dueAt, self.fault) = (moment, fault)
        return true
    }

    private mutating func withhold(until moment: Timestamp, at now: Timestamp) -> Bool {
        // It did not leave: nothing of it can stand in wFirma.
        if state == .adding { return stay(from: [.adding], to: .lookedUp, due: moment, at: now) { $0.releaseExpectedUntil = nil } }
        dueAt = moment
        return true
    }

    /// What stands in wFirma is only brought to the order again; what does not is looked up from the start; what is on its way is tried at once.
    private mutating func wantAgain(at now: Timestamp) -> Bool {
        if state == .rejected, number != nil { return move(from: [.rejected], to: .verified, due: now, at: now) }
        if dueAt != nil {
            (dueAt, attempts, failures, toldAt) = (now, 0, 0, nil)
            return true
        }
        return move(from: [.refused, .cancelled], to: .wanted, due: now, at: now) { document in
            (document.askedAt, document.draft, document.buyer, document.contractor) = (nil, nil, nil, nil)
        }
    }

    /// Comes on: what failed before is forgotten.
    private mutating func move(
        from states: Set<State>, to state: State, due: Timestamp?, at now: Timestamp, _ change: (inout Self) -> Void = { _ in }
    ) -> Bool {
        stay(from: states, to: state, due: due, at: now) { document in
            (document.failures, document.toldAt) = (0, nil)
            change(&document)
        }
    }

    /// Another step, which may yet lead back: failures on the way count together.
    private mutating func stay(
        from states: Set<State>, to state: State, due: Timestamp?, at now: Timestamp, _ change: (inout Self) -> Void = { _ in }
    ) -> Bool {
        guard states.contains(self.state) else { return false }
        if self.state != state { since = now }
        (self.state, dueAt, attempts, fault) = (state, due, 0, nil)
        change(&self)
        return true
    }
}
