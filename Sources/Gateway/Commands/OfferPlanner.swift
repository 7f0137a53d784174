public import Inventory
public import Logging
import Metrics
import NIOConcurrencyHelpers
public import Storage

/// Turns dirty marks into commands in the outbox: the step from stock to plan.
public final class OfferPlanner: SteppedService {
    /// Offers planned in one transaction.
    static let batchLimit = 1000
    /// With this many commands of an account waiting to be sent, only what prevents overselling is planned: plans age, marks do not.
    static let outboxLimit = 64

    public let wake: Wake
    public let clock: @Sendable () -> Timestamp
    private let store: Store
    private let access: AllegroAccess
    private let brake: Brake.Rules
    private let logger: Logger
    private let newCommandID: @Sendable () -> CommandID
    private let onPlanned: @Sendable (PlanningOutcome) -> Void
    private let planned = Counter(label: "stockgate_offers_planned_total")
    /// The store's revision at which nothing was left to plan.
    private let settled = NIOLockedValueBox<Int?>(nil)

    public init(
        store: Store, access: AllegroAccess, brake: Brake.Rules, wake: Wake, clock: @escaping @Sendable () -> Timestamp, logger: Logger,
        newCommandID: @escaping @Sendable () -> CommandID,
        onPlanned: @escaping @Sendable (PlanningOutcome) -> Void
    ) {
        self.store = store
        self.access = access
        self.brake = brake
        self.wake = wake
        self.clock = clock
        self.logger = logger
        self.newCommandID = newCommandID
        self.onPlanned = onPlanned
    }

    public func step(at now: Timestamp) async -> Pace {
        // Only a write makes an offer dirty, or lets one go: where there was none, there is nothing to look for.
        let revision = store.revision
        if settled.withLockedValue({ $0 == revision }) { return .rest(until: now + .seconds(1)) }
        do {
            var rooms: [AccountName: PlanningRoom] = [:]
            for account in access.accounts {
                rooms[account.name] = PlanningRoom(changesPerMinute: account.changesPerMinute, commandLimit: Self.outboxLimit)
            }
            let outcome = try await store.planDirtyOffers(
                limit: Self.batchLimit, rooms: rooms, brake: brake, at: now, newCommandID: newCommandID)
            planned.increment(by: outcome.planned)
            onPlanned(outcome)
            for command in outcome.commands {
                logger.debug(
                    "command written",
                    metadata: ["command": "\(command.id)", "action": "\(command.action)", "offers": "\(command.offers.count)"])
            }
            if outcome.planned == Self.batchLimit { return .again }
            // The pass itself counts as one write, whatever it found.
            if outcome.planned == 0, store.revision == revision &+ 1 { settled.withLockedValue { $0 = revision &+ 1 } }
            return .rest(until: outcome.isOutboxFull ? now + .milliseconds(100) : now + .seconds(1))
        } catch is CancellationError {
            // We stop: nothing was written, and what waits is there at the next start.
            return .rest(until: nil)
        } catch {
            logger.error("offers could not be planned; they stay marked", metadata: ["error": "\(error)"])
            return .rest(until: now + .seconds(1))
        }
    }
}
