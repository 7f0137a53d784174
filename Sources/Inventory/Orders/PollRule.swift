/// How often each of many accounts is asked for its orders, where all of them together may ask only so often
/// (`docs/decisions/0018-polls-follow-the-sales.md`).
///
/// A part of the calls goes to all accounts alike, so that each is asked once in a set time. The rest follows what each is expected to sell: one part
/// by the square root of it, which keeps the mean wait of an order least, and one part evenly over the accounts that make up all but a
/// hundredth of the sales, so that few orders wait long.
public struct PollRule: Sendable {
    /// The part of the calls that goes to all alike.
    private let even = 0.1
    /// The part that goes to those who sell, evenly.
    private let covering = 0.5
    /// The part of the sales that those make up who sell too little to be covered.
    private let uncovered = 0.01
    /// No account is asked more rarely than that, as long as less than ``evenLimit`` of the calls is enough for it.
    public var longest: Duration = .seconds(600)
    /// The most of the calls that goes to all alike.
    private let evenLimit = 0.6

    public init() {}

    /// Calls a second for each account, in the order of what they are expected to sell; together `callsPerSecond`.
    public func rates(_ expected: [Double], callsPerSecond: Double) -> [Double] {
        guard !expected.isEmpty else { return [] }
        let count = Double(expected.count)
        let least = 1_000_000 / Double(max(1, longest.wholeMicroseconds))
        let floor = min(max(even * callsPerSecond / count, least), evenLimit * callsPerSecond / count)
        let rest = callsPerSecond - floor * count
        let threshold = threshold(expected)
        let covers = expected.map { threshold > 0 ? min(1, $0 / threshold) : 1 }
        let roots = expected.map { max($0, .leastNormalMagnitude).squareRoot() }
        let (allCovers, allRoots) = (covers.reduce(0, +), roots.reduce(0, +))
        let part = covering / (1 - even)
        return expected.indices.map { floor + rest * (part * covers[$0] / allCovers + (1 - part) * roots[$0] / allRoots) }
    }

    /// Below it lie those who together sell no more than the uncovered part.
    private func threshold(_ expected: [Double]) -> Double {
        let limit = expected.reduce(0, +) * uncovered
        var below = 0.0
        for sales in expected.sorted() {
            below += sales
            if below > limit { return sales }
        }
        return expected.max() ?? 0
    }
}
