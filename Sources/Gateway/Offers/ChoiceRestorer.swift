public import Inventory
public import Logging
public import Storage

/// After a total loss: applies the shop's choices as soon as Allegro lists the offer and wFirma its products (R36).
public final class ChoiceRestorer: SteppedService {
    /// Offers in one transaction.
    static let batchLimit = 100
    /// While choices wait: between two looks at whether their offers are known by now.
    static let beat: Duration = .seconds(1)

    public let wake: Wake
    public let clock: @Sendable () -> Timestamp
    private let store: Store
    private let logger: Logger
    private let onApplied: @Sendable () -> Void

    public init(
        store: Store, wake: Wake, clock: @escaping @Sendable () -> Timestamp, logger: Logger, onApplied: @escaping @Sendable () -> Void
    ) {
        self.store = store
        self.wake = wake
        self.clock = clock
        self.logger = logger
        self.onApplied = onApplied
    }

    public func step(at now: Timestamp) async -> Pace {
        do {
            let progress = try await store.applyPendingChoices(limit: Self.batchLimit, at: now)
            for (offer, reason) in progress.refused {
                logger.warning("sync stays off: the offer no longer allows it", metadata: ["offer": "\(offer)", "reason": "\(reason.rawValue)"])
            }
            if progress.settled > 0 {
                logger.notice("choices from before the loss were applied", metadata: ["offers": "\(progress.settled)"])
                onApplied()
                return .again
            }
            return .rest(until: progress.isWaiting ? now + Self.beat : nil)
        } catch {
            logger.error("choices from before the loss wait", metadata: ["error": "\(error)"])
            return .rest(until: now + Self.beat)
        }
    }
}
