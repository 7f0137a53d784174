import FoundationEssentials
import NIOConcurrencyHelpers

/// The time as HTTP writes it, `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, 5.6.7), made once a second.
final class HTTPClock: Sendable {
    private static let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    private let last = NIOLockedValueBox<(second: Int, text: String)>((-1, ""))

    var now: String {
        let second = Int(Date.now.timeIntervalSince1970)
        return last.withLockedValue { last in
            if last.second != second { last = (second, Self.text(second)) }
            return last.text
        }
    }

    /// - Parameter second: since 1970 in UTC, not before.
    static func text(_ second: Int) -> String {
        let (day, rest) = second.quotientAndRemainder(dividingBy: 86_400)
        // Years begin in March here, so that a leap day ends one: era of 400 years, year of the era, day of the year.
        let shifted = day + 719_468
        let (era, dayOfEra) = shifted.quotientAndRemainder(dividingBy: 146_097)
        let year = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * year + year / 4 - year / 100)
        let month = (5 * dayOfYear + 2) / 153
        let date = dayOfYear - (153 * month + 2) / 5 + 1
        let calendarMonth = (month + 2) % 12
        let calendarYear = year + era * 400 + (calendarMonth < 2 ? 1 : 0)
        func two(_ number: Int) -> String { (number < 10 ? "0" : "") + "\(number)" }
        return "\(days[day % 7]), \(two(date)) \(months[calendarMonth]) \(calendarYear) "
            + "\(two(rest / 3600)):\(two(rest / 60 % 60)):\(two(rest % 60)) GMT"
    }
}
