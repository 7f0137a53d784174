import Allegro
import CurlClient
public import Inventory
public import Logging
import Metrics
public import Storage

/// Sends written commands to Allegro: the same id until Allegro has it, whatever happens on the way (decision 5).
public struct CommandSender: Sendable {
    let store: Store
    let access: AllegroAccess
    let logger: Logger
    /// A random number from 0 to 1, for spreading retries.
    let chance: @Sendable () -> Double
    let onAccepted: @Sendable () -> Void
    private let backoff = Backoff(first: .milliseconds(250), limit: .seconds(60))
    /// How soon a command is asked about after Allegro took it.
    private let firstAsk: Duration = .milliseconds(100)
    /// Vain tries at a 404 to a PUT before it is taken for a refusal.
    private let notFoundTries = 3
    private let acceptance = Timer(label: "stockgate_receipt_to_acceptance_seconds")
    private let sent = Counter(label: "stockgate_commands_accepted_total")
    private let faults = Counter(label: "stockgate_command_send_faults_total")

    public init(
        store: Store, access: AllegroAccess, logger: Logger, chance: @escaping @Sendable () -> Double, onAccepted: @escaping @Sendable () -> Void
    ) {
        self.store = store
        self.access = access
        self.logger = logger
        self.chance = chance
        self.onAccepted = onAccepted
    }

    public func send(_ command: Command, at now: Timestamp) async throws {
        if try await store.settings().frozen { return try await withdraw(command, at: now) }
        guard let account = access[command.account] else {
            return try await store.refuse(
                command, code: nil, message: "account \(command.account) is not configured", traceID: nil, at: now)
        }
        guard let token = account.keeper.accessToken(at: now) else {
            return try await store.postpone(command.id, until: now + .seconds(1), fault: "the account is not authorised", traceID: nil)
        }
        try await account.take(.command(command))
        let outcome: Result<Answered<CommandReport>, AllegroError>
        do throws(AllegroError) {
            let report: Answered<CommandReport> =
                switch command.action {
                case .gain(let pieces):
                    try await account.client.register(QuantityCommand(id: command.id, change: .gain(pieces), offers: command.offers), token: token)
                case .fixed(let quantity):
                    try await account.client.register(QuantityCommand(id: command.id, change: .fixed(quantity), offers: command.offers), token: token)
                case .end: try await account.client.register(PublicationCommand(id: command.id, action: .end, offers: command.offers), token: token)
                case .activate:
                    try await account.client.register(PublicationCommand(id: command.id, action: .activate, offers: command.offers), token: token)
                }
            outcome = .success(report)
        } catch {
            outcome = .failure(error)
        }
        switch outcome {
        case .success(let report): try await accepted(command, traceID: report.traceID)
        // Sent before, the answer was lost: Allegro has it, its state is asked (decision 5).
        case .failure(.alreadyRegistered(let traceID)): try await accepted(command, traceID: traceID)
        case .failure(let error):
            faults.increment()
            if case .unauthorised = error { account.keeper.refused(token) }
            if case .rateLimited(let wait, _) = error { account.rejected(.command(command), retryAfter: wait) }
            try await settle(error, command, at: access.clock())
        }
    }

    private func accepted(_ command: Command, traceID: String?) async throws {
        let now = access.clock()
        let since = try await store.accepted(command.id, traceID: traceID, nextAskAt: now + firstAsk, at: now)
        for moment in since { acceptance.recordMicroseconds((now - moment).wholeMicroseconds) }
        sent.increment()
        logger.info(
            "command accepted",
            metadata: [
                "command": "\(command.id)", "action": "\(command.action)", "offers": "\(command.offers.count)", "trace_id": "\(traceID ?? "-")",
            ])
        onAccepted()
    }

    private func settle(_ error: AllegroError, _ command: Command, at now: Timestamp) async throws {
        logger.warning("command not accepted", metadata: ["command": "\(command.id)", "error": "\(error)"])
        switch error {
        case .registeredWithOtherContent:
            // Never of our making; what that other command does is unknown, the offers are read.
            try await store.giveUp(command, nextAskAt: now, at: now)
            try await store.close(command.id, at: now)
        case .refused where !error.isWorthRetrying:
            try await refuse(command, error, at: now)
        case .notFound where command.attempts >= notFoundTries:
            try await refuse(command, error, at: now)
        case .rateLimited(let wait, let traceID):
            let pause = wait ?? backoff.wait(after: command.attempts + 2, chance: chance())
            try await store.postpone(command.id, until: now + pause, fault: "\(error)", traceID: traceID)
        case .refused, .notFound, .unauthorised, .unavailable, .unreachable, .unreadable, .alreadyRegistered:
            try await store.postpone(
                command.id, until: now + backoff.wait(after: command.attempts, chance: chance()), fault: "\(error)", traceID: error.traceID)
        }
    }

    private func refuse(_ command: Command, _ error: AllegroError, at now: Timestamp) async throws {
        let fault = error.faults.first
        try await store.refuse(
            command, code: fault?.code, message: fault?.userMessage ?? fault?.message ?? "\(error)", traceID: error.traceID, at: now)
    }

    /// Frozen (R49): what was written and never tried is taken back, so that thawing sends what is then right; what was tried waits.
    private func withdraw(_ command: Command, at now: Timestamp) async throws {
        guard command.attempts == 0 else {
            return try await store.postpone(command.id, until: now + .seconds(1), fault: "frozen", traceID: nil)
        }
        try await store.withdraw(command, at: now)
    }
}
