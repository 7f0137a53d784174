public import Inventory
public import Logging
import NIOConcurrencyHelpers
public import Storage
public import WFirma

/// Fetches the newest warehouse documents where a reading waits for them: a fall may be the release of an order that is reserved already, and a
/// rise the end of one (`docs/reservations.md`).
public final class DocumentReader: SteppedService {
    /// Products whose documents are fetched in one step.
    static let batchLimit = 64
    /// Pages of newest documents that are read at most: what lies further back was told or read before.
    static let pageLimit = 3
    /// When wFirma recorded a document that another sender told matters so long.
    static let lately: Duration = .seconds(600)

    public let wake: Wake
    public let clock: @Sendable () -> Timestamp
    private let store: Store
    private let client: WFirmaClient
    private let inbox: any Inbox
    private let check: ReleaseCheck
    private let logger: Logger
    private let onRead: @Sendable () -> Void
    /// What waits for documents waits until wFirma answers, however long: ever more patiently.
    private static let backoff = Backoff(first: .seconds(1), limit: .seconds(10))
    private let failures = NIOLockedValueBox(0)

    public init(
        store: Store, client: WFirmaClient, inbox: any Inbox, wake: Wake, clock: @escaping @Sendable () -> Timestamp, logger: Logger,
        onRead: @escaping @Sendable () -> Void
    ) {
        self.store = store
        self.client = client
        self.inbox = inbox
        self.wake = wake
        self.clock = clock
        self.check = ReleaseCheck(store: store, client: client, inbox: inbox, clock: clock)
        self.logger = logger
        self.onRead = onRead
    }

    public func step(at now: Timestamp) async -> Pace {
        do {
            // What may be missing first; then one question about what may be back, so that many of them hold up no fall.
            let hasFetched = try await fetchParked()
            let pace = try await check.step()
            if pace == .again { onRead() }
            failures.withLockedValue { $0 = 0 }
            return hasFetched ? .again : pace
        } catch {
            logger.warning("the newest documents could not be read yet", metadata: ["error": "\(error)"])
            let attempts = failures.withLockedValue { count in
                defer { count += 1 }
                return count
            }
            return .rest(until: now + ((error as? WFirmaError)?.retryAfter ?? Self.backoff.wait(after: attempts, chance: 0.5)))
        }
    }

    /// Fetches the newest documents for the products that wait for them. False when none does.
    private func fetchParked() async throws -> Bool {
        let products = try await store.parkedProducts(limit: Self.batchLimit)
        guard !products.isEmpty else { return false }
        let began = clock()
        let unseen = try await newestUnseen()
        // Before the reading that they explain: the inbox keeps the order. Each by itself, so that one that cannot be applied holds up none.
        for document in unseen { _ = try await inbox.accept(PolledDocuments([document]).delivery(at: clock())) }
        try await store.fetchedDocuments(for: products, at: began)
        onRead()
        return true
    }

    /// The newest documents that we do not hold in this version, oldest first.
    private func newestUnseen() async throws -> [WarehouseDocument] {
        var unseen: [WarehouseDocument] = []
        for number in 1...Self.pageLimit {
            let from = clock()
            let page = try await client.documents(DocumentQuery(isNewestFirst: true, page: number))
            let fresh = try await store.unseen(
                page.documents(askedFor: WarehouseLevel.Window(from: from, to: clock())), lately: from - Self.lately)
            unseen += fresh
            if page.isLast || fresh.isEmpty { break }
        }
        return unseen.reversed()
    }
}
