/// Who goes first when a limit has not enough for all: the first case before the others.
public enum RatePriority: Int, Sendable, CaseIterable, Comparable {
    /// Ends and decreases: what prevents overselling (R31).
    case lower
    /// Increases and resumes.
    case raise
    /// Fetching orders; has a share of its own.
    case orders
    /// Comparing with what the other side shows; takes what is left, and a small share so that it never stands still.
    case compare

    public static func < (left: Self, right: Self) -> Bool {
        left.rawValue < right.rawValue
    }
}

/// The part of each limit that a late priority gets even when earlier ones could use everything. Unused, it is theirs.
public struct RateShares: Sendable, Equatable {
    public var orders: Double
    public var compare: Double

    public init(orders: Double = 0.10, compare: Double = 0.02) {
        self.orders = orders
        self.compare = compare
    }

    func share(of priority: RatePriority) -> Double {
        switch priority {
        case .lower, .raise: 0
        case .orders: orders
        case .compare: compare
        }
    }
}

/// All limits of a budget.
public struct RateOptions: Sendable {
    public var limits: [LimitName: RateLimit]
    public var shares: RateShares

    /// Allegro's published limits: 9000 requests a minute for a client id, 9000 changes a minute and 250 000 an hour for
    /// the commands of one kind and user (OpenAPI of 2026-07-18; allegro-api threads 10440 and 7895). Of the token path
    /// only that it has a limit is known (thread 5415); one a second is far below anything that anyone met.
    public init(
        limits: [LimitName: RateLimit] = [
            .requests: RateLimit(amount: 9000, window: .seconds(60)),
            .changesPerMinute: RateLimit(amount: 9000, window: .seconds(60)),
            .changesPerHour: RateLimit(amount: 250_000, window: .seconds(3600), spread: .free),
            .tokens: RateLimit(amount: 60, window: .seconds(60)),
        ],
        shares: RateShares = RateShares()
    ) {
        self.limits = limits
        self.shares = shares
    }
}
