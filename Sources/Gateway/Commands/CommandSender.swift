import Allegro
import CurlClient
public import Inventory
public import Logging
import Metrics
import NIOConcurrencyHelpers
import OpenSSLCrypto
public import Storage

/// Sends written commands to Allegro: the same id until Allegro has it, whatever happens on the way (decision 5).
public struct CommandSender: Sendable {
    let store: Store
    let access: AllegroAccess
    let logger: Logger
    /// A random number from 0 to 1, for spreading retries.
    let chance: @Sendable () -> Double
    let newCommandID: @Sendable () -> CommandID
    /// Whether enough is known since the start to raise and resume.
    let mayRaise: @Sendable (AccountName) -> Bool
    let onAccepted: @Sendable () -> Void
    private let backoff = Backoff(first: .milliseconds(250), limit: .seconds(60))
    /// What prevents overselling: while Allegro is in trouble too much is shown, and buyers may buy it all the same (R31).
    private let urgent = Backoff(first: .milliseconds(250), limit: .seconds(5))
    /// How soon a command is asked about after Allegro took it.
    private let firstAsk: Duration = .milliseconds(100)
    /// Vain tries at a 404 to a PUT before the account is held.
    private let notFoundTries = 3
    /// Allegro may still be taking in what left so short a time ago.
    private let arrival: Duration = .seconds(3)
    /// How long an account whose commands Allegro denies is left alone.
    private let denial: Duration = .seconds(60)
    /// Until when accounts are held.
    private let held = NIOLockedValueBox<[AccountName: Timestamp]>([:])
    private let acceptance = Timer(label: "stockgate_receipt_to_acceptance_seconds")
    private let sent = Counter(label: "stockgate_commands_accepted_total")
    private let faults = Counter(label: "stockgate_command_send_faults_total")

    public init(
        store: Store, access: AllegroAccess, logger: Logger, chance: @escaping @Sendable () -> Double,
        newCommandID: @escaping @Sendable () -> CommandID, mayRaise: @escaping @Sendable (AccountName) -> Bool,
        onAccepted: @escaping @Sendable () -> Void
    ) {
        self.store = store
        self.access = access
        self.logger = logger
        self.chance = chance
        self.newCommandID = newCommandID
        self.mayRaise = mayRaise
        self.onAccepted = onAccepted
    }

    /// The lanes of the accounts that may be sent for now; right after the start only those that lower and end (R31).
    public func lanes(at now: Timestamp) -> [CommandLane] {
        let held = held.withLockedValue { $0 }
        return access.accounts.map(\.name).filter { access.isAuthorised($0, at: now) && (held[$0] ?? now) <= now }
            .flatMap { account in CommandLane.all(of: account).filter { $0.prevents || mayRaise(account) } }
    }

    /// When the next account that is held now may be sent for again.
    public func opening(after now: Timestamp) -> Timestamp? { held.withLockedValue { $0.values.filter { $0 > now }.min() } }

    public func send(_ command: Command, at now: Timestamp) async throws {
        guard let account = access[command.account], let token = account.keeper.accessToken(at: now) else {
            return try await store.postpone(command.id, until: now + .seconds(1), fault: "the account is not authorised", traceID: nil)
        }
        // Before the budget is asked, so that what waits in a freeze is taken back at once.
        if try await store.isFrozen() { return try await takeBack(command, account, token) }
        do {
            try await account.take(.command(command))
        } catch RateError.neverGranted where command.sentAt == nil && command.offers.count > 1 {
            return try await store.split(
                command, fault: "larger than the limit of changes", traceID: nil, at: access.clock(), newCommandID: newCommandID)
        }
        // The wait for the budget, or since the last attempt, may have been long: only what is right now leaves (R49, invariant 4).
        switch try await store.depart(command, at: account.theirClock.offset.theirs(access.clock())) {
        case .go(let offers):
            var leaving = command
            leaving.offers = offers
            try await exchange(leaving, account, token)
        case .frozen, .outdated: try await takeBack(command, account, token)
        case .withdrawn: return
        }
    }

    private func exchange(_ command: Command, _ account: AllegroAccess.Account, _ token: Secret) async throws {
        let client = account.client.following(command.causes.trace?.following(command.id))
        let outcome: Result<Answered<CommandReport>, AllegroError>
        let from = access.clock()
        do throws(AllegroError) {
            outcome = .success(try await register(command, client, token))
        } catch {
            outcome = .failure(error)
        }
        switch outcome {
        case .success(let report):
            let window = account.theirClock.heard(report.serverDate, asked: WarehouseLevel.Window(from: from, to: access.clock()))
            try await accepted(command, traceID: report.traceID, hadBy: window.to)
        // Sent before, the answer was lost: Allegro has it, its state is asked (decision 5).
        case .failure(.alreadyRegistered(let traceID)): try await accepted(command, traceID: traceID)
        case .failure(let error):
            faults.increment()
            if case .unauthorised = error { account.keeper.refused(token) }
            if case .rateLimited(let wait, _) = error { account.rejected(.command(command), retryAfter: wait) }
            if command.sentAt == nil, !error.mayHaveHappened { try await store.stayed(command, at: access.clock()) }
            try await settle(error, command, account, at: access.clock())
        }
    }

