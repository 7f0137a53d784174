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
    /// How long what needed a person is kept after it was settled, dead letters can still be applied, and a command's outcome may stay open.
    static let longKeeping: Duration = .seconds(90 * 86_400)
    /// Rows in one transaction.
    static let batchLimit = 500
    /// Between two rounds that found nothing more to drop.
    static let interval: Duration = .seconds(600)

    public let wake = Wake()
    public let clock: @Sendable () -> Timestamp
    private let store: Store
    private let reservationAge: Duration
    private let personalDataKeeping: Duration
    private let logger: Logger
    private let onOrdersAsked: @Sendable () -> Void

    /// - Parameters:
    ///   - reservationAge: how long a sale may stay reserved without a release before a person is asked.
    ///   - personalDataKeeping: how long a buyer's data is kept after the order is over (R46).
    ///   - onOrdersAsked: orders are to be read.
    public init(
        store: Store, reservationAge: Duration, personalDataKeeping: Duration, clock: @escaping @Sendable () -> Timestamp, logger: Logger,
        onOrdersAsked: @escaping @Sendable () -> Void
    ) {
        self.store = store
        self.reservationAge = reservationAge
        self.personalDataKeeping = personalDataKeeping
        self.clock = clock
        self.logger = logger
        self.onOrdersAsked = onOrdersAsked
    }

    public func step(at now: Timestamp) async -> Pace {
        do {
            store.removeSetAside(before: now - personalDataKeeping)
            let dropped = try await drop(at: now)
            if try await store.askForUnknownOrders(at: now) { onOrdersAsked() }
            _ = try await store.raiseLeftovers(olderThan: reservationAge, limit: Self.batchLimit, at: now)
            guard dropped > 0 else { return .rest(until: now + Self.interval) }
            logger.debug("dropped what is old", metadata: ["rows": "\(dropped)"])
            // The next bounded step soon, never at the cost of deliveries.
            return .rest(until: now + .seconds(1))
        } catch {
            logger.warning("what is old could not be dropped", metadata: ["error": "\(error)"])
            return .rest(until: now + Self.interval)
        }
    }

    /// One bounded step of each kind; returns how many rows went.
    private func drop(at now: Timestamp) async throws -> Int {
        let (limit, long, keeping) = (Self.batchLimit, now - Self.longKeeping, personalDataKeeping)
        // A body that tells of an order came before the order was over, so it is gone no later than the order's own data.
        let bodies = now - min(Self.bodyKeeping, keeping)
        return try await store.prune(olderThan: bodies, limit: limit) + store.prunePolled(olderThan: bodies, limit: limit)
            + store.eraseOldPersonalData(completedBefore: now - keeping, keeping: keeping, limit: limit)
            + store.pruneDeadLetters(settledBefore: now - min(Self.longKeeping, keeping), limit: limit)
            + store.pruneProblems(settledBefore: long, limit: limit)
            + store.pruneShadow(settledBefore: long, limit: limit)
            + store.pruneNotices(settledBefore: long, limit: limit)
            + store.pruneCommands(settledBefore: now - Self.commandKeeping, unsettled: long, limit: limit)
    }
}
