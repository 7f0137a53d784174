public import Inventory
public import Logging
import Metrics
public import Storage

/// Turns dirty marks into commands in the outbox: the step from stock to plan.
public final class OfferPlanner: SteppedService {
    /// Offers planned in one transaction.
    static let batchLimit = 1000
    /// With this many commands waiting to be sent, only what prevents overselling is planned: plans age, marks do not.
    static let outboxLimit = 64

    public let wake: Wake
    public let clock: @Sendable () -> Timestamp
    private let store: Store
    private let brake: Brake.Rules
    private let logger: Logger
    private let newCommandID: @Sendable () -> CommandID
    private let onWritten: @Sendable () -> Void
    private let planned = Counter(label: "stockgate_offers_planned_total")

    public init(
        store: Store, brake: Brake.Rules, wake: Wake, clock: @escaping @Sendable () -> Timestamp, logger: Logger,
        newCommandID: @escaping @Sendable () -> CommandID,
        onWritten: @escaping @Sendable () -> Void
    ) {
        self.store = store
        self.brake = brake
        self.wake = wake
        self.clock = clock
        self.logger = logger
        self.newCommandID = newCommandID
        self.onWritten = onWritten
    }

    public func step(at now: Timestamp) async -> Pace {
        do {
            let waiting = try await store.outboxDepth().filter { $0.state == .written }.reduce(0) { $0 + $1.count }
            let isFull = waiting >= Self.outboxLimit
            let outcome = try await store.planDirtyOffers(
                limit: Self.batchLimit, fallsOnly: isFull, brake: brake, at: now, newCommandID: newCommandID)
            planned.increment(by: outcome.planned)
            if outcome.planned > 0 { onWritten() }
            for command in outcome.commands {
                logger.info(
                    "command written",
                    metadata: ["command": "\(command.id)", "action": "\(command.action)", "offers": "\(command.offers.count)"])
            }
            if outcome.planned == Self.batchLimit { return .again }
            return .rest(until: isFull ? now + .milliseconds(100) : now + .seconds(1))
        } catch {
            logger.error("offers could not be planned; they stay marked", metadata: ["error": "\(error)"])
            return .rest(until: now + .seconds(1))
        }
    }
}