    private func register(
        _ command: Command, _ client: AllegroClient, _ token: Secret
    ) async throws(AllegroError) -> Answered<CommandReport> {
        let (id, offers) = (command.id, command.offers)
        return switch command.action {
        case .gain(let pieces):
            try await client.register(QuantityCommand(id: id, change: .gain(pieces), offers: offers), token: token)
        case .fixed(let quantity):
            try await client.register(QuantityCommand(id: id, change: .fixed(quantity), offers: offers), token: token)
        case .end: try await client.register(PublicationCommand(id: id, action: .end, offers: offers), token: token)
        case .activate: try await client.register(PublicationCommand(id: id, action: .activate, offers: offers), token: token)
        }
    }

    /// - Parameter latest: when Allegro had it at the latest, by its own clock; nil where that is not known.
    private func accepted(_ command: Command, traceID: String?, hadBy latest: Timestamp? = nil) async throws {
        let now = access.clock()
        let since = try await store.accepted(command.id, traceID: traceID, nextAskAt: now + firstAsk, hadBy: latest, at: now)
        for moment in since { acceptance.recordMicroseconds((now - moment).wholeMicroseconds) }
        sent.increment()
        logger.info(
            "command accepted",
            metadata: [
                "command": "\(command.id)", "action": "\(command.action)", "offers": "\(command.offers.count)", "trace_id": "\(traceID ?? "-")",
                "deliveries": "\(command.causes.map(\.delivery.text).joined(separator: ","))", "trace": "\(command.causes.trace?.trace ?? "-")",
            ])
        if held.withLockedValue({ $0.removeValue(forKey: command.account) }) != nil {
            try await store.settleProblem(.authorisationExpired, subject: command.account.text, at: now)
        }
        onAccepted()
    }

    private func settle(_ error: AllegroError, _ command: Command, _ account: AllegroAccess.Account, at now: Timestamp) async throws {
        logger.warning("command not accepted", metadata: ["command": "\(command.id)", "error": "\(error)"])
        switch error {
        case .registeredWithOtherContent:
            // Never of our making; what that other command does is unknown, the offers are read.
            try await store.giveUp(command, nextAskAt: now, at: now)
            try await store.close(command.id, at: now)
        // What one offer is refused for is not the others' fault.
        case .refused(400, _, _) where command.offers.count > 1, .refused(422, _, _) where command.offers.count > 1:
            try await store.split(command, fault: "\(error)", traceID: error.traceID, at: now, newCommandID: newCommandID)
        case .refused(400, _, _), .refused(422, _, _): try await refuse(command, error, account, at: now)
        case .refused where !error.isWorthRetrying: try await hold(command, error, at: now)
        case .notFound where command.attempts >= notFoundTries: try await hold(command, error, at: now)
        case .rateLimited(let wait, let traceID):
            let pause = wait ?? backoff.wait(after: command.attempts + 2, chance: chance())
            try await store.postpone(command.id, until: now + pause, fault: "\(error)", traceID: traceID)
        case .refused, .notFound, .unauthorised, .unavailable, .unreachable, .unreadable, .alreadyRegistered:
            let wait = (command.action.prevents ? urgent : backoff).wait(after: command.attempts, chance: chance())
            try await store.postpone(command.id, until: now + wait, fault: "\(error)", traceID: error.traceID)
        }
    }

    /// No command of the account would fare better: one problem, and the account is left alone for a while.
    private func hold(_ command: Command, _ error: AllegroError, at now: Timestamp) async throws {
        held.withLockedValue { $0[command.account] = now + denial }
        try await store.postpone(command.id, until: now + denial, fault: "\(error)", traceID: error.traceID)
        try await store.raiseProblem(
            .authorisationExpired, subject: command.account.text,
            what: Words(
                en: "Allegro takes no commands of \(command.account)", pl: "Allegro nie przyjmuje poleceń konta \(command.account)"),
            why: Words(verbatim: error.faults.first?.userMessage ?? "\(error)"), at: now)
    }

    private func refuse(_ command: Command, _ error: AllegroError, _ account: AllegroAccess.Account, at now: Timestamp) async throws {
        let fault = error.faults.first
        try await store.refuse(
            command, code: fault?.code, message: fault?.userMessage ?? fault?.message ?? "\(error)", traceID: error.traceID, at: now,
            theirs: account.theirClock.offset)
    }

    /// Frozen (R49), or no longer wanted: what was never sent is taken back, so that what is right is sent later; of what was sent Allegro is asked
    /// whether it came.
    private func takeBack(_ command: Command, _ account: AllegroAccess.Account, _ token: Secret) async throws {
        guard let sentAt = command.sentAt else { return try await store.withdraw(command, at: access.clock()) }
        let client = account.client.following(command.causes.trace?.following(command.id))
        try await account.take(.question(about: command))
        let outcome: Result<Answered<CommandReport>, AllegroError>
        do throws(AllegroError) {
            outcome = .success(
                try await client.report(on: command.id, command.action.isPublication ? .publication : .quantity, token: token))
        } catch {
            outcome = .failure(error)
        }
        switch outcome {
        case .success(let report): try await accepted(command, traceID: report.traceID)
        case .failure(.notFound) where account.theirClock.offset.theirs(access.clock()) - sentAt > arrival:
            try await store.withdraw(command, at: access.clock())
        case .failure(let error):
            if case .unauthorised = error { account.keeper.refused(token) }
            if case .rateLimited(let wait, _) = error { account.rejected(.question(about: command), retryAfter: wait) }
            let wait = backoff.wait(after: command.attempts, chance: chance())
            try await store.postpone(command.id, until: access.clock() + wait, fault: "\(error)", traceID: error.traceID)
        }
    }
}
