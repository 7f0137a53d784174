/// One limit of one subject: its pace, its window and who waits for it.
struct LimitState: Sendable {
    var pace: LimitPace
    private var limit: RateLimit
    private var window: WindowLog
    private var claims: LimitClaims
    /// Nil where the whole limit is ours.
    private var purse: SlicePurse?

    init(_ limit: RateLimit, shares: RateShares, at now: BudgetInstant) {
        self.limit = limit
        pace = LimitPace(limit, at: now)
        window = WindowLog(limit)
        claims = LimitClaims(shares, burst: pace.burst)
    }

    /// When to ask again, or nil when `amount` can be taken now. Remembers who was denied.
    mutating func wait(for amount: Int, priority: RatePriority, at now: BudgetInstant) -> BudgetInstant? {
        pace.settle(now)
        window.expire(now)
        let moments = [
            pace.wait(for: amount, at: now),
            window.wait(for: amount, ceiling: limit.ceiling(for: priority)),
            claims.wait(for: priority, at: now),
            purse?.wait(for: amount, at: now),
        ]
        guard let until = moments.compactMap({ $0 }).max() else { return nil }
        claims.claim(priority, until: min(until, now.advanced(by: RateBudget.patience)))
        return until
    }

    mutating func spend(_ amount: Int, priority: RatePriority, at now: BudgetInstant) {
        pace.spend(amount)
        purse?.spend(amount, at: now)
        window.add(amount, at: now)
        claims.granted(amount, to: priority, at: now)
    }

    /// From now on this holds; what was taken counts on.
    mutating func hold(_ limit: RateLimit, at now: BudgetInstant) {
        self.limit = limit
        pace.hold(limit, at: now)
    }

    mutating func borrow() { purse = purse ?? SlicePurse() }

    mutating func credit(_ slice: RateSlice, at now: BudgetInstant) { purse?.add(slice, at: now) }

    mutating func holdings(at now: BudgetInstant) -> SliceHoldings { purse?.holdings(at: now) ?? SliceHoldings() }

    func use(_ key: LimitKey, at now: BudgetInstant) -> LimitUse {
        let span = min(limit.window, .seconds(60))
        let allowed = Double(limit.amount) * (span / limit.window)
        var settled = pace
        settled.settle(now)
        return LimitUse(
            limit: key, share: Double(window.total(within: span, at: now)) / allowed, pace: settled.factor,
            haltedUntil: settled.haltedUntil.flatMap { $0 > now ? $0 : nil })
    }

    func isIdle(at now: BudgetInstant) -> Bool {
        var log = window
        log.expire(now)
        return log.total == 0 && purse == nil && (pace.haltedUntil ?? now) <= now
    }
}

extension RateLimit {
    /// What the window may hold after a request of `priority`.
    func ceiling(for priority: RatePriority) -> Int {
        switch (spread, priority) {
        case (.even, _), (.free, .lower): amount
        case (.free, .raise), (.free, .orders), (.free, .compare): max(1, amount - amount / 10)
        }
    }
}
