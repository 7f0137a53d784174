public import Inventory

/// A problem that a document's step raises.
public struct DocumentProblem: Sendable, Equatable {
    public var kind: OpenProblem.Kind
    public var what: Words
    public var why: Words

    public init(_ kind: OpenProblem.Kind, what: Words, why: Words) {
        self.kind = kind
        self.what = what
        self.why = why
    }

    /// What fails again and again, before the document stands in wFirma or after.
    init(stalled document: OrderDocument) {
        let fault = document.fault ?? "it failed \(document.failures) times"
        let isCorrection = document.role == .correction
        let what =
            document.invoice == nil
            ? Words(
                en: "The \(isCorrection ? "correction" : "document") of order \(document.order) is not issued yet",
                pl: "\(isCorrection ? "Korekta" : "Dokument") do zamówienia \(document.order) wciąż nie jest wystawiony")
            : Words(
                en: "Document \(document.number ?? "") has not reached order \(document.order) yet",
                pl: "Dokument \(document.number ?? "") wciąż nie dotarł do zamówienia \(document.order)")
        self.init(
            isCorrection ? .correctionRefused : .invoiceRefused, what: what,
            why: Words(en: "\(fault); it is tried again by itself", pl: "\(fault); kolejne próby następują same"))
    }
}

extension OrderDocument.Role {
    /// What a person is told while it is not issued, or does not reach the order.
    fileprivate var refusals: [OpenProblem.Kind] {
        switch self {
        case .document: [.orderWithoutStock, .invoiceRefused]
        case .correction: [.correctionRefused]
        }
    }
}

extension Store {
    /// The document whose step is due longest; nil when none is, or nothing may be sent (R49). New ones only while documents are switched on.
    public func dueOrderDocument(at moment: Timestamp) async throws -> OrderDocument? {
        try await read { db in
            guard try !Self.isFrozen(db) else { return nil }
            if let document = try OrderDocuments.due(db, .document, mayIssue: Self.settings(db).issueInvoices, at: moment) { return document }
            return try OrderDocuments.due(db, .correction, mayIssue: true, at: moment)
        }
    }

    /// When the next step of a document is due; nil when none is.
    public func nextOrderDocument() async throws -> Timestamp? {
        try await read { db in
            let mayIssue = try Self.settings(db).issueInvoices
            return try Int64.fetchOne(
                db.cachedStatement(
                    sql: """
                        SELECT min(due_at) FROM (
                            SELECT due_at FROM order_documents WHERE due_at IS NOT NULL AND (? = 1 OR state NOT IN ('wanted', 'looked_up'))
                            UNION ALL SELECT due_at FROM order_corrections WHERE due_at IS NOT NULL) d
                        """), arguments: [mayIssue]
            ).map(Timestamp.init(microseconds:))
        }
    }

    /// The document of an order, or its correction; nil where there is none.
    public func orderDocument(of order: OrderID, _ role: OrderDocument.Role = .document) async throws -> OrderDocument? {
        try await read { db in try OrderDocuments.document(db, of: order, role) }
    }

    /// The form that the order's lines stand in now: `order` itself where it was not merged into another.
    public func standingForm(of order: OrderID) async throws -> OrderID { try await read { db in try Orders.current(db, order) } }

    /// The numbers of our documents and corrections of an order's standing form and of all that were merged into it.
    public func documentNumbers(around order: OrderID) async throws -> Set<String> {
        try await read { db in
            let standing = try Orders.current(db, order)
            return Set(
                try String.fetchAll(
                    db.cachedStatement(
                        sql: """
                            SELECT number FROM (SELECT order_id, number FROM order_documents UNION ALL SELECT order_id, number FROM order_corrections) d
                            WHERE number IS NOT NULL AND (order_id = ?1 OR order_id IN (SELECT id FROM order_aliases WHERE order_id = ?1))
                            """), arguments: [standing.text]))
        }
    }

