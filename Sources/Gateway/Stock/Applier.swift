public import Inventory
public import Logging
import Metrics
public import Storage

/// Applies the inbox to the ledger, in order of receipt: the step from delivery to stock.
public final class Applier: SteppedService {
    /// Deliveries applied in one transaction, which keeps the inbox waiting.
    static let batchLimit = 64
    /// While many senders wait for the inbox, we work this part of the time: a delivery is acknowledged first and applied a little later.
    static let shareWhileBusy = 0.1

    public let wake: Wake
    public let clock: @Sendable () -> Timestamp
    private let store: Store
    private let inbox: any Inbox
    private let rules: LedgerRules
    private let reader: DeliveryReader
    private let logger: Logger
    /// Called when a notification brought an event of an account's orders.
    private let onNotified: @Sendable (AccountName) -> Void
    private let accountOfSource: @Sendable (_ source: String) -> AccountName?
    /// Called when stock may have changed, when products wait to be read, when a whole sweep is asked for.
    private let onChange: @Sendable (AppliedBatch, _ wantsSweep: Bool) -> Void
    private let applied: Counter
    private let dead: Counter
    private let delay = Timer(label: "stockgate_receipt_to_applied_seconds")

    /// - Parameter merchant: whose deliveries they are, where the process works for several; else empty.
    public init(
        store: Store, merchant: String, inbox: any Inbox, rules: LedgerRules,
        accountOfSource: @escaping @Sendable (_ source: String) -> AccountName?, wake: Wake, clock: @escaping @Sendable () -> Timestamp,
        logger: Logger, onNotified: @escaping @Sendable (AccountName) -> Void,
        onChange: @escaping @Sendable (AppliedBatch, _ wantsSweep: Bool) -> Void
    ) {
        self.store = store
        self.inbox = inbox
        self.rules = rules
        self.reader = DeliveryReader(accountOfSource: accountOfSource)
        self.wake = wake
        self.clock = clock
        self.logger = logger
        self.accountOfSource = accountOfSource
        self.onNotified = onNotified
        self.onChange = onChange
        func counter(_ outcome: String) -> Counter {
            Counter(label: "stockgate_deliveries_applied_total", merchant: merchant, dimensions: [("outcome", outcome)])
        }
        (applied, dead) = (counter("applied"), counter("dead"))
    }

    public func step(at now: Timestamp) async -> Pace {
        do {
            let pending = try await store.pendingDeliveries(limit: Self.batchLimit)
            if pending.isEmpty {
                // What waits for documents counts when it may wait no longer, whether anything else is told or not.
                let overdue = try await store.nextOverdueReading()
                guard let overdue, overdue <= now else { return .rest(until: overdue) }
            }
            var wantsSweep = false
            let understood = pending.map { delivery in
                let reading = reader.understand(delivery)
                wantsSweep = wantsSweep || reading.wantsSweep
                return UnderstoodDelivery(
                    id: delivery.id, sequence: delivery.sequence, receivedAt: delivery.incoming.receivedAt, meaning: reading.meaning)
            }
            let batch = try await store.apply(understood, rules: rules, at: now)
            applied.increment(by: batch.applied)
            dead.increment(by: batch.dead)
            for (cause, pieces) in batch.oversold.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
                logger.warning("pieces were sold that nobody has", metadata: ["cause": "\(cause.rawValue)", "pieces": "\(pieces)"])
            }
            let done = clock()
            for delivery in pending { delay.recordMicroseconds((done - delivery.incoming.receivedAt).wholeMicroseconds) }
            for delivery in pending { tell(delivery, refused: batch.refusals[delivery.id], at: done) }
            let notified = pending.filter {
                $0.incoming.kind == .allegro && [.signed, .certified].contains($0.incoming.trust) && batch.refusals[$0.id] == nil
            }
            for account in Set(notified.compactMap { accountOfSource($0.incoming.source) }).sorted() { onNotified(account) }
            onChange(batch, wantsSweep)
            if pending.contains(where: { $0.incoming.kind == .wfirma && $0.incoming.trust != .polled }) { try await store.noticesCame(at: now) }
            if inbox.isBusy { return .giveWay(until: done + (done - now) * (1 / Self.shareWhileBusy - 1)) }
            // What comes from now on wakes.
            return batch.hasMore ? .again : .rest(until: batch.overdueAt)
        } catch is CancellationError {
            // We stop: nothing was written, and what waits is there at the next start.
            return .rest(until: nil)
        } catch {
            logger.error("deliveries could not be applied; they wait", metadata: ["error": "\(error)"])
            return .rest(until: now + .seconds(1))
        }
    }

    /// One line for each delivery, with what joins it to its sender's log (`webhook_id`, `trace`) and to the commands that follow (`delivery`).
    private func tell(_ delivery: Delivery, refused reason: String?, at done: Timestamp) {
        let incoming = delivery.incoming
        // Our own polls come every few seconds, and mostly bring nothing.
        let level: Logger.Level = reason != nil ? .warning : incoming.trust == .polled ? .debug : .info
        logger.log(
            level: level, reason == nil ? "delivery applied" : "delivery cannot be applied",
            metadata: [
                "delivery": "\(delivery.id)", "source": "\(incoming.source)", "webhook_id": "\(incoming.key ?? "-")",
                "trace": "\(incoming.headers["traceparent"].flatMap(TraceContext.init)?.trace ?? "-")",
                "took_ms": "\((done - incoming.receivedAt).wholeMicroseconds / 1000)", "reason": "\(reason ?? "-")",
            ])
    }
}
