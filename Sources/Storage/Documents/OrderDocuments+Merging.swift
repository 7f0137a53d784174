import Inventory

/// Documents of orders that were merged into others (`docs/invoices.md`): the old form answers 404, its document stands in wFirma.
extension OrderDocuments {
    /// The documents of an order and of the forms that it took in, its own first.
    static func documents(_ db: Database, around order: OrderID) throws -> [OrderDocument] {
        let merged = try String.fetchAll(
            db.cachedStatement(sql: "SELECT id FROM order_aliases WHERE order_id = ? ORDER BY id"), arguments: [order.text])
        return try ([order] + merged.map { OrderID($0) }).compactMap { try document(db, of: $0) }
    }

    /// A form is merged into another, right before its lines move on: what its document covers is kept with them; a document that was not made yet
    /// is not made for it any more.
    static func merged(_ db: Database, _ old: OrderID, into order: OrderID, at moment: Timestamp) throws {
        // What was declared on the old form is gone with it.
        for role in OrderDocument.Role.allCases {
            if var declared = try self.document(db, of: old, role), declared.take(.formGone, at: moment) { try save(db, declared) }
        }
        guard var document = try document(db, of: old) else { return }
        // What the old form's total was nobody pays any more: the new one's is compared with all documents of its lines.
        try Problems.settle(db, kind: .totalChanged, subject: old.text, by: "merged", at: moment)
        guard document.mayExist || document.state == .foreign else {
            if document.take(.orderCancelled, at: moment) { try save(db, document) }
            return
        }
        try db.execute(sql: "UPDATE order_lines SET covered_by = ?1 WHERE order_id = ?1 AND covered_by IS NULL", arguments: [old.text])
        guard db.changesCount > 0, let own = try self.document(db, of: order), own.mayExist else { return }
        try Problems.raise(
            db, kind: .documentMismatch, subject: order.text,
            what: Words(
                en: "Order \(order) took in order \(old); each has a document already",
                pl: "Zamówienie \(order) wchłonęło zamówienie \(old); oba mają już dokument"
            ),
            why: Words(en: "the same lines may be on both", pl: "te same pozycje mogą być na obu"), at: moment)
    }

    /// The documents that state an order's lines: its own, and those of the forms that it took in. Empty where wFirma is not known to have each of
    /// them.
    static func stating(_ db: Database, _ order: Order) throws -> [OrderDocument] {
        let forms = try Row.fetchAll(
            db.cachedStatement(sql: "SELECT DISTINCT covered_by FROM order_lines WHERE order_id = ? ORDER BY 1"), arguments: [order.id.text])
        let documents = try forms.compactMap { form in try document(db, of: (form[0] as String?).map { OrderID($0) } ?? order.id) }
        return documents.count == forms.count && documents.allSatisfy { $0.invoice != nil } ? documents : []
    }

    /// What the documents of merged forms leave to do for an order, done. False: its document is its own matter.
    static func settleMerged(_ db: Database, _ order: Order, _ document: OrderDocument?, at moment: Timestamp) throws -> Bool {
        var covered: [LineItemID: OrderID] = [:]
        let rows = try Row.fetchAll(
            db.cachedStatement(sql: "SELECT id, covered_by FROM order_lines WHERE order_id = ? AND covered_by IS NOT NULL"),
            arguments: [order.id.text])
        for row in rows { covered[LineItemID(row[0])] = OrderID(row[1]) }
        switch MergedDocument(lines: order.lines.map(\.id), coveredBy: covered) {
        case .own: return false
        case .carriedOver:
            try decide(db, order, document, at: moment) { $0.take(.notOurs, at: moment) || $0.take(.orderCancelled, at: moment) }
            try Problems.settle(db, kind: .documentMismatch, subject: order.id.text, by: "over", at: moment)
        case .partly(let forms, let missing):
            let fault = "merged with \(forms.map(\.text).joined(separator: ", "))"
            // Told once: the order is read often, and a person may have settled it.
            guard document?.state != .foreign else { return true }
            try decide(db, order, document, at: moment) { $0.take(.foreign(fault: fault), at: moment) }
            let names = forms.map(\.text).joined(separator: ", ")
            try Problems.raise(
                db, kind: .documentMismatch, subject: order.id.text,
                what: Words(
                    en: "Order \(order.id) took in \(names), documented already; \(missing.count) of its \(order.lines.count) lines are not",
                    pl: "Zamówienie \(order.id) wchłonęło \(names), już udokumentowane; \(missing.count) z \(order.lines.count) jego pozycji nie jest"
                ),
                why: Words(
                    en: "no document is issued for it: two would count the same lines",
                    pl: "nie wystawiono dokumentu: te same pozycje liczyłyby się dwa razy"),
                at: moment)
        }
        return true
    }

    private static func decide(
        _ db: Database, _ order: Order, _ document: OrderDocument?, at moment: Timestamp, _ change: (inout OrderDocument) -> Bool
    ) throws {
        var own = document ?? OrderDocument(order: order.id, account: order.account, wantedAt: moment, dueAt: moment)
        if change(&own) || document == nil { try save(db, own) }
    }

    /// A merged form's document was not made after all: its lines are the new form's to document.
    static func uncover(_ db: Database, _ old: OrderID, at moment: Timestamp) throws {
        let order = try Orders.current(db, old)
        try db.execute(sql: "UPDATE order_lines SET covered_by = NULL WHERE covered_by = ?", arguments: [old.text])
        guard let document = try document(db, of: order), !document.mayExist else { return }
        try forget(db, order)
        try Problems.settle(db, kind: .documentMismatch, subject: order.text, by: "over", at: moment)
    }

    /// As if nothing had been decided yet: the next look at the order decides (``wishForReady(_:limit:at:)``).
    static func forget(_ db: Database, _ order: OrderID) throws {
        try db.execute(sql: "DELETE FROM order_documents WHERE order_id = ?", arguments: [order.text])
        try db.execute(sql: "UPDATE orders SET is_considered = 0 WHERE id = ?", arguments: [order.text])
    }
}
