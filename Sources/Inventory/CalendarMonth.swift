/// A month of the calendar, `2026-11`; what it holds is told by Polish clocks (R47).
public struct CalendarMonth: Sendable, Hashable, Comparable, CustomStringConvertible {
    public let year: Int
    /// 1…12
    public let month: Int

    /// Reads `yyyy-mm`; nil for anything else.
    public init?(_ text: String) {
        guard text.utf8.count == 7, let first = CalendarDate(text + "-01") else { return nil }
        (year, month) = (first.year, first.month)
    }

    /// The month in Poland that holds `moment`.
    public init?(inPoland moment: Timestamp) {
        guard let day = CalendarDate(inPoland: moment) else { return nil }
        (year, month) = (day.year, day.month)
    }

    private init(year: Int, month: Int) { (self.year, self.month) = (year, month) }

    /// The month after this one.
    public var next: CalendarMonth { month == 12 ? CalendarMonth(year: year + 1, month: 1) : CalendarMonth(year: year, month: month + 1) }

    /// The month before this one.
    public var previous: CalendarMonth { month == 1 ? CalendarMonth(year: year - 1, month: 12) : CalendarMonth(year: year, month: month - 1) }

    /// Its first moment: midnight in Poland. Clocks are never changed on the first day of a month.
    public var start: Timestamp {
        let midnight = Timestamp(year: year, month: month, day: 1) ?? Timestamp(seconds: 0)
        return midnight - PolishTime.offset(at: midnight)
    }

    public static func < (left: Self, right: Self) -> Bool { (left.year, left.month) < (right.year, right.month) }

    public var description: String {
        let digits = String(year)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits + (month < 10 ? "-0\(month)" : "-\(month)")
    }
}
