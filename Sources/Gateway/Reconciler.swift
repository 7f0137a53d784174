public import Inventory
public import Logging
import Metrics
import NIOConcurrencyHelpers
public import Storage
public import WFirma

/// Compares both sides on start and every few minutes, and when it is asked to (R22): right even if no webhook ever came.
public final class Reconciler: SteppedService {
    /// How long a comparison waits for what it found to be applied.
    static let applyPatience: Duration = .seconds(10)

    public let wake: Wake
    public let clock: @Sendable () -> Timestamp
    private let store: Store
    private let stock: StockSweep
    private let offers: OfferSweep
    private let interval: Duration
    private let logger: Logger
    private let onCompared: @Sendable () -> Void
    private let dueAt = NIOLockedValueBox<Timestamp?>(nil)
    private let drifted = Counter(label: "stockgate_drift_found_total")
    private let runs = Counter(label: "stockgate_reconciliations_total")
    private let took = Timer(label: "stockgate_reconciliation_seconds")

    public init(
        store: Store, client: WFirmaClient, access: AllegroAccess, inbox: any Inbox, counted: Set<WarehouseID>?, rules: CommandRules,
        interval: Duration, wake: Wake, logger: Logger, onCompared: @escaping @Sendable () -> Void
    ) {
        self.store = store
        self.stock = StockSweep(store: store, client: client, inbox: inbox, counted: counted, clock: access.clock)
        self.offers = OfferSweep(store: store, access: access, rules: rules)
        self.interval = interval
        self.wake = wake
        self.clock = access.clock
        self.logger = logger
        self.onCompared = onCompared
    }

    /// Asks for a comparison now, e.g. because a notice said only that something changed.
    public func hurry() {
        dueAt.withLockedValue { $0 = nil }
        wake.signal()
    }

    public func step(at now: Timestamp) async -> Pace {
        if let due = dueAt.withLockedValue({ $0 }), due > now { return .rest(until: due) }
        dueAt.withLockedValue { $0 = now + interval }
        do {
            try await grantWishes(try await compare())
        } catch {
            logger.warning("the comparison did not come to its end", metadata: ["error": "\(error)"])
            try? await grantWishes(nil, because: error)
            dueAt.withLockedValue { $0 = clock() + min(interval, .seconds(5)) }
        }
        return .rest(until: dueAt.withLockedValue { $0 } ?? now)
    }

    /// Compares both sides once.
    public func compare() async throws -> Reconciliation {
        let began = clock()
        let stocks = try await stock.run()
        onCompared()
        if let delivery = stocks.lastDelivery { await waitUntilApplied(delivery) }
        let listed = try await offers.run()
        let ended = clock()
        let result = Reconciliation(
            offersCompared: listed.compared, productsCompared: stocks.compared, drift: stocks.drifts + listed.drifts, took: ended - began)
        try await store.record(result.drift, at: ended)
        runs.increment()
        drifted.increment(by: result.drift.count)
        took.recordMicroseconds(result.took.wholeMicroseconds)
        logger.info(
            "compared both sides",
            metadata: ["offers": "\(result.offersCompared)", "products": "\(result.productsCompared)", "drift": "\(result.drift.count)"])
        onCompared()
        return result
    }

    private func waitUntilApplied(_ delivery: DeliveryID) async {
        let deadline = clock() + Self.applyPatience
        while clock() < deadline, let state = try? await store.delivery(id: delivery)?.state, state == .accepted {
            do { try await Task.sleep(for: .milliseconds(5)) } catch { return }
        }
    }

    private func grantWishes(_ result: Reconciliation?, because error: (any Error)? = nil) async throws {
        while let wish = try await store.takeWish(at: clock()) {
            let answer =
                result.map { WishAnswer(granted: true, text: $0.json) } ?? WishAnswer(granted: false, text: error.map { "\($0)" } ?? "unknown")
            try await store.answer(wish.id, answer, at: clock())
        }
    }
}
