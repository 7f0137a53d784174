public import Allegro
public import Inventory
public import Logging
import Metrics
import NIOConcurrencyHelpers
public import OpenSSLCrypto
import Payload
public import Storage

/// Holds the access token of one Allegro account and is the only one that refreshes it; it connects the account when somebody wishes so.
///
/// Allegro's refresh tokens are single-use: the new one is sealed into the store before it is used for anything.
public final class AccountKeeper: SteppedService {
    /// Refreshed this long before the access token ends (it lives twelve hours).
    static let margin: Duration = .seconds(15 * 60)
    /// So long renewals fail before a person is told: at a start the network may come up a moment later.
    static let patience: Duration = .seconds(30)

    public let wake: Wake
    public let clock: @Sendable () -> Timestamp
    public let account: AccountName
    private let store: Store
    private let client: AllegroClient
    private let key: NIOLockedValueBox<ApplicationKey>
    private let logger: Logger
    /// Work that waited for an access token goes on.
    private let onAuthorised: @Sendable () -> Void
    private let held = NIOLockedValueBox<AccountTokens?>(nil)
    /// What the store could not take yet.
    private let unkept = NIOLockedValueBox<Unkept?>(nil)
    private let refreshes: Counter
    private let refreshFailures: Counter
    private let backoff = Backoff(first: .seconds(1), limit: .seconds(300))
    private let failures = NIOLockedValueBox(Failures())

    /// The renewals that failed since the last one that Allegro answered.
    private struct Failures {
        var count = 0
        var since: Timestamp?
    }

    /// Tokens that stand in this process alone.
    private enum Unkept {
        case granted(AccountConnector.Grant)
        /// In the place of the pair with this refresh token, which is spent.
        case refreshed(AccountTokens, spent: Secret)
    }

    /// Whether an authorisation that Allegro accepts is a change.
    private enum Standing {
        /// A problem says that it accepts none, or may say so from before this process began.
        case doubted
        /// Since then it has accepted a request.
        case proven
        case known
    }

    private let standing = NIOLockedValueBox(Standing.doubted)

    /// Between two tries to put into the store what it could not take.
    static let keepingPause: Duration = .seconds(1)

    /// - Parameter merchant: whose account it is, where a process works for several; empty for the only one.
    public init(
        account: AccountName, merchant: String = "", store: Store, client: AllegroClient, key: ApplicationKey, wake: Wake,
        clock: @escaping @Sendable () -> Timestamp, logger: Logger, onAuthorised: @escaping @Sendable () -> Void = {}
    ) {
        self.account = account
        self.store = store
        self.client = client
        self.key = NIOLockedValueBox(key)
        self.wake = wake
        self.clock = clock
        self.logger = logger
        self.onAuthorised = onAuthorised
        refreshes = Counter(label: "stockgate_token_refreshes_total", merchant: merchant)
        refreshFailures = Counter(label: "stockgate_token_refresh_failures_total", merchant: merchant)
    }

    /// The access token, while there is one that Allegro has not refused; nil makes work wait.
    public func accessToken(at now: Timestamp) -> Secret? {
        held.withLockedValue { tokens in tokens.flatMap { $0.expiresAt > now && !$0.isRefused ? $0.access : nil } }
    }

    /// Tokens stand in this process alone, since the store could not take them: with its keeper they would be lost.
    public var holdsUnkept: Bool { unkept.withLockedValue { $0 != nil } }

    /// Tries until the store has what it could not take, for so long or until the caller is cancelled, and once in any case: for a keeper whose
    /// work is over.
    public func outlast(_ limit: Duration) async {
        let end = ContinuousClock.now + limit
        while let unkept = unkept.withLockedValue({ $0 }) {
            // Whoever is cancelled tries as well.
            if await Task(operation: { await isKept(unkept, at: clock()) }).value { return }
            guard !Task.isCancelled, ContinuousClock.now < end else { return }
            try? await Task.sleep(for: Self.keepingPause)
        }
    }

    /// From now on the application signs in with this secret.
    public func use(clientSecret: Secret) {
        key.withLockedValue { $0.clientSecret = clientSecret }
        wake.signal()
    }

    /// Allegro refused this access token: it is refreshed at once, ahead of its time.
    public func refused(_ token: Secret) {
        let isOurs = held.withLockedValue { tokens in
            guard tokens?.access == token else { return false }
            tokens?.isRefused = true
            return true
        }
        if isOurs { wake.signal() }
    }

