/// What was taken within one window, and a margin before it. Neighbouring entries are joined and count as the latest of
/// them, so that the log stays short and errs on the safe side.
struct WindowLog: Sendable {
    private struct Entry {
        let opened: Int64
        var latest: Int64
        var amount: Int
    }

    private let horizon: Int64
    private let grain: Int64
    private var entries: [Entry] = []
    private var first = 0
    private(set) var total = 0

    init(_ limit: RateLimit) {
        horizon = (limit.window + limit.margin).microsecondsRoundedUp
        grain = limit.grain.microsecondsRoundedUp
    }

    mutating func add(_ amount: Int, at now: BudgetInstant) {
        total += amount
        if first < entries.count, now.microseconds - entries[entries.count - 1].opened < grain {
            entries[entries.count - 1].latest = now.microseconds
            entries[entries.count - 1].amount += amount
        } else {
            entries.append(Entry(opened: now.microseconds, latest: now.microseconds, amount: amount))
        }
    }

    mutating func expire(_ now: BudgetInstant) {
        while first < entries.count, entries[first].latest + horizon <= now.microseconds {
            total -= entries[first].amount
            first += 1
        }
        if first > entries.count / 2 {
            entries.removeFirst(first)
            first = 0
        }
    }

    /// When `amount` more will stay within `ceiling`, or nil when it does now.
    func wait(for amount: Int, ceiling: Int) -> BudgetInstant? {
        var excess = total + amount - ceiling
        guard excess > 0 else { return nil }
        for entry in entries[first...] {
            excess -= entry.amount
            if excess <= 0 { return BudgetInstant(microseconds: entry.latest + horizon) }
        }
        return nil
    }

    /// What was taken in the last `span`, by entries that lie wholly within it or reach into it.
    func total(within span: Duration, at now: BudgetInstant) -> Int {
        let start = now.microseconds - span.microsecondsRoundedUp
        return entries[first...].reversed().prefix { $0.latest > start }.reduce(0) { $0 + $1.amount }
    }
}
