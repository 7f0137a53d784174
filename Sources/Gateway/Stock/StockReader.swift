public import Inventory
public import Logging
public import Storage
public import WFirma

/// Reads single products in every warehouse, when a notice, a document or a doubt asks for it; many requests for one are one read.
public final class StockReader: SteppedService {
    static let batchLimit = 8
    /// A product whose reading did not come is read again after this.
    static let lease: Duration = .seconds(5)

    public let wake: Wake
    public let clock: @Sendable () -> Timestamp
    private let store: Store
    private let client: WFirmaClient
    private let inbox: any Inbox
    private let logger: Logger
    private let onRead: @Sendable () -> Void

    public init(
        store: Store, client: WFirmaClient, inbox: any Inbox, wake: Wake, clock: @escaping @Sendable () -> Timestamp, logger: Logger,
        onRead: @escaping @Sendable () -> Void
    ) {
        self.store = store
        self.client = client
        self.inbox = inbox
        self.wake = wake
        self.clock = clock
        self.logger = logger
        self.onRead = onRead
    }

    public func step(at now: Timestamp) async -> Pace {
        do {
            let products = try await store.leaseLooks(limit: Self.batchLimit, for: Self.lease, at: now)
            guard !products.isEmpty else { return .rest(until: try await store.nextLook()) }
            let warehouses = try await store.warehouses()
            var polled = PolledReadings()
            for product in products { polled.readings += try await read(product, in: warehouses) }
            _ = try await inbox.accept(polled.delivery(at: clock()))
            onRead()
            return .again
        } catch {
            logger.warning("products could not be read yet", metadata: ["error": "\(error)"])
            return .rest(until: now + ((error as? WFirmaError)?.retryAfter ?? .seconds(1)))
        }
    }

    /// One pass over the warehouses, so that the readings make one total (R33). A good that a warehouse does not list has nothing there.
    private func read(_ product: ProductID, in warehouses: [ListedWarehouse]) async throws -> [StockReading] {
        var readings: [StockReading] = []
        for warehouse in warehouses {
            let from = clock()
            let good = try await client.good(product, in: warehouse.id)
            readings.append(
                StockReading(
                    key: StockKey(product: product, warehouse: warehouse.id), amount: good?.count ?? .zero,
                    window: .init(from: from, to: clock()), origin: .asked))
        }
        return readings
    }
}