    /// Allegro accepted a request with this access token: what says that it accepts none is over.
    func accepted(_ token: Secret) {
        guard held.withLockedValue({ $0?.access == token }) else { return }
        let isNew = standing.withLockedValue { standing in
            guard case .doubted = standing else { return false }
            standing = .proven
            return true
        }
        if isNew { wake.signal() }
    }

    public func step(at now: Timestamp) async -> Pace {
        do {
            // A refresh token serves once, and so does a device code: a stop that took back the question, or the save of its answer, would lose the
            // grant. So a stop waits for both; the request's own limit bounds that.
            return try await Task { try await self.work(at: now) }.value
        } catch {
            logger.error("the account's tokens cannot be read", metadata: ["account": "\(account)", "error": "\(error)"])
            return .rest(until: now + .seconds(10))
        }
    }

    private func work(at now: Timestamp) async throws -> Pace {
        if let unkept = unkept.withLockedValue({ $0 }), await !isKept(unkept, at: now) { return .rest(until: now + Self.keepingPause) }
        if case .proven = standing.withLockedValue({ $0 }) {
            try await settleProblems(at: now)
            standing.withLockedValue { if case .proven = $0 { $0 = .known } }
        }
        switch try await connector.step(at: now) {
        case .idle, .ended: return try await tend(at: now)
        case .connected(let tokens):
            logger.notice("the account is connected", metadata: ["account": "\(account)"])
            take(tokens)
            return .again
        case .unkept(let grant, let reason):
            tellUnkept(.granted(grant), reason)
            take(grant.tokens)
            return .rest(until: now + Self.keepingPause)
        case .waiting(let moment):
            guard case .rest(let until) = try await tend(at: now) else { return .again }
            return .rest(until: until.map { min($0, moment) } ?? moment)
        }
    }

    private var connector: AccountConnector {
        AccountConnector(account: account, store: store, client: client, key: key.withLockedValue { $0 })
    }

    /// Whether the store has now what it could not take before.
    private func isKept(_ unkept: Unkept, at now: Timestamp) async -> Bool {
        do {
            switch unkept {
            case .granted(let grant): try await connector.keep(grant, at: now)
            case .refreshed(let tokens, let spent): _ = try await tokens.save(account, to: store, inPlaceOf: spent, at: now)
            }
        } catch {
            logger.debug("the tokens wait for the store", metadata: ["account": "\(account)", "error": "\(error)"])
            return false
        }
        self.unkept.withLockedValue { $0 = nil }
        logger.notice("the tokens are in the store now", metadata: ["account": "\(account)"])
        do { try await settleProblems(at: now) } catch {
            logger.warning("a problem could not be settled", metadata: ["account": "\(account)", "error": "\(error)"])
        }
        return true
    }

    private func tellUnkept(_ tokens: Unkept, _ reason: String) {
        unkept.withLockedValue { $0 = tokens }
        logger.critical(
            "new tokens could not be sealed into the store: they are tried again, and lost should this process end before that",
            metadata: ["account": "\(account)", "error": "\(reason)"])
    }

    /// Sees that there is an access token that lives on.
    private func tend(at now: Timestamp) async throws -> Pace {
        let tokens: AccountTokens
        let known = held.withLockedValue { $0 }
        // Another process may have connected the account anew: its grant is the good one.
        if let sealed = try await AccountTokens.load(account, from: store), sealed.refresh != known?.refresh {
            tokens = sealed
            if known == nil { tellIdleness(of: sealed, at: now) }
            take(sealed)
        } else if let known {
            tokens = known
        } else {
            // Not connected yet: somebody wishes it by the console or by `stockgate connect allegro`, perhaps while we run.
            return .rest(until: now + .seconds(1))
        }
        guard tokens.isRefused || tokens.expiresAt - now < Self.margin else { return .rest(until: tokens.expiresAt - Self.margin) }
        // What Allegro answers is to be kept by this gateway still.
        guard store.mayBegin else { return .rest(until: now + .seconds(1)) }
        return try await refresh(tokens, at: now)
    }

    private func take(_ tokens: AccountTokens) {
        held.withLockedValue { $0 = tokens }
        onAuthorised()
    }