    /// Writes what happened to a document, with its file and its problem, durable when this returns.
    ///
    /// Nil, and nothing is written: the document is in another state than `document` by now, or the event does not apply to it.
    @discardableResult
    public func advance(
        _ document: OrderDocument, by event: OrderDocument.Event, file: [UInt8]? = nil, problem: DocumentProblem? = nil, at moment: Timestamp
    ) async throws -> OrderDocument? {
        try await write { db in
            // Frozen since the step began: nothing is added any more (R49).
            if case .adding = event, try Self.isFrozen(db) { return nil }
            guard var current = try OrderDocuments.document(db, of: document.order, document.role), current.state == document.state,
                // A link that was corrected since has it drafted anew.
                document.state != .wanted || current.askedAt == document.askedAt,
                current.take(event, at: moment)
            else { return nil }
            if let file { try OrderDocuments.keepFile(db, file, of: document.order, document.role) }
            try OrderDocuments.settle(db, &current, hasMoved: current.state != document.state, at: moment)
            // Its release may have been told before we knew the invoice for ours; and what is not awaited any more holds no cancellation up.
            let isKnownNow = current.state == .added && document.state != .added
            if isKnownNow, try OrderDocuments.hasRelease(db, current) { _ = current.take(.released, at: moment) }
            // Nothing waits for ever: what fails too often is told, once until it comes on.
            if let problem = problem ?? (current.isStalled ? DocumentProblem(stalled: current) : nil) {
                current.tell(at: moment)
                try Problems.raise(db, kind: problem.kind, subject: document.order.text, what: problem.what, why: problem.why, at: moment)
            }
            try OrderDocuments.save(db, current)
            if isKnownNow, current.role == .document, let order = try Orders.order(db, Orders.current(db, current.order)) {
                try DocumentTotals.compare(db, order, at: moment)
            }
            if isKnownNow || (document.releaseExpectedUntil != nil && current.releaseExpectedUntil == nil) || current.isOurs != document.isOurs {
                try Self.settleReservations(db, of: document.order, at: moment)
            }
            return current
        }
    }

    /// The PDF that waits to be uploaded.
    public func documentFile(of order: OrderID, _ role: OrderDocument.Role = .document) async throws -> [UInt8]? {
        try await read { db in try OrderDocuments.file(db, of: order, role) }
    }

    /// Wants documents for ready orders that have no row yet: what a changed setting or a missed moment left behind (decision 1).
    @discardableResult
    public func wishForDocuments(limit: Int, at moment: Timestamp) async throws -> Int {
        try await write { db in try OrderDocuments.wishForReady(db, limit: limit, at: moment) }
    }

    /// What an order held may be free now, or held; and of what it holds no release is suspected any more to be counted twice.
    static func settleReservations(_ db: Database, of order: OrderID, at moment: Timestamp) throws {
        for product in try Reservations.open(db, order: order).keys.sorted() {
            try DirtyMarks.mark(db, product: product, falls: true, since: moment)
        }
        var writer = OrderWriter(db, at: moment)
        try writer.settle(Orders.current(db, order))
        try writer.markProducts()
    }
}

extension OrderDocuments {
    fileprivate static func hasRelease(_ db: Database, _ document: OrderDocument) throws -> Bool {
        guard let invoice = document.invoice else { return false }
        return try Bool.fetchOne(db.cachedStatement(sql: "SELECT 1 FROM documents WHERE invoice = ? LIMIT 1"), arguments: [invoice]) ?? false
    }

    /// What a new state means for the order's problems, and what a cancellation meanwhile means for the document.
    fileprivate static func settle(_ db: Database, _ document: inout OrderDocument, hasMoved: Bool, at moment: Timestamp) throws {
        if hasMoved, [.added, .verified, .uploaded, .accepted, .foreign, .none, .cancelled].contains(document.state) {
            for kind in document.role.refusals { try Problems.settle(db, kind: kind, subject: document.order.text, by: "over", at: moment) }
        }
        guard document.role == .document, [.added, .lookedUp, .refused].contains(document.state) else { return }
        let current = try Orders.current(db, document.order)
        guard let order = try Orders.order(db, current) else { return }
        if document.state == .added {
            if order.isOff { try tellLoss(db, order, document, at: moment) }
        } else if current != document.order {
            // Merged away while it was being made: its lines are the other form's to document.
            if document.take(.orderCancelled, at: moment) { try uncover(db, document.order, at: moment) }
        } else if order.isOff {
            _ = document.take(.orderCancelled, at: moment)
        }
    }
}
