import Inventory
import NIOConcurrencyHelpers
import Storage
import WFirma

/// Fetches the warehouse documents of a document just added, so that the release closes the order's reservation in the transaction that lowers
/// stock (`docs/reservations.md`).
final class ReleaseReader: Sendable {
    /// Documents awaited at a time.
    static let limit = 100
    /// Between two questions about one document.
    static let pause: Duration = .seconds(2)

    private let store: Store
    private let wfirma: WFirmaClient
    private let inbox: any Inbox
    private let clock: @Sendable () -> Timestamp
    private let onDelivered: @Sendable () -> Void
    /// Kept in memory alone: after a crash it is asked at once.
    private let asked = NIOLockedValueBox<[OrderID: Timestamp]>([:])

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
        asked.withLockedValue { asked in asked = asked.filter { id, _ in awaited.contains { $0.order == id } } }
        let known = asked.withLockedValue { $0 }
        guard let document = awaited.first(where: { known[$0.order].map { now - $0 >= Self.pause } ?? true }), let invoice = document.invoice else {
            return false
        }
        asked.withLockedValue { $0[document.order] = now }
        let from = clock()
        let page = try await wfirma.documents(DocumentQuery(types: [.wz, .rw], invoice: invoice, isNewestFirst: true))
        let unseen = try await store.unseen(page.documents(askedFor: WarehouseLevel.Window(from: from, to: clock())))
        for release in unseen.reversed() { _ = try await inbox.accept(PolledDocuments([release]).delivery(at: clock())) }
        if !unseen.isEmpty { onDelivered() } else if let until = document.releaseExpectedUntil, until <= now { try await giveUp(document, at: now) }
        return true
    }

    /// When the next document is to be asked for; nil when none is awaited.
    func nextAsk() async throws -> Timestamp? {
        let awaited = try await store.awaitedReleases(limit: Self.limit)
        let known = asked.withLockedValue { $0 }
        return awaited.map { known[$0.order].map { $0 + Self.pause } ?? Timestamp(microseconds: 0) }.min()
    }

    /// Nothing waits for ever: stock is what the readings say, and a person is told.
    private func giveUp(_ document: OrderDocument, at now: Timestamp) async throws {
        let number = document.number ?? document.invoice ?? ""
        let problem = DocumentProblem(
            .documentMismatch,
            what: Words(
                en: "Document \(number) of order \(document.order) released nothing from stock",
                pl: "Dokument \(number) do zamówienia \(document.order) nie wydał towaru z magazynu"),
            why: Words(en: "wFirma has no warehouse document of it", pl: "w wFirmie nie ma do niego dokumentu magazynowego"))
        try await store.advance(document, by: .released, problem: problem, at: now)
    }
}
