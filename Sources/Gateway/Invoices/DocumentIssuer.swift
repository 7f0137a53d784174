import Allegro
import CurlClient
import Inventory
import Storage
import WFirma

/// From a wanted document to one that is sent: the order read again, both sides asked, the draft, the buyer (R37–R40, R43).
struct DocumentIssuer: Sendable {
    /// How soon an order that is not ready is looked at again.
    static let orderPause: Duration = .seconds(60)
    /// How soon a reading that is under way is looked for again.
    static let readingPause: Duration = .milliseconds(500)

    let store: Store
    let access: AllegroAccess
    let wfirma: WFirmaClient
    let seller: SellerReader
    let adder: DocumentAdder
    let options: InvoicingOptions
    let onOrderAsked: @Sendable () -> Void

    /// Reads the order again (R39), then asks both sides whether a document stands, and drafts ours.
    func lookUp(_ document: OrderDocument, at now: Timestamp) async throws {
        guard let stored = try await store.documentFacts(of: document.order), !stored.isGone else {
            return try await advance(document, .orderCancelled, at: now)
        }
        guard let asked = document.askedAt else {
            try await store.lookAtOrder(document.order, account: document.account, due: now)
            try await advance(document, .orderAsked, at: now)
            return onOrderAsked()
        }
        guard let readAt = stored.readAt, readAt >= asked else { return try await awaitReading(document, since: asked, at: now) }
        guard !stored.order.isOff else { return try await advance(document, .orderCancelled, at: now) }
        guard stored.order.status == .ready else {
            return try await advance(document, .postponed(until: now + Self.orderPause, fault: "the order is not ready"), at: now)
        }
        if let status = stored.documentStatus, !status.isReached(by: stored.order.fulfilment) {
            return try await advance(document, .scheduled(at: nil), at: now)
        }
        guard let kind = stored.choice.kind(for: stored.order), let date = CalendarDate(inPoland: now) else {
            return try await advance(document, .notOurs, at: now)
        }
        let facts = try await seller.facts(stored, kind: kind, date: date)
        let found = try await adder.documents(of: document)
        guard found.isEmpty else { return try await adopt(found, for: document, facts, at: now) }
        if let described = try await adder.foreignDocument(of: document) {
            return try await foreign(document, "wFirma has \(described.number), which names the order in its description", at: now)
        }
        guard try await !isDocumentedAtAllegro(document) else { return try await foreign(document, "a document is attached to the order", at: now) }
        switch draft(facts) {
        case .success(let draft): try await advance(document, .lookedUp(kind, draft, buyer: BuyerDigest.text(for: kind, of: stored.order)), at: now)
        case .failure(let refusal):
            try await adder.refuse(document, refusal.isWantOfStock ? .orderWithoutStock : .invoiceRefused, refusal.words, at: now)
        }
    }

    /// The reading may never come: a stale form, one that cannot be read, a reader that gave up. Then it is asked for again, later each time.
    private func awaitReading(_ document: OrderDocument, since asked: Timestamp, at now: Timestamp) async throws {
        let patience = min(options.readingPatience * (1 << min(document.failures, 4)), .seconds(300))
        guard now - asked >= patience else {
            return try await advance(document, .postponed(until: now + Self.readingPause, fault: document.fault), at: now)
        }
        try await store.lookAtOrder(document.order, account: document.account, due: now)
        try await advance(document, .orderAsked, at: now)
        onOrderAsked()
    }

