public import Inventory
public import Logging
public import Storage

/// Drops what nobody needs any more, a bounded amount at a time, so that the store does not grow for ever, and puts before a person what has
/// waited for too long.
public final class Housekeeper: SteppedService {
    /// How long the bodies of applied deliveries are kept; row and digest stay, so a repeat is still known for one.
    static let bodyKeeping: Duration = .seconds(30 * 86_400)
    /// How long settled commands are kept: Allegro's own reports live as long (allegro-api thread 3451).
    static let commandKeeping: Duration = .seconds(7 * 86_400)
    /// Rows in one transaction.
    static let batchLimit = 500
    /// Between two rounds that found nothing more to drop.
    static let interval: Duration = .seconds(600)

    public let wake = Wake()
    public let clock: @Sendable () -> Timestamp
    private let store: Store
    private let reservationAge: Duration
    private let logger: Logger

    /// - Parameter reservationAge: how long a sale may stay reserved without a release before a person is asked.
    public init(store: Store, reservationAge: Duration, clock: @escaping @Sendable () -> Timestamp, logger: Logger) {
        self.store = store
        self.reservationAge = reservationAge
        self.clock = clock
        self.logger = logger
    }

    public func step(at now: Timestamp) async -> Pace {
        do {
            let bodies = try await store.prune(olderThan: now - Self.bodyKeeping, limit: Self.batchLimit)
            let commands = try await store.pruneCommands(settledBefore: now - Self.commandKeeping, limit: Self.batchLimit)
            _ = try await store.raiseLeftovers(olderThan: reservationAge, limit: Self.batchLimit, at: now)
            guard bodies + commands > 0 else { return .rest(until: now + Self.interval) }
            logger.debug("dropped what is old", metadata: ["bodies": "\(bodies)", "commands": "\(commands)"])
            // The next bounded step soon, never at the cost of deliveries.
            return .rest(until: now + .seconds(1))
        } catch {
            logger.warning("what is old could not be dropped", metadata: ["error": "\(error)"])
            return .rest(until: now + Self.interval)
        }
    }
}
