/// What another start date of an account means for the orders that are known (R37).
public enum StartDateMove: Sendable, Equatable {
    /// The first day that counts is earlier now: orders bought from `from` on and before `to` are ours to document.
    case back(from: Timestamp, to: Timestamp)
    /// It is later now: orders bought from `from` on and before `to` get no document any more, unless one stands.
    case forward(from: Timestamp, to: Timestamp)

    /// Nil where nothing moved. Without a start date every order counts.
    public init?(from old: CalendarDate?, to new: CalendarDate?) {
        let (before, after) = (old?.startInPoland ?? Self.beginning, new?.startInPoland ?? Self.beginning)
        if after < before {
            self = .back(from: after, to: before)
        } else if after > before {
            self = .forward(from: before, to: after)
        } else {
            return nil
        }
    }

    private static let beginning = Timestamp(seconds: 0)
}

extension CalendarDate {
    /// Its first moment in Poland. Clocks are set at night, never at midnight.
    public var startInPoland: Timestamp? {
        Timestamp(year: year, month: month, day: day).map { midnight in
            let winter = midnight - PolishTime.winterOffset
            return PolishTime.isSummer(winter) ? midnight - PolishTime.summerOffset : winter
        }
    }
}
