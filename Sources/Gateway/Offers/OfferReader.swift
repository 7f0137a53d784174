import Allegro
public import Inventory
public import Logging
import NIOConcurrencyHelpers
public import Storage

/// Reads offers back after commands, and again where what Allegro shows contradicts us (R28).
public final class OfferReader: SteppedService {
    /// Offers asked for in one request.
    static let batchLimit = 100
    /// A read so soon after a command was settled follows from it.
    static let traceReach: Duration = .seconds(60)
    /// An offer that cannot be read by itself is asked for ever more patiently.
    static let backoff = Backoff(first: .seconds(5), limit: .seconds(300))
    /// After so many vain attempts, some ten minutes, a person is told.
    static let attemptLimit = 8
    /// How long an account is left alone that cannot be read at all.
    static let pausing = Backoff(first: .seconds(1), limit: .seconds(30))

    private struct Pause: Sendable {
        var until: Timestamp
        /// In a row.
        var failures: Int
    }

    public let wake: Wake
    public var clock: @Sendable () -> Timestamp { access.clock }
    private let store: Store
    private let access: AllegroAccess
    private let rules: CommandRules
    private let logger: Logger
    private let onRead: @Sendable () -> Void
    private let pauses = NIOLockedValueBox<[AccountName: Pause]>([:])

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
            let pauses = pauses.withLockedValue { $0.filter { $0.value.until > now } }
            let resting = Set(pauses.keys)
            let (due, next) = try await store.offersToLookAt(limit: Self.batchLimit, without: resting, at: now)
            guard let account = due.first?.account else {
                return .rest(until: (pauses.map(\.value.until) + (next.map { [$0] } ?? [])).min())
            }
            let mine = due.filter { $0.account == account }
            guard let allegro = access[account] else {
                try await store.postponeLooks(at: mine.map(\.offer), until: now + .seconds(60))
                return .again
            }
            // One request reads many; it belongs to the trace of the first.
            let behind = try await store.commandBehindLook(at: due[0].offer, since: now - Self.traceReach)
            let traced = allegro.following(behind.flatMap { $0.causes.trace?.following($0.command) })
            do throws(ReadingFault) {
                try await read(mine, of: traced, without: resting, at: now)
                self.pauses.withLockedValue { $0[account] = nil }
                onRead()
            } catch {
                logger.warning("offers could not be read back yet", metadata: ["account": "\(account)", "error": "\(error)"])
                pause(account, after: error, at: now)
            }
            return .again
        } catch is CancellationError {
            // We stop: what is to be read stays marked.
            return .rest(until: nil)
        } catch {
            logger.error("the store cannot tell which offers to read back", metadata: ["error": "\(error)"])
            return .rest(until: now + .seconds(1))
        }
    }

    /// Reads these offers, those that must be asked one by one each by itself: one that cannot be read holds back no other, nor do those that can wait
    /// hold back one that cannot (R31): what is left of them stays due.
    private func read(
        _ looks: [OfferLook], of account: AllegroAccess.Account, without resting: Set<AccountName>, at now: Timestamp
    ) async throws(ReadingFault) {
        let doubted = Set(looks.filter(\.needsDetail).map(\.offer))
        let use: Allowance.Use = looks.contains(where: \.isHasty) ? .hastyReadBack : .readBack
        let unclear = try await account.read(looks.map(\.offer), doubted: doubted, into: store, rules: rules, for: use, clock)
        let endings = Dictionary(uniqueKeysWithValues: unclear.map { ($0.offer, $0.endedAt) })
        let hasty = Set(looks.filter(\.isHasty).map(\.offer))
        for look in looks {
            guard let endedAt = endings[look.offer] else { continue }
            if !look.isHasty, try await isHurried(besides: hasty, without: resting) { return }
            do throws(ReadingFault) {
                try await account.readDetail(
                    look.offer, endedAt: endedAt, into: store, rules: rules, for: look.isHasty ? .hastyReadBack : .readBack, clock)
            } catch {
                if error.concernsAccount { throw error }
                logger.warning("an offer could not be read back yet", metadata: ["offer": "\(look.offer)", "error": "\(error)"])
                try await failed(look.offer, error, at: now)
            }
        }
    }

    /// Meanwhile an end or a decrease waits for what another offer shows.
    private func isHurried(besides read: Set<OfferID>, without resting: Set<AccountName>) async throws(ReadingFault) -> Bool {
        do {
            let first = try await store.offersToLookAt(limit: 1, without: resting, at: clock()).due.first
            return first.map { $0.isHasty && !read.contains($0.offer) } ?? false
        } catch {
            throw .store(error)
        }
    }

    private func failed(_ offer: OfferID, _ fault: ReadingFault, at now: Timestamp) async throws(ReadingFault) {
        do {
            try await store.failedLook(
                at: offer, because: "\(fault)", limit: Self.attemptLimit, wait: { Self.backoff.wait(after: $0 - 1, chance: 0.5) }, at: now)
        } catch {
            throw .store(error)
        }
    }

    /// The whole account cannot be read now: it is left alone for a while, and the others go on.
    private func pause(_ account: AccountName, after fault: ReadingFault, at now: Timestamp) {
        pauses.withLockedValue { pauses in
            let failures = pauses[account]?.failures ?? 0
            let wait = max(fault.retryAfter ?? .zero, Self.pausing.wait(after: failures, chance: 0.5))
            pauses[account] = Pause(until: now + wait, failures: failures + 1)
        }
    }
}
