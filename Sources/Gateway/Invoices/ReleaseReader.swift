import CurlClient
import Inventory
import NIOConcurrencyHelpers
import Storage
import WFirma

/// Fetches the warehouse documents of a document just added, so that the release closes the order's reservation in the transaction that lowers
/// stock (`docs/reservations.md`). Whatever comes instead, nothing, a refusal or what cannot be read or applied, is given up in time.
final class ReleaseReader: Sendable {
    /// Documents awaited at a time.
    static let limit = 100
    /// Between two questions about one document, and after one that failed.
    static let pause: Duration = .seconds(2)
    static let faultPause: Duration = .seconds(10)
    /// How long past its time a release is waited for that came and is to be applied.
    static let applyPatience: Duration = .seconds(60)

    private let store: Store
    private let wfirma: WFirmaClient
    private let inbox: any Inbox
    private let clock: @Sendable () -> Timestamp
    private let onDelivered: @Sendable () -> Void
    /// When each is to be asked for next. Kept in memory alone: after a crash all are asked for at once.
    private let next = NIOLockedValueBox<[OrderID: Timestamp]>([:])

    init(
        store: Store, wfirma: WFirmaClient, inbox: any Inbox, clock: @escaping @Sendable () -> Timestamp, onDelivered: @escaping @Sendable () -> Void
    ) {
        self.store = store
        self.wfirma = wfirma
        self.inbox = inbox
        self.clock = clock
        self.onDelivered = onDelivered
    }

    /// Asks for the releases of one document. False when none is to be asked for now.
    func step(at now: Timestamp) async throws -> Bool {
        let awaited = try await store.awaitedReleases(limit: Self.limit)
        next.withLockedValue { next in next = next.filter { order, _ in awaited.contains(order) } }
        let known = next.withLockedValue { $0 }
        guard let order = awaited.first(where: { (known[$0] ?? now) <= now }), let document = try await store.orderDocument(of: order),
            let invoice = document.invoice
        else { return false }
        next.withLockedValue { $0[document.order] = now + Self.pause }
        do {
            try await ask(for: document, invoice, at: now)
        } catch let error as WFirmaError {
            // One that cannot be asked for holds up nothing else.
            next.withLockedValue { $0[document.order] = now + max(Self.faultPause, error.retryAfter ?? .zero) }
            try await giveUp(document, at: now, Words(en: "\(error)", pl: "\(error)"))
        }
        return true
    }

    /// When the next document is to be asked for; nil when none is awaited.
    func nextAsk() async throws -> Timestamp? {
        let awaited = try await store.awaitedReleases(limit: Self.limit)
        let known = next.withLockedValue { $0 }
        return awaited.map { known[$0] ?? Timestamp(microseconds: 0) }.min()
    }

    private func ask(for document: OrderDocument, _ invoice: String, at now: Timestamp) async throws {
        let from = clock()
        let page = try await wfirma.documents(DocumentQuery(types: [.wz, .rw], invoice: invoice, isNewestFirst: true))
        let unseen = try await store.unseen(page.documents(askedFor: WarehouseLevel.Window(from: from, to: clock())))
        for release in unseen.reversed() { _ = try await inbox.accept(PolledDocuments([release]).delivery(at: clock())) }
        if let release = unseen.first {
            onDelivered()
            try await giveUp(
                document, at: now - Self.applyPatience,
                Words(en: "\(release.name) came and could not be applied", pl: "przyszedł dokument \(release.name), ale nie dało się go zastosować"))
        } else if let row = page.rejected.first {
            try await giveUp(
                document, at: now,
                Words(
                    en: "its warehouse document cannot be read: \(row.reason)", pl: "nie da się odczytać jego dokumentu magazynowego: \(row.reason)"))
        } else {
            try await giveUp(
                document, at: now, Words(en: "wFirma has no warehouse document of it", pl: "w wFirmie nie ma do niego dokumentu magazynowego"))
        }
    }

    /// Nothing waits for ever: when its time is over stock is what the readings say, the order stays reserved, and a person is told.
    private func giveUp(_ document: OrderDocument, at moment: Timestamp, _ why: Words) async throws {
        guard let until = document.releaseExpectedUntil, until <= moment else { return }
        let number = document.number ?? document.invoice ?? ""
        let problem = DocumentProblem(
            .releaseMissing,
            what: Words(
                en: "Document \(number) of order \(document.order) released nothing from stock",
                pl: "Dokument \(number) do zamówienia \(document.order) nie wydał towaru z magazynu"),
            why: why)
        try await store.advance(document, by: .released, problem: problem, at: clock())
    }
}
