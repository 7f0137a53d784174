import Inventory

/// What becomes of documents when orders change.
extension OrderDocuments {
    /// An order was read: its document is wanted, not wanted any more, or a person must be told. In the transaction that writes the order.
    ///
    /// - Parameter before: what was known of it; nil for one that is new.
    static func orderChanged(_ db: Database, _ order: Order, isBeforeStart: Bool, before: Orders.Known?, at moment: Timestamp) throws {
        guard !order.isFulfilledByAllegro else { return }
        let document = try document(db, of: order.id)
        if order.isOff || before?.isOff == true || order.total != before?.total { try DocumentTotals.compare(db, order, at: moment) }
        if order.isOff {
            try lost(db, order, document, at: moment)
        } else if order.status == .ready {
            try wish(db, order, document, isBeforeStart: isBeforeStart, at: moment)
            guard before?.isOff == true else { return }
            // A cancellation that was taken back needs no correction.
            for document in try documents(db, around: order.id) where try self.document(db, of: document.order, .correction) == nil {
                try Problems.settle(db, kind: .orderCancelledAfterInvoice, subject: document.order.text, by: "over", at: moment)
            }
        }
    }

    /// True while an order that is off holds what it sold: an invoice of it, or of a form that it took in, stands at *adding* or later and its
    /// release is not here yet; or, where its goods came back, nobody took that invoice back by a correction (R48), or another program documents
    /// the order (R38), whose release may come at any time.
    static func holdsReservations(_ db: Database, _ order: OrderID, _ known: Orders.Known) throws -> Bool {
        let documents = try documents(db, around: order)
        if documents.contains(where: { $0.releaseExpectedUntil != nil }) { return true }
        guard Order.cameBack(known.status, known.fulfilment) else { return false }
        if try Store.settings(db).accounts[known.account]?.document == .otherProgram { return true }
        return try documents.contains { document in
            try document.state == .foreign || (document.mayExist && self.document(db, of: document.order, .correction)?.invoice == nil)
        }
    }

    /// True while a document of ours for an order is still to be made, which needs to know the buyer (R46): it is on its way into wFirma, a person
    /// who has not let it be can have it issued, or it is wanted once the order is ready.
    static func isDue(_ db: Database, _ order: OrderID) throws -> Bool {
        if let document = try document(db, of: order) {
            switch document.state {
            case .wanted, .lookedUp, .adding, .unknown: return true
            case .refused:
                return try refusals.contains { try Problems.isOpen(db, kind: $0, subject: order.text) }
            case .added, .verified, .final, .pdfFetched, .declared, .uploaded, .accepted, .rejected, .mismatched, .foreign, .cancelled, .none:
                return false
            }
        }
        let settings = try Store.settings(db)
        guard settings.issueInvoices, let known = try Orders.known(db, order), settings.accounts[known.account]?.document != .otherProgram else {
            return false
        }
        return !known.isOff && !known.isBeforeStart && !known.isFulfilledByAllegro && !known.hadLeft
    }