    private func refresh(_ tokens: AccountTokens, at now: Timestamp) async throws -> Pace {
        do throws(AllegroError) {
            let pair = try await client.refresh(tokens.refresh, key.withLockedValue { $0 }).value
            refreshes.increment()
            return await keep(AccountTokens(pair, at: now), spent: tokens.refresh)
        } catch .unauthorised(let fault, _) {
            // Another gateway had refreshed them, and has told only now.
            if let stands = try await AccountTokens.load(account, from: store), stands.refresh != tokens.refresh { return .again }
            refreshFailures.increment()
            logger.error("Allegro does not renew the grant", metadata: ["account": "\(account)", "code": "\(fault.code)"])
            try await store.raiseProblem(
                .authorisationExpired, subject: account.text,
                what: Words(
                    en: "Allegro no longer accepts the authorisation of \(account)", pl: "Allegro nie uznaje już autoryzacji konta \(account)"),
                why: Words(
                    en: "\(fault.code); connect the account again in Settings, or by stockgate connect allegro \(account)",
                    pl: "\(fault.code); połącz konto ponownie w Ustawieniach albo poleceniem stockgate connect allegro \(account)"), at: now)
            try await store.settleProblem(.renewalFailing, subject: account.text, at: now)
            failures.withLockedValue { $0 = Failures() }
            standing.withLockedValue { $0 = .doubted }
            held.withLockedValue { $0 = nil }
            return .rest(until: now + .seconds(60))
        } catch {
            refreshFailures.increment()
            let (attempts, since) = failures.withLockedValue { failures in
                let since = failures.since ?? now
                failures = Failures(count: failures.count + 1, since: since)
                return (failures.count, since)
            }
            logger.warning("the access token could not be refreshed yet", metadata: ["account": "\(account)", "error": "\(error)"])
            if tokens.isRefused || tokens.expiresAt <= now, now - since >= Self.patience, try await store.hasWork(for: account) {
                try await raiseLapse(tokens, error, at: now)
            }
            return .rest(until: now + backoff.wait(after: attempts, chance: 0.5))
        }
    }

    private func keep(_ tokens: AccountTokens, spent: Secret) async -> Pace {
        do {
            // Another process may have connected the account anew: that grant is the newer one, and is taken with the next step.
            guard try await tokens.save(account, to: store, inPlaceOf: spent, at: clock()) else { return .again }
            try await settleProblems(at: clock())
        } catch {
            // The old refresh token is spent, and this one is all there is.
            tellUnkept(.refreshed(tokens, spent: spent), "\(error)")
        }
        failures.withLockedValue { $0 = Failures() }
        take(tokens)
        return .again
    }

    /// The access token has run out, and Allegro does not answer who would renew it.
    private func raiseLapse(_ tokens: AccountTokens, _ error: AllegroError, at now: Timestamp) async throws {
        let what =
            tokens.isRefused
            ? Words(
                en: "Allegro refuses the access to \(account), and it cannot be renewed; its work waits",
                pl: "Allegro odmawia dostępu do konta \(account) i nie da się go odnowić; praca na tym koncie czeka")
            : Words(
                en: "Access to \(account) on Allegro ran out on \(tokens.expiresAt) and cannot be renewed; its work waits",
                pl: "Dostęp do konta \(account) na Allegro wygasł \(tokens.expiresAt) i nie da się go odnowić; praca na tym koncie czeka")
        standing.withLockedValue { $0 = .doubted }
        try await store.raiseProblem(
            .renewalFailing, subject: account.text, what: what,
            why: Words(
                en: "\(error); it is tried again until Allegro answers, and then goes on by itself",
                pl: "\(error); próby trwają, aż Allegro odpowie, a potem praca rusza sama"), at: now)
    }

    private func settleProblems(at moment: Timestamp) async throws {
        for kind in [OpenProblem.Kind.authorisationExpired, .renewalFailing] {
            try await store.settleProblem(kind, subject: account.text, at: moment)
        }
    }

    /// At the start: a grant that stood unused for long may be forgotten soon.
    private func tellIdleness(of tokens: AccountTokens, at now: Timestamp) {
        let idle = now - tokens.renewedAt
        guard idle >= AccountTokens.idleWarning else { return }
        logger.warning(
            "the account's grant stood unused for long: Allegro forgets one after \(AccountTokens.idleLimit.wholeDays) days",
            metadata: ["account": "\(account)", "idle_days": "\(idle.wholeDays)"])
    }
}
