import Allegro
import CurlClient
import Inventory
import Metrics
import OpenSSLCrypto
import Storage

/// Brings the PDF to the buyer's order exactly once, patient with Allegro's scan (R34; allegro-api threads 8507, 9919, 13223).
struct DocumentUploader: Sendable {
    /// Vain tries at a declaration that Allegro answers with 409 though nothing of ours is there.
    static let conflictTries = 3
    /// A scan takes seconds, and so do the bursts in which Allegro says that one runs (threads 8507, 13223): for this long after the last step the
    /// document is tried again every few seconds, and ever more seldom afterwards.
    static let scanTime: Duration = .seconds(600)

    let store: Store
    let access: AllegroAccess
    let options: InvoicingOptions
    private let uploads = Counter(label: "stockgate_order_documents_uploaded_total")
    private let backoff = Backoff(first: .seconds(2), limit: .seconds(300))
    private let scanBackoff = Backoff(first: .seconds(2), limit: .seconds(10))

    init(store: Store, access: AllegroAccess, options: InvoicingOptions) {
        self.store = store
        self.access = access
        self.options = options
    }

    /// Says that a file will come. It is looked for first: a declaration whose answer was lost is found again, not repeated.
    func declare(_ document: OrderDocument, at now: Timestamp) async throws {
        // One whose file the scan rejected takes no other file: it is declared anew.
        if let ours = try await attached(to: document).first(where: { $0.number == document.number && $0.securityVerification != .rejected }) {
            _ = try await store.advance(document, by: .declared(upload: ours.id), at: now)
            return
        }
        do {
            let id = try await ask(document) { client, order, token throws(AllegroError) in
                try await client.declareInvoice(on: order, fileName: document.fileName, number: document.number, token: token).value
            }
            try await store.advance(document, by: .declared(upload: id), at: now)
        } catch ReadingFault.allegro(let error) {
            if error.status == 409, document.attempts < Self.conflictTries {
                return try await postpone(document, Words(verbatim: "\(error)"), at: now)
            }
            try await settle(error, document, at: now)
        }
    }

    func upload(_ document: OrderDocument, at now: Timestamp) async throws {
        guard let upload = document.upload else { throw DocumentFault.incomplete(document.state) }
        guard let pdf = try await store.documentFile(of: document.order, document.role) else {
            let why = Words(en: "its file is gone", pl: "nie ma już jego pliku")
            try await store.advance(document, by: .rejected(fault: why.en), problem: .undelivered(document, why), at: now)
            return
        }
        do {
            try await ask(document) { client, order, token throws(AllegroError) in
                _ = try await client.uploadInvoice(on: order, invoice: upload, pdf: pdf, token: token)
            }
        } catch ReadingFault.allegro(let error) {
            // 409: it has a file, ours, whose answer was lost.
            guard error.status == 409 else { return try await settle(error, document, at: now) }
        }
        uploads.increment()
        try await store.advance(document, by: .uploaded, at: now)
    }

    func awaitScan(_ document: OrderDocument, at now: Timestamp) async throws {
        let all = try await attached(to: document)
        let ours = all.first { $0.id == document.upload }
        switch ours?.securityVerification {
        case .accepted: try await store.advance(document, by: .accepted, problem: try await double(of: document, among: all), at: now)
        case .rejected:
            let why = Words(en: "Allegro's scan rejected the file", pl: "skan Allegro odrzucił plik")
            try await store.advance(document, by: .rejected(fault: why.en), problem: .undelivered(document, why), at: now)
        case nil: try await postpone(document, Words(en: "it is not on the order any more", pl: "nie ma go już przy zamówieniu"), at: now)
        case .some(.none), .waiting, .unknown:
            let why = Words(en: "Allegro's scan is not done", pl: "skan Allegro nie zakończył się")
            try await postpone(document, why, isScan: true, at: now)
        }
    }

