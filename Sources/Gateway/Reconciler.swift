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
    /// What lies at least between two comparisons that notices ask for: a sweep costs wFirma a page for every hundred goods.
    static let hurriedRest: Duration = .seconds(3)

    private enum Phase: Sendable {
        /// Nil: due at once.
        case resting(until: Timestamp?)
        /// Stock was compared; what differs is in the inbox, and the offers come next.
        case applying(StockSweep.Outcome, began: Timestamp)
    }

    public let wake: Wake
    public let clock: @Sendable () -> Timestamp
    private let store: Store
    private let stock: StockSweep
    private let offers: OfferSweep
    private let interval: Duration
    private let logger: Logger
    private let onCompared: @Sendable () -> Void
    /// After a comparison that did not come to its end: soon once, then ever more patiently.
    private static let backoff = Backoff(first: .seconds(5), limit: .seconds(300))
    private let failures = NIOLockedValueBox(0)
    private let lastEnd = NIOLockedValueBox<Timestamp?>(nil)
    private let phase = NIOLockedValueBox(Phase.resting(until: nil))
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

    /// Asks for a comparison soon, e.g. because a notice said only that something changed. Many such notices are one comparison, and
    /// ``hurriedRest`` lies between two.
    public func hurry() {
        let soonest = lastEnd.withLockedValue { $0 }.map { $0 + Self.hurriedRest }
        phase.withLockedValue { phase in
            guard case .resting(let due?) = phase else { return }
            phase = .resting(until: soonest.map { min($0, due) })
        }
        wake.signal()
    }

    public func step(at now: Timestamp) async -> Pace {
        do {
            switch phase.withLockedValue({ $0 }) {
            case .resting(let due):
                if let due, due > now, try await !store.hasWish() { return .rest(until: due) }
                let stocks = try await stock.run()
                onCompared()
                phase.withLockedValue { $0 = .applying(stocks, began: now) }
                return .again
            case .applying(let stocks, let began):
                // The offers are compared with stock as it is now: what was found is applied first.
                if let delivery = stocks.lastDelivery, now - began < Self.applyPatience, try await store.delivery(id: delivery)?.state == .accepted {
                    return .rest(until: now + .milliseconds(5))
                }
                try await grantWishes(try await finish(stocks, began: began))
                failures.withLockedValue { $0 = 0 }
                return rest(for: interval, at: now)
            }
        } catch {
            logger.warning("the comparison did not come to its end", metadata: ["error": "\(error)"])
            try? await grantWishes(nil, because: error)
            let attempts = failures.withLockedValue { count in
                defer { count += 1 }
                return count
            }
            return rest(for: min(interval, Self.backoff.wait(after: attempts, chance: 0.5)), at: now)
        }
    }

    private func rest(for span: Duration, at now: Timestamp) -> Pace {
        let due = now + span
        lastEnd.withLockedValue { $0 = now }
        phase.withLockedValue { $0 = .resting(until: due) }
        return .rest(until: due)
    }

    private func finish(_ stocks: StockSweep.Outcome, began: Timestamp) async throws -> Reconciliation {
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

    private func grantWishes(_ result: Reconciliation?, because error: (any Error)? = nil) async throws {
        while let wish = try await store.takeWish(at: clock()) {
            let answer =
                result.map { WishAnswer(granted: true, text: $0.json) } ?? WishAnswer(granted: false, text: error.map { "\($0)" } ?? "unknown")
            try await store.answer(wish.id, answer, at: clock())
        }
    }
}
