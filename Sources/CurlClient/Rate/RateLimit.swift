/// One rule of the other side: no `window` holds more than `amount`.
public struct RateLimit: Sendable, Equatable {
    /// Requests, or changes, that a window may hold.
    public var amount: Int
    /// The window's length, wherever it begins.
    public var window: Duration
    /// How the amount is spread over the window.
    public var spread: Spread

    public enum Spread: Sendable, Equatable {
        /// Evenly: at most a second's share at once (of a window under a minute, a sixtieth), and none of it before it has been earned.
        case even
        /// As asked, until the window is full; its last tenth is kept for ``RatePriority/lower``. For a long window
        /// that stands beside a short even one.
        case free
    }

    public init(amount: Int, window: Duration, spread: Spread = .even) {
        self.amount = max(1, amount)
        self.window = max(.milliseconds(1), window)
        self.spread = spread
    }

    /// The time whose share may leave at once: a second of a minute.
    var burstSpan: Duration { min(.seconds(1), window / 60) }
    /// What a request spends on its way may be this much shorter than the one before: two that left a window apart must
    /// not arrive within one.
    var margin: Duration { burstSpan / 2 }
    /// How far apart the window's log tells two moments.
    var grain: Duration { min(.seconds(1), window / 240) }
}

/// The kind of a limit.
public struct LimitName: RawRepresentable, Hashable, Sendable {
    public let rawValue: String

    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// Requests of one client id.
    public static let requests = LimitName(rawValue: "requests")
    /// Offers changed by commands of one kind and account, in a minute.
    public static let changesPerMinute = LimitName(rawValue: "changes_per_minute")
    /// Offers changed by commands of one kind and account, in an hour.
    public static let changesPerHour = LimitName(rawValue: "changes_per_hour")
    /// Requests for access tokens.
    public static let tokens = LimitName(rawValue: "tokens")
}

/// One limit as it holds for one subject: a client id, an account, or an account with a command's kind.
public struct LimitKey: Hashable, Sendable {
    public var name: LimitName
    public var subject: String

    public init(_ name: LimitName, _ subject: String) {
        self.name = name
        self.subject = subject
    }
}

/// What one request takes from one limit.
public struct Charge: Sendable, Equatable {
    public let limit: LimitKey
    /// 1 for a request, the number of offers for a command's changes.
    public let amount: Int

    public init(_ limit: LimitKey, _ amount: Int = 1) {
        self.limit = limit
        self.amount = max(1, amount)
    }
}