    /// Another program's file beside ours: wFirma's own Allegro add-on documents orders too (R37).
    private func double(of document: OrderDocument, among all: [OrderInvoice]) async throws -> DocumentProblem? {
        let numbers = try await store.documentNumbers(around: document.order)
        guard let other = all.first(where: { $0.id != document.upload && !numbers.contains($0.number ?? "") }) else { return nil }
        let name = other.number ?? other.fileName ?? other.id
        return DocumentProblem(
            .foreignDocument,
            what: Words(
                en: "Another program documented order \(document.order), too: \(name) hangs on it at Allegro",
                pl: "Inny program też wystawił dokument do zamówienia \(document.order): na Allegro jest przy nim \(name)"),
            why: Words(
                en: "ours is \(document.number ?? ""); one of the two must be corrected. Is wFirma's own Allegro add-on on?",
                pl: "nasz to \(document.number ?? ""); jeden z nich trzeba skorygować. Czy włączony jest dodatek Allegro w wFirmie?"))
    }

    /// Scans run in bursts and refuse for a while (422). Another 422, an empty file's (thread 10165), is tried for as long as a scan takes, should it be one
    /// in other words; what will not change by itself goes to a person.
    private func settle(_ error: AllegroError, _ document: OrderDocument, at now: Timestamp) async throws {
        switch error {
        case .refused(422, let faults, _) where faults.tellOfScan || now - document.since < Self.scanTime:
            try await postpone(document, Words(verbatim: "\(error)"), isScan: true, at: now)
        case .notFound:
            // Merged away, and the form that has its lines is not told yet; what was declared on the old one is declared anew then.
            try await postpone(document, Words(en: "Allegro does not find the order", pl: "Allegro nie znajduje zamówienia"), at: now)
        case .refused:
            let why = Words(verbatim: "\(error)")
            try await store.advance(document, by: .rejected(fault: why.en), problem: .undelivered(document, why), at: now)
        case .alreadyRegistered, .registeredWithOtherContent, .unauthorised, .rateLimited, .unavailable, .unreachable, .unreadable:
            throw ReadingFault.allegro(error)
        }
    }

    private func postpone(_ document: OrderDocument, _ why: Words, isScan: Bool = false, at now: Timestamp) async throws {
        let isLong = now - document.since > options.patience && document.toldAt == nil
        let wait = (isScan && now - document.since < Self.scanTime ? scanBackoff : backoff).wait(after: document.attempts, chance: 0.5)
        try await store.advance(
            document, by: .postponed(until: now + wait, fault: why.en),
            problem: isLong ? .undelivered(document, why) : nil, at: now)
    }

    private func attached(to document: OrderDocument) async throws -> [OrderInvoice] {
        try await ask(document) { client, order, token throws(AllegroError) in try await client.invoices(of: order, token: token).value.invoices }
    }

    /// Asks about the order's form that stands now: one that was merged away answers 404.
    private func ask<Value: Sendable>(
        _ document: OrderDocument, _ request: (AllegroClient, OrderID, Secret) async throws(AllegroError) -> Value
    ) async throws -> Value {
        guard let account = access[document.account] else { throw ReadingFault.notAuthorised }
        let order = try await store.standingForm(of: document.order)
        let client = account.client.following(try await store.trace(of: order)?.following(order: order))
        return try await account.ask(for: .orders, access.clock) { token throws(AllegroError) in
            try await request(client, order, token)
        }.0
    }
}

extension OrderDocument {
    /// What the buyer's download is called; no mark that a file system dislikes.
    fileprivate var fileName: String {
        (number ?? order.text).map { $0.isLetter || $0.isNumber ? $0 : "-" }.reduce(into: "") { $0.append($1) } + ".pdf"
    }
}

extension AllegroError {
    fileprivate var status: Int? {
        guard case .refused(let status, _, _) = self else { return nil }
        return status
    }
}

extension [AllegroFault] {
    /// "Security scan for SELLER invoice in given order […] is in progress" (threads 8507, 9334; of the POST 13223), or a code that says so.
    fileprivate var tellOfScan: Bool { contains { "\($0.code) \($0.message)".lowercased().contains("scan") } }
}
