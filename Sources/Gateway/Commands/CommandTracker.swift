import Allegro
import CurlClient
public import Inventory
public import Logging
import Metrics
public import Storage

/// Asks Allegro what became of accepted commands: done only when the task says so; one that hangs is given up (R28).
public struct CommandTracker: Sendable {
    let store: Store
    let access: AllegroAccess
    let rules: CommandRules
    let logger: Logger
    let chance: @Sendable () -> Double
    let onSettled: @Sendable () -> Void
    private let backoff = Backoff(first: .milliseconds(100), limit: .seconds(10))
    /// How often a given-up command is still asked about.
    private let hungAsk: Duration = .seconds(60)
    private let hung: Counter
    private let settled = Timer(label: "stockgate_acceptance_to_result_seconds")

    /// - Parameter merchant: whose commands they are, where the process works for several; else empty.
    public init(
        store: Store, merchant: String, access: AllegroAccess, rules: CommandRules, logger: Logger, chance: @escaping @Sendable () -> Double,
        onSettled: @escaping @Sendable () -> Void
    ) {
        self.store = store
        self.access = access
        self.rules = rules
        self.logger = logger
        self.chance = chance
        self.onSettled = onSettled
        hung = Counter(label: "stockgate_commands_given_up_total", merchant: merchant)
    }

    /// The lanes of the accounts that may be asked about now.
    public func lanes(at now: Timestamp) -> [CommandLane] {
        access.accounts.map(\.name).filter { access.isAuthorised($0, at: now) }.flatMap(CommandLane.all(of:))
    }

    public func ask(about command: Command, at now: Timestamp) async throws {
        guard let account = access[command.account], let token = account.keeper.accessToken(at: now) else {
            return try await store.postpone(command.id, until: now + .seconds(1), fault: "the account is not authorised", traceID: nil)
        }
        let client = account.client.following(command.causes.trace?.following(command.id))
        try await account.take(.question(about: command))
        let kind: CommandKind = command.action.isPublication ? .publication : .quantity
        let outcome: Result<Answered<[CommandTask]>, AllegroError>
        let from = access.clock()
        do throws(AllegroError) {
            outcome = .success(try await client.tasks(of: command.id, kind, token: token))
        } catch {
            outcome = .failure(error)
        }
        switch outcome {
        case .success(let tasks):
            _ = account.theirClock.heard(tasks.serverDate, asked: WarehouseLevel.Window(from: from, to: access.clock()))
            try await take(tasks, of: command, theirs: account.theirClock.offset)
        case .failure(let error):
            if case .unauthorised = error { account.keeper.refused(token) }
            if case .rateLimited(let wait, _) = error { account.rejected(.question(about: command), retryAfter: wait) }
            try await later(command, fault: "\(error)", traceID: error.traceID, at: access.clock())
        }
    }

    private func take(_ tasks: Answered<[CommandTask]>, of command: Command, theirs: ClockOffset) async throws {
        let now = access.clock()
        let mine = Set(command.offers)
        let outcomes = tasks.value.compactMap { task -> CommandOutcome? in
            guard mine.contains(task.offer) else { return nil }
            switch task.status {
            case .success: return CommandOutcome(offer: task.offer, isSuccess: true)
            case .fail: return CommandOutcome(offer: task.offer, isSuccess: false, code: task.code, message: task.message)
            case .new, .unknown: return nil
            }
        }
        if !outcomes.isEmpty {
            try await store.settle(command, outcomes: outcomes, traceID: tasks.traceID, rules: rules, at: now, theirs: theirs)
            if let accepted = command.acceptedAt { settled.recordMicroseconds((now - accepted).wholeMicroseconds) }
            for outcome in outcomes where !outcome.isSuccess {
                logger.warning(
                    "command refused for an offer",
                    metadata: [
                        "command": "\(command.id)", "offer": "\(outcome.offer)", "code": "\(outcome.code ?? "-")",
                        "message": "\(outcome.message ?? "-")", "trace_id": "\(tasks.traceID ?? "-")",
                    ])
            }
            onSettled()
        }
        if outcomes.count < command.offers.count { try await later(command, fault: nil, traceID: tasks.traceID, at: now) }
    }

    private func later(_ command: Command, fault: String?, traceID: String?, at now: Timestamp) async throws {
        let age = now - (command.acceptedAt ?? command.writtenAt)
        if command.state == .accepted, age > rules.patience {
            hung.increment()
            logger.warning("command given up", metadata: ["command": "\(command.id)"])
            try await store.giveUp(command, nextAskAt: now + hungAsk, at: now)
            onSettled()
        } else if command.state == .hung, age > rules.hungFor {
            try await store.close(command.id, at: now)
        } else {
            let wait = command.state == .hung ? hungAsk : backoff.wait(after: command.attempts, chance: chance())
            try await store.postpone(command.id, until: now + wait, fault: fault, traceID: traceID)
        }
    }
}
