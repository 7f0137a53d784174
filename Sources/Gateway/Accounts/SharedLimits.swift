import CurlClient
import Inventory
public import Logging
import Metrics
import NIOConcurrencyHelpers
public import ServiceLifecycle
public import Storage

/// Borrows what this process may ask of Allegro under client ids that other gateways use too, so that all of them together stay within the limits
/// (`docs/decisions/0017-tickets-of-short-slots-are-the-common-budget.md`). While the counters cannot be reached, nothing more than what is borrowed
/// is spent.
public final class SharedLimits: Service {
    /// How often it is looked whether something is to be drawn.
    static let interval: Duration = .milliseconds(50)
    /// Without a draw, how often others' refusals are asked for.
    static let quietInterval: Duration = .seconds(1)
    /// After an exchange that failed.
    static let faultInterval: Duration = .milliseconds(500)

    fileprivate struct Limit {
        let clientID: String
        let budget: SharedBudget
        var borrower: SliceBorrower
        /// The last refusal that all know of.
        var haltedUntil: BudgetInstant?

        var key: LimitKey { LimitKey(.requests, clientID) }
    }

    fileprivate struct State {
        var limits: [Limit] = []
        var counters: (any FleetBudget)?
        var exchangedAt: BudgetInstant?
        var isFailing = false
    }

    private let state = NIOLockedValueBox(State())
    private let budgets: ClientBudgets
    private let open: @Sendable () throws -> any FleetBudget
    private let logger: Logger
    private let faults = Counter(label: "stockgate_shared_limit_faults_total")

    /// See ``follow(_:)``.
    ///
    /// - Parameter open: opens the counters, without asking the database yet; is called again while it throws.
    public init(
        _ clientIDs: [String: Int], of budgets: ClientBudgets, logger: Logger, open: @escaping @Sendable () throws -> any FleetBudget
    ) {
        (self.budgets, self.open, self.logger) = (budgets, open, logger)
        follow(clientIDs)
    }

    /// From now on, to the end of the process, nothing is asked under these client ids but what is borrowed: several gateways use them. Each goes
    /// with its limit of requests in any 60 seconds.
    public func follow(_ clientIDs: [String: Int]) {
        state.withLockedValue { state in
            for (clientID, requestsPerMinute) in clientIDs.sorted(by: { $0.key < $1.key })
            where !state.limits.contains(where: { $0.clientID == clientID }) {
                let budget = budgets.budget(of: clientID, requestsPerMinute: requestsPerMinute)
                budget.borrow(LimitKey(.requests, clientID))
                let limit = RateLimit(amount: requestsPerMinute, window: .seconds(60))
                state.limits.append(Limit(clientID: clientID, budget: budget, borrower: SliceBorrower(limit)))
            }
        }
    }

    public func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                let isWell = await self.step()
                try? await Task.sleep(for: isWell ? Self.interval : Self.faultInterval)
            }
        }
    }

    /// One exchange, where something is to be drawn or told or it is time to hear of others. False where it failed.
    func step() async -> Bool {
        guard !state.withLockedValue(\.limits.isEmpty) else { return true }
        let (draws, halts) = state.withLockedValue { ($0.takeDraws(), $0.takeHalts()) }
        let isQuiet = draws.allSatisfy(\.isEmpty) && halts.isEmpty
        let (now, last) = state.withLockedValue { ($0.limits.first?.budget.now, $0.exchangedAt) }
        if isQuiet, let now, let last, last.duration(to: now) < Self.quietInterval { return true }
        return await exchange(draws, halts)
    }

    private func exchange(_ draws: [[SliceBorrower.Draw]], _ halts: [String: FleetHalt]) async -> Bool {
        let limits = state.withLockedValue(\.limits)
        let wanted = zip(limits, draws).flatMap { limit, draws in
            draws.map { FleetDraw(subject: limit.clientID, slot: $0.slot, amount: $0.amount, isFirst: $0.isFirst) }
        }
        do {
            let counters = try state.withLockedValue { state in
                let counters = try state.counters ?? open()
                state.counters = counters
                return counters
            }
            let asked = limits.map(\.budget.now)
            let answer = try await counters.exchange(wanted, halts: halts)
            state.withLockedValue { state in
                var drawn = answer.drawn[...]
                for index in draws.indices {
                    let part = drawn.prefix(draws[index].count)
                    drawn = drawn.dropFirst(part.count)
                    state.limits[index].hear(answer, asked: asked[index], Array(zip(draws[index], part)))
                }
                (state.exchangedAt, state.isFailing) = (asked.first, false)
            }
            return true
        } catch {
            faults.increment()
            let isNews = state.withLockedValue { state in
                // Told again.
                for index in state.limits.indices where halts[state.limits[index].clientID] != nil { state.limits[index].haltedUntil = nil }
                defer { state.isFailing = true }
                return !state.isFailing
            }
            if isNews { logger.error("nothing can be borrowed of the shared limits; requests wait", metadata: ["error": "\(error)"]) }
            return false
        }
    }
}

extension SharedLimits.Limit {
    /// What to draw now.
    fileprivate mutating func draws() -> [SliceBorrower.Draw] {
        borrower.draws(budget.holdings(of: key), waiting: budget.waiting(for: key), at: budget.now)
    }

    /// A refusal of our own that others do not know of yet.
    fileprivate mutating func takeHalt() -> FleetHalt? {
        guard let use = budget.use().first(where: { $0.limit == key }), let until = use.haltedUntil, until > haltedUntil ?? budget.now,
            let shared = borrower.shared(until)
        else { return nil }
        haltedUntil = until
        let halt = SliceBorrower.Halt(until: shared, pace: use.pace)
        _ = borrower.heard(halt)
        return FleetHalt(until: Timestamp(microseconds: shared), pace: use.pace)
    }

    fileprivate mutating func hear(_ answer: FleetBudgetAnswer, asked: BudgetInstant, _ drawn: [(SliceBorrower.Draw, FleetDrawn)]) {
        let exchange = SliceBorrower.Exchange(asked: asked, answered: budget.now, shared: answer.now.microseconds)
        borrower.heard(exchange)
        if let halt = answer.halts[clientID], let until = borrower.heard(SliceBorrower.Halt(until: halt.until.microseconds, pace: halt.pace)) {
            haltedUntil = max(haltedUntil ?? until, until)
            budget.halt(key, until: until)
        }
        for (draw, counted) in drawn {
            budget.credit(borrower.slice(draw, taken: counted.taken, drawers: counted.drawers, exchange), to: key)
        }
    }
}

extension SharedLimits.State {
    fileprivate mutating func takeDraws() -> [[SliceBorrower.Draw]] { limits.indices.map { limits[$0].draws() } }

    fileprivate mutating func takeHalts() -> [String: FleetHalt] {
        var halts: [String: FleetHalt] = [:]
        for index in limits.indices { halts[limits[index].clientID] = limits[index].takeHalt() }
        return halts
    }
}
