public import Inventory
import Logging
import NIOConcurrencyHelpers
import Storage

/// While the gateway runs in the shadow of another program: notes now and then what it would have done otherwise.
public final class ShadowWatch: SteppedService {
    /// Between two looks.
    static let interval: Duration = .seconds(30)
    /// Offers in one transaction.
    static let batchLimit = 100

    public let wake = Wake()
    public let clock: @Sendable () -> Timestamp
    private let store: Store
    private let brake: Brake.Rules
    private let logger: Logger
    /// A process enters the shadow, or leaves it, before its services begin: one that is live asks once.
    private let isLive = NIOLockedValueBox(false)

    init(store: Store, brake: Brake.Rules, clock: @escaping @Sendable () -> Timestamp, logger: Logger) {
        (self.store, self.brake, self.clock, self.logger) = (store, brake, clock, logger)
    }

    public func step(at now: Timestamp) async -> Pace {
        if isLive.withLockedValue({ $0 }) { return .rest(until: now + Self.interval) }
        do {
            if try await store.shadowSince() == nil {
                isLive.withLockedValue { $0 = true }
            } else if try await store.compareShadow(brake: brake, limit: Self.batchLimit, at: now) {
                return .again
            }
        } catch {
            logger.warning("what differs from the other program could not be noted", metadata: ["error": "\(error)"])
        }
        return .rest(until: now + Self.interval)
    }
}
