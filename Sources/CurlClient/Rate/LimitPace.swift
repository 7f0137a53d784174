/// A bucket that fills evenly, and more slowly after refusals.
///
/// With a window W and an amount L it fills by L/(W+s) and holds a burst span's share of that, where s is the burst span,
/// the log's margin and its grain together. So whatever the log may count as one window holds at most L, and the log
/// never makes the pace falter: only amounts above the burst, or a limit of less than one a second, meet it. That is 97 % of a limit.
/// It starts empty. A refusal halts it, then halves its pace, which grows back by a tenth of the full pace each minute
/// (additive increase, multiplicative decrease).
struct LimitPace: Sendable {
    static let slowest = 1.0 / 32
    /// A tenth of the full pace each minute, per microsecond.
    static let recovery = 0.1 / 60_000_000
    private static let longestHalt = Duration.seconds(3600)

    /// The most that can be taken at once; a larger amount is taken when this much is there, and owed.
    private(set) var burst: Double
    /// What the full pace brings in a microsecond.
    private var rate: Double
    private var level: Double
    private var settled: BudgetInstant
    private(set) var factor = 1.0
    private(set) var haltedUntil: BudgetInstant?

    init(_ limit: RateLimit, at now: BudgetInstant) {
        (rate, burst) = Self.measures(limit)
        switch limit.spread {
        case .even: level = 0
        case .free: level = burst
        }
        settled = now
    }

    /// From `now` on this limit holds; nothing is gained by it that was not earned.
    mutating func hold(_ limit: RateLimit, at now: BudgetInstant) {
        settle(now)
        (rate, burst) = Self.measures(limit)
        level = min(level, burst)
    }

    private static func measures(_ limit: RateLimit) -> (rate: Double, burst: Double) {
        let span = limit.window + limit.burstSpan + limit.margin + limit.grain
        let rate = Double(limit.amount) / Double(span.microsecondsRoundedUp)
        return switch limit.spread {
        case .even: (rate, max(1, rate * Double(limit.burstSpan.microsecondsRoundedUp)))
        case .free: (rate, Double(limit.amount))
        }
    }

    /// Fills up to `now`.
    mutating func settle(_ now: BudgetInstant) {
        guard now > settled else { return }
        let elapsed = Double(settled.duration(to: now).microsecondsRoundedUp)
        let regained = min(1, factor + Self.recovery * elapsed)
        let growing = (regained - factor) / Self.recovery
        level = min(burst, level + rate * (growing * (factor + regained) / 2 + (elapsed - growing) * regained))
        factor = regained
        settled = now
    }

    /// When there will be enough, or nil when there is.
    func wait(for amount: Int, at now: BudgetInstant) -> BudgetInstant? {
        if let haltedUntil, haltedUntil > now { return haltedUntil }
        let missing = min(Double(amount), burst) - level
        // A billionth of slack: what was reckoned to be enough at a moment must not fail at it by rounding.
        guard missing > 1e-9 else { return nil }
        return BudgetInstant(microseconds: now.microseconds + Int64((missing / (rate * factor)).rounded(.up)))
    }

    mutating func spend(_ amount: Int) {
        level -= Double(amount)
    }

    /// Answers to requests that were under way when the first refusal came lengthen the halt, but slow only once.
    mutating func reject(retryAfter: Duration?, at now: BudgetInstant) {
        settle(now)
        let isHalted = haltedUntil.map { $0 > now } ?? false
        if !isHalted { factor = max(Self.slowest, factor / 2) }
        let told = retryAfter.flatMap { $0 > .zero ? min($0, Self.longestHalt) : nil }
        halt(until: now.advanced(by: told ?? .seconds(1) / (2 * factor)), at: now)
    }

    /// Nothing is granted, and nothing earned, before `end`.
    mutating func halt(until end: BudgetInstant, at now: BudgetInstant) {
        settle(now)
        let end = max(haltedUntil ?? end, end)
        haltedUntil = end
        guard end > now else { return }
        level = min(level, 0)
        settled = end
    }
}
