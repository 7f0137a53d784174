public import Inventory
public import Logging
public import Storage
public import WFirma

/// Reads single products in every warehouse, when a notice, a document or a doubt asks for it; many requests for one are one read.
public final class StockReader: SteppedService {
    static let batchLimit = 8
    /// A product whose reading did not come is read again after this.
    static let lease: Duration = .seconds(5)
    /// A product that cannot be read by itself is asked for ever more patiently.
    static let backoff = Backoff(first: .seconds(5), limit: .seconds(300))
    /// After so many vain attempts, some ten minutes, a person is told.
    static let attemptLimit = 8

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
            let due = try await store.leaseLooks(limit: Self.batchLimit, for: Self.lease, at: now)
            guard !due.isEmpty else { return .rest(until: try await store.nextLook()) }
            let warehouses = try await store.warehouses()
            var polled = PolledReadings()
            var answered = 0
            var trouble: WFirmaError?
            for look in due where trouble == nil {
                do throws(WFirmaError) {
                    let from = clock()
                    let good = try await GoodReading(look.product, in: warehouses, client, clock: clock)
                    answered += 1
                    if let listed = good.listed, !look.isKnown || look.isGone { polled.products.append(listed) }
                    if good.listed == nil, !look.isKnown {
                        await forget(look.product, askedAt: from)
                    } else {
                        polled.readings += good.readings
                        if good.listed == nil, !look.isGone, warehouses.contains(where: \.isListed) { await lose(look.product) }
                    }
                } catch {
                    if error.concernsEverything { trouble = error } else { await failed(look.product, error, at: now) }
                }
            }
            // What was read counts, whatever became of the others.
            if !polled.isEmpty {
                _ = try await inbox.accept(polled.delivery(at: clock()))
                onRead()
            }
            if let trouble { throw trouble }
            return answered > 0 ? .again : .rest(until: now + .seconds(1))
        } catch {
            logger.warning("products could not be read yet", metadata: ["error": "\(error)"])
            return .rest(until: now + ((error as? WFirmaError)?.retryAfter ?? .seconds(1)))
        }
    }

    /// Best effort: an answer that the store does not take is asked for again when the lease ends.
    private func forget(_ product: ProductID, askedAt moment: Timestamp) async {
        try? await store.foundNoGood(product, askedAt: moment)
    }

    /// Best effort as well: the next look at it finds the same.
    private func lose(_ product: ProductID) async {
        try? await store.lost(product, at: clock())
    }

    private func failed(_ product: ProductID, _ error: WFirmaError, at now: Timestamp) async {
        logger.warning("a product could not be read yet", metadata: ["product": "\(product)", "error": "\(error)"])
        try? await store.failedLook(
            at: product, because: "\(error)", limit: Self.attemptLimit, wait: { Self.backoff.wait(after: $0 - 1, chance: 0.5) }, at: now)
    }
}