    /// Finds or makes the buyer; then adds the document.
    func add(_ document: OrderDocument, at now: Timestamp) async throws {
        guard let asked = document.askedAt, now - asked <= options.freshness, let draft = document.draft else {
            return try await advance(document, .outdated, at: now)
        }
        // Read again meanwhile, the order may be somebody else's, ask for another document (R38), or cost more (R43).
        // So may its form be gone since: what it is merged into has its lines.
        guard let stored = try await store.documentFacts(of: document.order), !stored.isGone, stored.choice.kind(for: stored.order) == draft.kind,
            stored.order.total == draft.total, BuyerDigest.text(for: draft.kind, of: stored.order) == document.buyer
        else { return try await advance(document, .outdated, at: now) }
        if draft.kind == .invoice, document.contractor == nil { return try await bringContractor(document, for: stored.order, at: now) }
        try await adder.send(document, at: now) { () async throws(WFirmaError) in
            try await wfirma.addInvoice(draft, contractor: document.contractor)
        }
    }

    private func draft(_ facts: OrderDocumentFacts) -> Result<OrderDocumentDraft, OrderDocumentRefusal> {
        do throws(OrderDocumentRefusal) {
            // Who cannot be addressed is known before anything is sent.
            if facts.kind == .invoice { _ = try ContractorDraft(facts.order) }
            return .success(try OrderDocumentDraft(facts, rules: options.rules))
        } catch {
            return .failure(error)
        }
    }

    /// A document with the order's id stands in wFirma. If it is what we would issue, we did, and lost the memory of it (R36); else another
    /// program did, and ours would be the second (R37).
    private func adopt(_ found: [IssuedDocument], for document: OrderDocument, _ facts: OrderDocumentFacts, at now: Timestamp) async throws {
        var rules = options.rules
        rules.asksForStock = false
        if let draft = try? OrderDocumentDraft(facts, rules: rules) {
            for candidate in found {
                guard let whole = try await seller.document(candidate.id), draft.differences(from: whole).isEmpty else { continue }
                let until = now + options.releasePatience
                return try await advance(document, .adopted(facts.kind, draft, invoice: candidate.id, releaseUntil: until), at: now)
            }
        }
        try await foreign(document, "wFirma has \(found.first?.number ?? "one")", at: now)
    }

    private func isDocumentedAtAllegro(_ document: OrderDocument) async throws -> Bool {
        guard let account = access[document.account] else { throw ReadingFault.notAuthorised }
        let (attached, _) = try await account.ask(for: .orders, access.clock) { token throws(AllegroError) in
            try await account.client.invoices(of: document.order, token: token).value
        }
        return attached.hasExternalInvoices || !attached.invoices.isEmpty
    }

    /// A company is found by its NIP or made; a person is always made (R38).
    private func bringContractor(_ document: OrderDocument, for order: Order, at now: Timestamp) async throws {
        let draft: ContractorDraft
        do throws(OrderDocumentRefusal) {
            draft = try ContractorDraft(order)
        } catch {
            return try await adder.refuse(document, .invoiceRefused, error.words, at: now)
        }
        do {
            try await advance(document, .contractorFound(try await contractor(draft)), at: now)
        } catch let error as WFirmaError where error.isRefusal {
            try await adder.refuse(document, .invoiceRefused, error.words, at: now)
        }
    }

    private func contractor(_ draft: ContractorDraft) async throws(WFirmaError) -> String {
        if case .nip(let number)? = draft.taxNumber, let known = try await wfirma.contractors(nip: number).first { return known }
        return try await wfirma.addContractor(draft)
    }

    private func advance(_ document: OrderDocument, _ event: OrderDocument.Event, at now: Timestamp) async throws {
        try await store.advance(document, by: event, at: now)
    }

    private func foreign(_ document: OrderDocument, _ why: String, at now: Timestamp) async throws {
        let problem = DocumentProblem(
            .foreignDocument,
            what: Words(
                en: "Another program seems to have documented order \(document.order)",
                pl: "Inny program wystawił już dokument do zamówienia \(document.order)"),
            why: Words(
                en: "\(why); none is issued by us. Is wFirma's own Allegro add-on on?",
                pl: "\(why); nie wystawiamy drugiego. Czy włączony jest dodatek Allegro w wFirmie?"))
        try await store.advance(document, by: .foreign(fault: why), problem: problem, at: now)
    }
}
