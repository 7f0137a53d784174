import Allegro
public import Inventory
public import Logging
public import Storage

/// Reads offers back after commands, and again where what Allegro shows contradicts us (R28).
public final class OfferReader: SteppedService {
    /// Offers asked for in one request.
    static let batchLimit = 100

    public let wake: Wake
    public var clock: @Sendable () -> Timestamp { access.clock }
    private let store: Store
    private let access: AllegroAccess
    private let rules: CommandRules
    private let logger: Logger
    private let onRead: @Sendable () -> Void

    public init(
        store: Store, access: AllegroAccess, rules: CommandRules, wake: Wake, logger: Logger, onRead: @escaping @Sendable () -> Void
    ) {
        self.store = store
        self.access = access
        self.rules = rules
        self.wake = wake
        self.logger = logger
        self.onRead = onRead
    }

    public func step(at now: Timestamp) async -> Pace {
        do {
            let due = try await store.offersToLookAt(limit: Self.batchLimit, at: now)
            guard let account = due.first?.account else { return .rest(until: try await store.nextOfferLook()) }
            let mine = due.filter { $0.account == account }
            guard let allegro = access[account] else {
                try await store.postponeLooks(at: mine.map(\.offer), until: now + .seconds(60))
                return .again
            }
            do throws(ReadingFault) {
                let needDetail = Set(mine.filter(\.needsDetail).map(\.offer))
                let rest = try await allegro.read(
                    mine.map(\.offer).filter { !needDetail.contains($0) }, into: store, rules: rules, for: .readBack, clock)
                for offer in needDetail.union(rest).sorted() { try await allegro.readDetail(offer, into: store, rules: rules, for: .readBack, clock) }
                onRead()
                return .again
            } catch {
                logger.warning("offers could not be read back yet", metadata: ["account": "\(account)", "error": "\(error)"])
                try await store.postponeLooks(at: mine.map(\.offer), until: now + .seconds(1))
                return .again
            }
        } catch {
            logger.error("the store cannot tell which offers to read back", metadata: ["error": "\(error)"])
            return .rest(until: now + .seconds(1))
        }
    }
}
