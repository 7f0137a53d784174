import Inventory
import NIOConcurrencyHelpers
import Storage
import WFirma

/// Asks wFirma for the releases of a product that rises without a reason: one that a person deleted or changed gives its pieces back, and its order
/// still needs them (R27).
struct ReleaseCheck: Sendable {
    /// Older releases are sent goods' and stay.
    static let reach: Duration = .seconds(28 * 86_400)
    /// Documents asked for, the newest first.
    static let limit = 10
    /// By then wFirma shows what it made from an invoice.
    static let settling: Duration = .seconds(30)

    let store: Store
    let client: WFirmaClient
    let inbox: any Inbox
    let clock: @Sendable () -> Timestamp
    /// Products that were asked about, and wait for releases that had not settled by then. Forgotten in a crash, they are asked about anew.
    private let unsettled = NIOLockedValueBox<[ProductID: Unsettled]>([:])

    private struct Unsettled: Sendable {
        let rise: RisenProduct
        let asked: Timestamp
        /// When all that were told by then have settled.
        let settles: Timestamp
        /// Since when it waits: since it was asked about, or since our clock was set back.
        var since: Timestamp

        var due: Timestamp { since + min(settles - asked, ReleaseCheck.settling + .microseconds(1)) }
    }

    init(store: Store, client: WFirmaClient, inbox: any Inbox, clock: @escaping @Sendable () -> Timestamp) {
        (self.store, self.client, self.inbox, self.clock) = (store, client, inbox, clock)
    }

    /// Asks for those of one product. Of a release that only another sender told, lately, wFirma's silence says nothing yet: the rise waits on until
    /// that one has settled, and it is asked for then.
    func step() async throws -> Pace {
        let now = clock()
        let waiting = unsettled.withLockedValue { waiting in
            waiting = waiting.filter { now < $0.value.rise.until }.mapValues { wait in
                var wait = wait
                wait.since = min(wait.since, now)
                return wait
            }
            return waiting
        }
        // One that rose further since is asked about at once.
        let isDue = { (rise: RisenProduct) in waiting[rise.id].map { $0.rise != rise || $0.due <= now } ?? true }
        guard let rise = try await store.risenProducts(limit: waiting.count + 1).first(where: isDue) else {
            return .rest(until: waiting.values.map(\.due).min())
        }
        let before = waiting[rise.id].flatMap { $0.rise == rise ? $0 : nil }
        let since = before.map { $0.asked - Self.settling } ?? (now - Self.reach)
        let settled = max(now, before?.settles ?? now) - Self.settling
        var list = InvoiceReleases(client, clock: clock)
        for held in try await store.closingDocuments(of: rise.id, since: since, settled: settled, limit: Self.limit) {
            try await ask(about: held, &list)
        }
        if before == nil, now < rise.until, let told = try await store.unsettledRelease(of: rise.id, since: now - Self.settling) {
            let settles = min(told + Self.settling + .microseconds(1), rise.until)
            unsettled.withLockedValue { $0[rise.id] = Unsettled(rise: rise, asked: now, settles: settles, since: now) }
            return .again
        }
        unsettled.withLockedValue { $0[rise.id] = nil }
        try await store.checkedRise(of: rise, at: clock())
        return .again
    }

    /// Asks for one document that we hold.
    func ask(about id: DocumentID) async throws {
        guard let held = try await store.warehouseDocument(id) else { return }
        var list = InvoiceReleases(client, clock: clock)
        try await ask(about: held, &list)
    }

    private func ask(about held: WarehouseDocument, _ list: inout InvoiceReleases) async throws {
        guard let document = try await standing(held, &list) else { return }
        let isNews = try await store.changed([document]) == [document]
        if isNews || document.isDeleted { _ = try await inbox.accept(PolledDocuments([document]).delivery(at: clock())) }
    }

    /// The document as it is in wFirma now, or its deletion; nil where it cannot be read.
    private func standing(_ held: WarehouseDocument, _ list: inout InvoiceReleases) async throws -> WarehouseDocument? {
        do throws(WFirmaError) {
            if held.recordedAt == nil, let invoice = held.invoice { return try await standing(held, madeFrom: invoice, &list) }
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

    /// The same of one that only another sender told: by its id where wFirma says that it made it from our invoice; else wFirma is asked for what it made
    /// from that one, for the document's id may be the sender's own.
    private func standing(
        _ held: WarehouseDocument, madeFrom invoice: String, _ list: inout InvoiceReleases
    ) async throws(WFirmaError) -> WarehouseDocument? {
        let found = try await document(held)
        if let found, found.invoice == invoice { return found }
        guard let made = try await list.made(from: invoice) else { return nil }
        // Nor does anybody know where the document stands without its invoice.
        if made.isEmpty { return found == nil ? deletion(of: held) : nil }
        guard let listed = made.first(where: { $0.id == held.id }) else { return nil }
        if found != nil { return listed }
        // A page that was read for another release may be older than the answer to its id.
        return try await document(held) ?? deletion(of: held)
    }

    private func deletion(of held: WarehouseDocument) -> WarehouseDocument {
        var deletion = held
        (deletion.isDeleted, deletion.lines, deletion.recordedAt) = (true, [], nil)
        return deletion
    }
}
