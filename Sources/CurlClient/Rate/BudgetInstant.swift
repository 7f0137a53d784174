/// A moment on the budget's own clock, in microseconds from any fixed origin.
///
/// The clock must not run backwards: a budget takes an earlier moment for the latest that it has seen.
public struct BudgetInstant: Sendable, Hashable, Comparable {
    public var microseconds: Int64

    public init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    /// The moment `duration` later, rounded up to a microsecond.
    public func advanced(by duration: Duration) -> BudgetInstant {
        BudgetInstant(microseconds: microseconds + duration.microsecondsRoundedUp)
    }

    /// The time from here to `later`; negative when it is earlier.
    public func duration(to later: BudgetInstant) -> Duration {
        .microseconds(later.microseconds - microseconds)
    }

    public static func < (left: Self, right: Self) -> Bool {
        left.microseconds < right.microseconds
    }
}

extension Duration {
    var microsecondsRoundedUp: Int64 {
        let (seconds, attoseconds) = components
        let whole = attoseconds / 1_000_000_000_000
        return seconds * 1_000_000 + whole + (attoseconds > whole * 1_000_000_000_000 ? 1 : 0)
    }
}
