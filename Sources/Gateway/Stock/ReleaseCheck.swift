import Inventory
import Storage
import WFirma

/// Asks wFirma for the releases of a product that rises without a reason: one that a person deleted or changed gives its pieces back, and its order
/// still needs them (R27).
struct ReleaseCheck: Sendable {
    /// Older releases are sent goods' and stay.
    static let reach: Duration = .seconds(28 * 86_400)
    /// Documents asked for, the newest first.
    static let limit = 10
    /// Pages that are read of all releases, where wFirma does not look for those of an invoice alone.
    static let pageLimit = 10
    /// By then wFirma shows what it made from an invoice.
    static let settling: Duration = .seconds(30)

    let store: Store
    let client: WFirmaClient
    let inbox: any Inbox
    let clock: @Sendable () -> Timestamp

    /// Asks for those of one product. False when none waits.
    func step() async throws -> Bool {
        guard let product = try await store.risenProduct() else { return false }
        let now = clock()
        for held in try await store.closingDocuments(of: product.id, since: now - Self.reach, settled: now - Self.settling, limit: Self.limit) {
            try await ask(about: held)
        }
        try await store.checkedRise(of: product, at: clock())
        return true
    }

    /// Asks for one document that we hold.
    func ask(about id: DocumentID) async throws {
        if let held = try await store.warehouseDocument(id) { try await ask(about: held) }
    }

    private func ask(about held: WarehouseDocument) async throws {
        guard let document = try await standing(held) else { return }
        let isNews = try await store.changed([document]) == [document]
        if isNews || document.isDeleted { _ = try await inbox.accept(PolledDocuments([document]).delivery(at: clock())) }
    }

    /// The document as it is in wFirma now, or its deletion; nil where it cannot be read.
    private func standing(_ held: WarehouseDocument) async throws -> WarehouseDocument? {
        do throws(WFirmaError) {
            if held.recordedAt == nil, let invoice = held.invoice { return try await standing(held, madeFrom: invoice) }
            return try await document(held) ?? deletion(of: held)
        } catch {
            if error.concernsEverything { throw error }
            return nil
        }
    }

    /// wFirma's document of that id. What kind it is wFirma tells no longer; its name begins with it.
    private func document(_ held: WarehouseDocument) async throws(WFirmaError) -> WarehouseDocument? {
        for type: WarehouseDocumentType in held.name.hasPrefix(WarehouseDocumentType.rw.rawValue) ? [.rw, .wz] : [.wz, .rw] {
            let from = clock()
            if let answer = try await client.datedDocument(held.id, type) {
                return answer.document.byOurClock(answer.serverDate, askedFor: WarehouseLevel.Window(from: from, to: clock()))
            }
        }
        return nil
    }

    /// The same of one that only another sender told: wFirma is asked for what it made from our invoice, for the document's id may be the sender's own.
    private func standing(_ held: WarehouseDocument, madeFrom invoice: String) async throws(WFirmaError) -> WarehouseDocument? {
        var total = 0
        for number in 1...Self.pageLimit {
            let from = clock()
            let page = try await client.documents(DocumentQuery(types: [.wz, .rw], invoice: invoice, isNewestFirst: true, page: number))
            let documents = page.documents(askedFor: WarehouseLevel.Window(from: from, to: clock()))
            guard documents.isEmpty else { return documents.first { $0.id == held.id } }
            // Where a row cannot be read, or one that went meanwhile moved others to a page that was read already, nobody knows.
            guard page.isComplete, page.rejected.isEmpty, page.total ?? 0 >= total else { return nil }
            // Nor where the document stands without its invoice.
            if page.isLast { return try await document(held) == nil ? deletion(of: held) : nil }
            total = page.total ?? 0
        }
        return nil
    }

    private func deletion(of held: WarehouseDocument) -> WarehouseDocument {
        var deletion = held
        (deletion.isDeleted, deletion.lines, deletion.recordedAt) = (true, [], nil)
        return deletion
    }
}
