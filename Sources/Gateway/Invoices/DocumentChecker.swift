import Allegro
import CurlClient
import Inventory
import Storage
import WFirma

/// From a document that stands in wFirma to its file: read back and compared, its KSeF number awaited, its PDF fetched (R19, R34).
struct DocumentChecker: Sendable {
    let store: Store
    let wfirma: WFirmaClient
    let seller: SellerReader
    let options: InvoicingOptions
    private let backoff = Backoff(first: .seconds(5), limit: .seconds(300))

    init(store: Store, wfirma: WFirmaClient, seller: SellerReader, options: InvoicingOptions) {
        self.store = store
        self.wfirma = wfirma
        self.seller = seller
        self.options = options
    }

    /// Reads it back: wFirma may have answered OK and lost lines. A mismatch is a person's, never a second document.
    func verify(_ document: OrderDocument, at now: Timestamp) async throws {
        guard let id = document.invoice, let draft = document.draft else { return }
        guard let issued = try await seller.document(id) else {
            return try await mismatch(document, [Words(en: "wFirma does not have it any more", pl: "nie ma go już w wFirmie")], at: now)
        }
        let differences = draft.differences(from: issued)
        guard differences.isEmpty else { return try await mismatch(document, differences, at: now) }
        try await store.advance(document, by: .verified(number: issued.number, total: issued.total), at: now)
    }

    /// Waits for the number in KSeF: a PDF taken before it shows no lines.
    func awaitKSeF(_ document: OrderDocument, at now: Timestamp) async throws {
        guard let id = document.invoice, document.kind == .invoice, options.ksef != .off else {
            return try await advance(document, .final(ksefNumber: nil), at: now)
        }
        guard let issued = try await wfirma.invoice(id) else {
            return try await advance(document, .rejected(fault: "wFirma does not have it any more"), at: now)
        }
        if let number = issued.ksefNumber { return try await advance(document, .final(ksefNumber: number), at: now) }
        if options.ksef == .auto, issued.ksefStatus == nil { return try await advance(document, .final(ksefNumber: nil), at: now) }
        var problem: DocumentProblem?
        if now - document.since > options.patience {
            problem = DocumentProblem(
                .invoiceRefused,
                what: Words(
                    en: "Document \(document.number ?? id) of order \(document.order) has no KSeF number yet",
                    pl: "Dokument \(document.number ?? id) do zamówienia \(document.order) nie ma jeszcze numeru KSeF"),
                why: Words(en: "KSeF status: \(issued.ksefStatus ?? "none")", pl: "status w KSeF: \(issued.ksefStatus ?? "brak")"))
        }
        let until = now + backoff.wait(after: document.attempts, chance: 0.5)
        try await store.advance(document, by: .postponed(until: until, fault: "waits for KSeF"), problem: problem, at: now)
    }

    func fetchFile(_ document: OrderDocument, at now: Timestamp) async throws {
        guard let id = document.invoice else { return }
        let pdf = try await wfirma.invoicePDF(id)
        guard pdf.count <= OrderInvoice.fileLimitBytes else {
            let fault = "its PDF has \(pdf.count) bytes, Allegro takes \(OrderInvoice.fileLimitBytes)"
            let problem = DocumentProblem.undelivered(document, Words(en: fault, pl: "plik PDF jest za duży dla Allegro (\(pdf.count) bajtów)"))
            _ = try await store.advance(document, by: .rejected(fault: fault), problem: problem, at: now)
            return
        }
        try await store.advance(document, by: .pdfFetched, file: pdf, at: now)
    }

    private func mismatch(_ document: OrderDocument, _ differences: [Words], at now: Timestamp) async throws {
        let why = Words(en: differences.map(\.en).joined(separator: "; "), pl: differences.map(\.pl).joined(separator: "; "))
        let problem = DocumentProblem(
            .documentMismatch,
            what: Words(
                en: "The document of order \(document.order) in wFirma is not what was to be issued",
                pl: "Dokument do zamówienia \(document.order) w wFirmie jest inny, niż powinien"),
            why: why)
        try await store.advance(document, by: .mismatched(fault: why.en), problem: problem, at: now)
    }

    private func advance(_ document: OrderDocument, _ event: OrderDocument.Event, at now: Timestamp) async throws {
        try await store.advance(document, by: event, at: now)
    }
}

extension DocumentProblem {
    /// The document stands and its file does not reach the order.
    static func undelivered(_ document: OrderDocument, _ why: Words) -> DocumentProblem {
        DocumentProblem(
            .invoiceRefused,
            what: Words(
                en: "Document \(document.number ?? "") did not reach order \(document.order)",
                pl: "Dokument \(document.number ?? "") nie dotarł do zamówienia \(document.order)"),
            why: why)
    }
}
