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
        guard let id = document.invoice, let draft = document.draft else { throw DocumentFault.incomplete(document.state) }
        guard let issued = try await seller.document(id) else {
            return try await mismatch(document, [Words(en: "wFirma does not have it any more", pl: "nie ma go już w wFirmie")], at: now)
        }
        let differences = draft.differences(from: issued)
        guard differences.isEmpty else { return try await mismatch(document, differences, at: now) }
        try await store.advance(document, by: .verified(number: issued.number, total: issued.total, issuedOn: issued.date ?? draft.date), at: now)
    }

    /// Waits for the number in KSeF: a PDF taken before it shows no lines. Whether it applies is told by each document's own status (R38), which
    /// wFirma sets some time after adding.
    func awaitKSeF(_ document: OrderDocument, at now: Timestamp) async throws {
        guard let id = document.invoice, document.kind == .invoice, options.ksef != .off, document.ksefNumber == nil else {
            return try await advance(document, .final(ksefNumber: document.ksefNumber), at: now)
        }
        guard let issued = try await wfirma.invoice(id) else {
            let why = Words(en: "wFirma does not have it any more", pl: "nie ma go już w wFirmie")
            try await store.advance(document, by: .rejected(fault: why.en), problem: .undelivered(document, why), at: now)
            return
        }
        if let number = issued.ksefNumber { return try await advance(document, .final(ksefNumber: number), at: now) }
        let pause = backoff.wait(after: document.attempts, chance: 0.5)
        if options.ksef == .auto, issued.ksefStatus == nil {
            let end = document.since + options.ksefWait
            guard now < end else { return try await advance(document, .final(ksefNumber: nil), at: now) }
            return try await advance(document, .postponed(until: min(now + pause, end), fault: nil), at: now)
        }
        var problem: DocumentProblem?
        if now - document.since > options.patience, document.toldAt == nil {
            problem = DocumentProblem(
                document.role.refusal,
                what: Words(
                    en: "Document \(document.number ?? id) of order \(document.order) has no KSeF number yet",
                    pl: "Dokument \(document.number ?? id) do zamówienia \(document.order) nie ma jeszcze numeru KSeF"),
                why: Words(en: "KSeF status: \(issued.ksefStatus ?? "none")", pl: "status w KSeF: \(issued.ksefStatus ?? "brak")"))
        }
        try await store.advance(document, by: .postponed(until: now + pause, fault: "waits for KSeF"), problem: problem, at: now)
    }

    func fetchFile(_ document: OrderDocument, at now: Timestamp) async throws {
        guard let id = document.invoice else { throw DocumentFault.incomplete(document.state) }
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
            document.role.refusal,
            what: Words(
                en: "Document \(document.number ?? "") did not reach order \(document.order)",
                pl: "Dokument \(document.number ?? "") nie dotarł do zamówienia \(document.order)"),
            why: why)
    }
}

extension OrderDocument.Role {
    /// The problem of one that is not made, or does not reach the order.
    var refusal: OpenProblem.Kind { self == .correction ? .correctionRefused : .invoiceRefused }
}

/// What must not be: a document that lacks what its state is reached with.
enum DocumentFault: Error, CustomStringConvertible {
    case incomplete(OrderDocument.State)

    var description: String {
        switch self {
        case .incomplete(let state): "the document is \(state.rawValue) and lacks what that needs"
        }
    }
}
