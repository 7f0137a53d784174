/// Counts in a sliding window: no window of `window` ever holds more than `limit` that was let through.
struct RateMeter: Sendable {
    let limit: Int
    let window: Duration
    private var entries: [(at: SandboxInstant, amount: Int)] = []
    private var oldest = 0
    private(set) var sum = 0

    init(limit: Int, window: Duration) {
        self.limit = limit
        self.window = window
    }

    /// Lets `amount` through and counts it, or refuses and counts nothing.
    mutating func admit(_ amount: Int, at now: SandboxInstant) -> Bool {
        while oldest < entries.count, entries[oldest].at <= now - window {
            sum -= entries[oldest].amount
            oldest += 1
        }
        if oldest > 4096, oldest * 2 > entries.count {
            entries.removeFirst(oldest)
            oldest = 0
        }
        guard sum + amount <= limit else { return false }
        sum += amount
        entries.append((now, amount))
        return true
    }
}
