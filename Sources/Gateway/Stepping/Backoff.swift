import Inventory

/// How long to wait before the next try: doubled each time up to a limit, spread so that many do not come back at once.
public struct Backoff: Sendable {
    public var first: Duration
    public var limit: Duration

    public init(first: Duration, limit: Duration) {
        self.first = first
        self.limit = limit
    }

    /// The wait after `attempts` vain tries; `chance` is a random number from 0 to 1.
    public func wait(after attempts: Int, chance: Double) -> Duration {
        let grown = Double(first.wholeMicroseconds) * Double(1 << min(attempts, 20))
        let bounded = min(grown, Double(limit.wholeMicroseconds))
        return .microseconds(Int64(bounded * (0.75 + 0.5 * chance)))
    }
}
