/// What the other side lets us do, held for all limits at once. Pure: no clock, no waiting, the same answers for the same questions.
///
/// A request is granted when every limit that it touches has room, or else nothing is taken. Each limit is held twice:
/// its ``LimitPace`` hands the amount out evenly, and its ``WindowLog`` proves that no window ever holds more.
/// A denied request leaves a short-lived claim with the limits that denied it, so that a later priority cannot snatch
/// what it waits for; whoever is told to wait asks again at the told moment to keep the claim.
///
/// A charge above a pace's burst (145 at 9000 a minute) leaves once the burst is full, and the pace is paid back before
/// anything else leaves: prefer commands of that size while others may come.
public struct RateBudget: Sendable {
    /// A wait is never told longer than this, so that a claim of someone who went away does not block for long.
    static let patience = Duration.seconds(1)
    /// Above this many limits in use, those with nothing in their window are dropped.
    static let limitCapacity = 4096

    private let options: RateOptions
    /// An amount that holds for one subject alone.
    private struct Hold: Sendable {
        var amount: Int
        /// The limit earns from then on, so that a first request much later need not wait.
        let since: BudgetInstant
    }

    private var holds: [LimitKey: Hold] = [:]
    private var states: [LimitKey: LimitState] = [:]
    private var latest = BudgetInstant(microseconds: .min)

    public init(_ options: RateOptions = RateOptions()) {
        self.options = options
    }

    /// Takes all of `cost` or none of it. A limit appears once in `cost`.
    public mutating func take(_ cost: [Charge], priority: RatePriority, at time: BudgetInstant) -> RateDecision {
        switch ask(cost, priority: priority, at: time) {
        case .granted: .granted
        case .wait(let until, _): .wait(until: until)
        case .never(let limit): .never(limit)
        }
    }

    /// ``take(_:priority:at:)`` that tells which limit denies it the longest.
    mutating func ask(_ cost: [Charge], priority: RatePriority, at time: BudgetInstant) -> RateVerdict {
        let now = settle(time)
        for charge in cost {
            guard let limit = limit(charge.limit), charge.amount <= limit.ceiling(for: priority) else { return .never(charge.limit) }
            open(charge.limit, at: now)
        }
        var denial: (until: BudgetInstant, limit: LimitKey)?
        for charge in cost {
            guard let until = states[charge.limit]?.wait(for: charge.amount, priority: priority, at: now) else { continue }
            if denial.map({ $0.until < until }) ?? true { denial = (until, charge.limit) }
        }
        if let denial { return .wait(until: min(denial.until, now.advanced(by: Self.patience)), by: denial.limit) }
        for charge in cost { states[charge.limit]?.spend(charge.amount, priority: priority, at: now) }
        return .granted
    }

    /// From now on no window of this one limit holds more than `amount`; of several amounts the smallest holds.
    public mutating func hold(_ key: LimitKey, to amount: Int, at time: BudgetInstant) {
        let now = settle(time)
        holds[key] = Hold(amount: min(holds[key]?.amount ?? amount, amount), since: now)
        if let limit = limit(key) { states[key]?.hold(limit, at: now) }
    }

    /// From now on this limit spends only what it borrowed: ``credit(_:to:at:)``.
    mutating func borrow(_ key: LimitKey, at time: BudgetInstant) {
        let now = settle(time)
        open(key, at: now)
        states[key]?.borrow()
    }

    /// A slice of the limit that others share with us was borrowed.
    mutating func credit(_ slice: RateSlice, to key: LimitKey, at time: BudgetInstant) {
        let now = settle(time)
        states[key]?.credit(slice, at: now)
    }

    /// What is held of slices, and how much of them went lately.
    mutating func holdings(of key: LimitKey, at time: BudgetInstant) -> SliceHoldings {
        let now = settle(time)
        return states[key]?.holdings(at: now) ?? SliceHoldings()
    }

    /// Nothing leaves on the limit before `until`: another process was refused.
    mutating func halt(_ key: LimitKey, until: BudgetInstant, at time: BudgetInstant) {
        let now = settle(time)
        open(key, at: now)
        states[key]?.pace.halt(until: until, at: now)
    }

    private func limit(_ key: LimitKey) -> RateLimit? {
        guard var limit = options.limits[key.name] else { return nil }
        if let hold = holds[key] { limit.amount = max(1, hold.amount) }
        return limit
    }

    /// The other side refused a request with 429: nothing leaves on `limit` until `retryAfter` is over (our own guess
    /// when it is not told), since calling on lengthens the refusal (allegro-api threads 3454, 6754). Then half the pace,
    /// regained slowly.
    public mutating func rejected(limit key: LimitKey, retryAfter: Duration?, at time: BudgetInstant) {
        let now = settle(time)
        open(key, at: now)
        states[key]?.pace.reject(retryAfter: retryAfter, at: now)
    }

    /// How far each limit has been used, in the order of their names; for metrics.
    public func use(at time: BudgetInstant) -> [LimitUse] {
        let now = max(time, latest)
        return states.map { key, state in state.use(key, at: now) }
            .sorted { ($0.limit.name.rawValue, $0.limit.subject) < ($1.limit.name.rawValue, $1.limit.subject) }
    }

    private mutating func settle(_ time: BudgetInstant) -> BudgetInstant {
        latest = max(latest, time)
        return latest
    }

    /// Follows a limit from now on, where there is such a one.
    private mutating func open(_ key: LimitKey, at now: BudgetInstant) {
        guard states[key] == nil, let limit = limit(key) else { return }
        if states.count >= Self.limitCapacity { states = states.filter { !$0.value.isIdle(at: now) } }
        states[key] = LimitState(limit, shares: options.shares, at: holds[key]?.since ?? now)
    }
}

/// The answer to one asking.
public enum RateDecision: Sendable, Equatable {
    /// Taken: send now.
    case granted
    /// Nothing taken: ask again at this moment, at the latest a second from now.
    case wait(until: BudgetInstant)
    /// No waiting helps: the budget has no such limit, or the charge is larger than the limit itself.
    case never(LimitKey)
}

/// What the budget makes of one asking, and which limit denies it the longest.
enum RateVerdict: Sendable, Equatable {
    case granted
    case wait(until: BudgetInstant, by: LimitKey)
    case never(LimitKey)
}

/// What a limit's figures show at one moment.
public struct LimitUse: Sendable, Equatable {
    public var limit: LimitKey
    /// The part of what the limit allows in a minute (or in its window, when that is shorter) that was used in the last one.
    /// Above 1 only where a limit is spread freely over a longer window.
    public var share: Double
    /// The part of the full pace that refusals have left; 1 when there were none.
    public var pace: Double
    /// When calls may go on after a refusal, if they may not now.
    public var haltedUntil: BudgetInstant?
}
