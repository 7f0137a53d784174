import CurlClient
import Inventory
import Metrics
import Storage
import WFirma

/// Adds a document to wFirma at most once: it stands as *adding* before the first byte leaves, and an unknown answer is settled by looking (R19).
struct DocumentAdder: Sendable {
    /// Pages of newest documents that are looked through where wFirma drops the filter: a thousand documents, a month of them.
    static let lookPageLimit = 10

    let store: Store
    let wfirma: WFirmaClient
    let options: InvoicingOptions
    let clock: @Sendable () -> Timestamp
    private let added = Counter(label: "stockgate_order_documents_added_total")
    private let backoff = Backoff(first: .seconds(5), limit: .seconds(300))

    init(store: Store, wfirma: WFirmaClient, options: InvoicingOptions, clock: @escaping @Sendable () -> Timestamp) {
        self.store = store
        self.wfirma = wfirma
        self.options = options
        self.clock = clock
    }

    /// Sends an addition and writes what its answer tells: made, surely not made, or unknown.
    func send(_ document: OrderDocument, at now: Timestamp, _ request: () async throws(WFirmaError) -> String) async throws {
        guard let adding = try await store.advance(document, by: .adding(releaseUntil: now + options.releasePatience), at: now) else { return }
        let answer: Result<String, WFirmaError>
        do throws(WFirmaError) { answer = .success(try await request()) } catch { answer = .failure(error) }
        let then = clock()
        switch answer {
        case .success(let id):
            added.increment()
            try await store.advance(adding, by: .found(invoice: id), at: then)
        case .failure(let error) where error.isWithheld: try await store.advance(adding, by: .withheld(until: then + Invoicer.frozenRest), at: then)
        case .failure(let error) where error.mayHaveHappened: try await store.advance(adding, by: .answerLost(fault: "\(error)"), at: then)
        case .failure(let error):
            if error.isRefusal {
                return try await refuse(adding, error.isWantOfStock ? .orderWithoutStock : .invoiceRefused, error.words, at: then)
            }
            let pause = max(error.retryAfter ?? .zero, backoff.wait(after: document.failures, chance: 0.5))
            try await store.advance(adding, by: .notMade(retryAt: then + pause, fault: "\(error)"), at: then)
        }
    }

    /// Looks for what may have been made.
    func find(_ document: OrderDocument, at now: Timestamp) async throws {
        // The oldest, should there be several; ids are numbers.
        let first = try await documents(of: document).min { ($0.id.utf8.count, $0.id) < ($1.id.utf8.count, $1.id) }
        guard let first else {
            _ = try await store.advance(document, by: .notFound, at: now)
            return
        }
        added.increment()
        try await store.advance(document, by: .found(invoice: first.id), at: now)
    }

    /// The documents in wFirma that carry its external id; of an order's, corrections apart.
    func documents(of document: OrderDocument) async throws -> [IssuedDocument] {
        var found: [IssuedDocument] = []
        for number in 1...Self.lookPageLimit {
            let page = try await wfirma.invoices(externalID: document.externalID, page: number)
            guard page.isComplete, page.rejected.isEmpty else {
                throw IncompletePage(what: "invoices of order \(document.order)", number: number, page.rejected)
            }
            found += page.rows.filter { $0.isSale && ($0.type == "correction") == (document.role == .correction) }
            // Rows of others: the filter was dropped, and the newest of everything comes page by page.
            if page.isLast || page.unasked == 0 { break }
        }
        return found
    }

    /// Another program's document that names the order in its description alone; nil where there is none among the newest.
    func foreignDocument(of document: OrderDocument) async throws -> IssuedDocument? {
        let page = try await wfirma.invoices(describedBy: document.order.text)
        guard page.isComplete, page.rejected.isEmpty else {
            throw IncompletePage(what: "invoices that describe order \(document.order)", number: 1, page.rejected)
        }
        return page.rows.first { $0.isSale && $0.type != "correction" && $0.externalID != document.externalID }
    }

    func refuse(_ document: OrderDocument, _ kind: OpenProblem.Kind, _ why: Words, at now: Timestamp) async throws {
        let what =
            switch document.role {
            case .document:
                Words(en: "No document was issued for order \(document.order)", pl: "Nie wystawiono dokumentu do zamówienia \(document.order)")
            case .correction:
                Words(en: "No correction was issued for order \(document.order)", pl: "Nie wystawiono korekty do zamówienia \(document.order)")
            }
        let problem = DocumentProblem(document.role == .correction ? document.role.refusal : kind, what: what, why: why)
        try await store.advance(document, by: .refused(fault: why.en), problem: problem, at: now)
    }
}

extension IssuedDocument {
    /// A proforma sells nothing.
    fileprivate var isSale: Bool { !type.hasPrefix("proforma") }
}

extension WFirmaError {
    /// wFirma said no, and surely made nothing.
    var isRefusal: Bool {
        guard case .refused = self else { return false }
        return !mayHaveHappened
    }

    /// For a person, in both languages; what we do not know stands in wFirma's own words.
    var words: Words {
        guard case .refused(_, let faults) = self else { return Words(verbatim: "\(self)") }
        let own = faults.map(\.message).joined(separator: "; ")
        if faults.contains(where: { $0.message.contains("autoryzacji w KSeF") }) {
            return Words(
                en: "the owner of wFirma's keys is not authorised in KSeF; authorise them there, then issue the document again (\(own))",
                pl: "właściciel kluczy wFirmy nie ma autoryzacji w KSeF; autoryzuj go i wystaw dokument ponownie (\(own))")
        }
        guard isWantOfStock else { return Words(verbatim: "\(self)") }
        return Words(en: "wFirma has too little stock (\(own))", pl: "w wFirmie jest za mało towaru na stanie (\(own))")
    }

    /// wFirma's own words for too little stock.
    var isWantOfStock: Bool {
        guard case .refused(_, let faults) = self else { return false }
        return faults.contains { $0.message.contains("Stan magazynowy") || $0.message.contains("dostępnych partiach") }
    }
}