    /// Releases of a document stand in the store now: what waits for them goes on. Before the order's reservations are settled.
    static func releaseArrived(_ db: Database, family: DocumentID, at moment: Timestamp) throws {
        try db.cachedStatement(
            sql: """
                UPDATE order_documents SET release_expected_until = NULL WHERE release_expected_until IS NOT NULL
                    AND document IN (SELECT invoice FROM documents WHERE family = ? AND invoice IS NOT NULL)
                """
        ).execute(arguments: [family.text])
        let orders = try String.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT order_id FROM order_documents
                    WHERE document IN (SELECT invoice FROM documents WHERE family = ? AND invoice IS NOT NULL)
                    """), arguments: [family.text])
        for order in orders { try Problems.settle(db, kind: .releaseMissing, subject: order, by: "over", at: moment) }
    }

    /// As the index `orders_to_document` has it: only such orders are looked at, however many have their document.
    static let toConsider = """
        orders INDEXED BY orders_to_document
        WHERE status = 'ready' AND is_considered = 0 AND is_before_start = 0 AND is_fulfilled_by_allegro = 0 AND gone_at IS NULL
            AND read_at IS NOT NULL AND fulfilment NOT IN ('cancelled', 'returned')
        """

    /// Ready orders that have no row yet and may have a document: what settings, or a missed moment, left behind. At most `limit`;
    /// tells how many.
    static func wishForReady(_ db: Database, limit: Int, at moment: Timestamp) throws -> Int {
        guard try Store.settings(db).issueInvoices else { return 0 }
        let rows = try String.fetchAll(
            db.cachedStatement(
                sql: "SELECT id FROM \(toConsider) ORDER BY bought_at, id LIMIT ?"), arguments: [limit])
        for id in rows {
            guard let order = try Orders.order(db, OrderID(id)) else { continue }
            try wish(db, order, nil, isBeforeStart: false, at: moment)
            try Store.settleReservations(db, of: order.id, at: moment)
        }
        try scheduleWaiting(db, at: moment)
        return rows.count
    }

    /// What waits for a fulfilment that its order has reached by now, or that nobody wants any more.
    private static func scheduleWaiting(_ db: Database, at moment: Timestamp) throws {
        let accounts = try Store.settings(db).accounts
        let rows = try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT d.order_id, d.account, o.fulfilment FROM order_documents d JOIN orders o ON o.id = d.order_id
                    WHERE d.state = 'wanted' AND d.due_at IS NULL
                    """))
        for row in rows {
            let account = accounts[AccountName(row[1])] ?? AccountSettings()
            let fulfilment = Order.Fulfilment(rawValue: row[2]) ?? .unknown
            guard let due = account.documentDue(of: fulfilment, at: moment), var document = try document(db, of: OrderID(row[0])),
                document.take(.scheduled(at: due), at: moment)
            else { continue }
            try save(db, document)
        }
    }

    /// The row of a ready order: wanted after the delay, or none and why (R37–R39). No row while documents are switched off.
    private static func wish(_ db: Database, _ order: Order, _ document: OrderDocument?, isBeforeStart: Bool, at moment: Timestamp) throws {
        let settings = try Store.settings(db)
        let account = settings.accounts[order.account] ?? AccountSettings()
        if !isBeforeStart, document?.mayExist != true, try settleMerged(db, order, document, at: moment) { return }
        if var document {
            let due = account.documentDue(of: order.fulfilment, at: moment)
            // Cancelled and ready again, whatever came in which order; or it waits for the fulfilment that the order has now.
            let isBack = document.state == .cancelled && !isBeforeStart && document.take(.wantedAgain, at: moment)
            let isReached = document.state == .wanted && document.dueAt == nil && due != nil
            guard isBack || isReached, document.take(.scheduled(at: due), at: moment) else { return }
            return try save(db, document)
        }
        guard settings.issueInvoices || account.document == .otherProgram else { return }
        var wanted = OrderDocument(
            order: order.id, account: order.account, wantedAt: moment, dueAt: account.documentDue(of: order.fulfilment, at: moment))
        let isLate = account.startDate == nil && order.fulfilment.isBehindUs
        if isBeforeStart || isLate || account.document == .otherProgram { _ = wanted.take(.notOurs, at: moment) }
        try save(db, wanted)
    }

    /// The order is off: nothing is issued any more; what was issued is put before a person (R21, R48).
    private static func lost(_ db: Database, _ order: Order, _ document: OrderDocument?, at moment: Timestamp) throws {
        for issued in try documents(db, around: order.id) where issued.mayExist { try tellLoss(db, order, issued, at: moment) }
        guard var document, document.take(.orderCancelled, at: moment) else { return }
        try save(db, document)
        try settleRefusals(db, order.id, by: "order cancelled", at: moment)
    }

    /// What keeps an order's document from being issued.
    private static let refusals: [OpenProblem.Kind] = [.orderWithoutStock, .invoiceRefused]

    /// Nobody wants the order's document any more: what kept it from being issued needs no person.
    static func settleRefusals(_ db: Database, _ order: OrderID, by reason: String, at moment: Timestamp) throws {
        for kind in refusals {
            try Problems.settle(db, kind: kind, subject: order.text, by: reason, at: moment)
        }
    }

    /// Nothing is corrected behind a person's back (R21). Told once wFirma is known to have the document.
    static func tellLoss(_ db: Database, _ order: Order, _ document: OrderDocument, at moment: Timestamp) throws {
        guard document.invoice != nil, try self.document(db, of: document.order, .correction) == nil else { return }
        let isReturn = Order.cameBack(order.status, order.fulfilment)
        let number = document.number ?? document.invoice ?? ""
        try Problems.raise(
            db, kind: .orderCancelledAfterInvoice, subject: document.order.text,
            what: Words(
                en: "Order \(order.id) was \(isReturn ? "returned" : "cancelled") after its document \(number) was issued",
                pl: "Zamówienie \(order.id) \(isReturn ? "zwrócono" : "anulowano") po wystawieniu dokumentu \(number)"),
            why: Words(
                en: "one action issues the correction; goods come back into stock by a document only",
                pl: "korektę wystawia jedno działanie; towar wraca na stan tylko dokumentem"),
            at: moment)
    }
}

// MARK: - A person's word

extension OrderDocuments {
    /// What was refused is issued once more, what did not reach the order is brought again, what fails on its way is tried at once (R20).
    static func wantAgain(_ db: Database, _ order: OrderID, _ role: OrderDocument.Role, at moment: Timestamp) throws {
        guard var document = try document(db, of: order, role), document.state != .cancelled, document.take(.wantedAgain, at: moment) else { return }
        try save(db, document)
    }

    /// What its lines were sold as is another product: what is not begun, or was refused, is drafted from the start. A draft on its way to wFirma is
    /// read again before it leaves.
    static func draftAnew(_ db: Database, _ order: OrderID, at moment: Timestamp) throws {
        guard var document = try document(db, of: order) else { return }
        let isRefused = document.state == .refused
        let isChanged: Bool =
            switch document.state {
            case .wanted: document.take(.scheduled(at: document.dueAt), at: moment)
            case .lookedUp: document.take(.outdated, at: moment)
            case .refused: document.take(.wantedAgain, at: moment)
            default: false
            }
        guard isChanged else { return }
        try save(db, document)
        if isRefused { try settleRefusals(db, order, by: "link corrected", at: moment) }
    }

    /// The document is taken back by a correction (R48). One that was refused is tried again.
    static func wantCorrection(_ db: Database, _ order: OrderID, at moment: Timestamp) throws {
        guard let document = try document(db, of: order), document.invoice != nil else { return }
        if try self.document(db, of: order, .correction) != nil { return try wantAgain(db, order, .correction, at: moment) }
        try save(db, OrderDocument(order: order, account: document.account, role: .correction, wantedAt: moment, dueAt: moment))
    }
}

extension Order.Fulfilment {
    /// The goods left before we knew the order.
    fileprivate var isBehindUs: Bool {
        switch self {
        case .sent, .readyForPickup, .pickedUp, .returned, .cancelled: true
        case .new, .processing, .readyForShipment, .suspended, .unknown: false
        }
    }
}
