/// A moment in time: whole microseconds since 1970-01-01 00:00:00 UTC.
public struct Timestamp: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
    /// Microseconds since the Unix epoch.
    public let microseconds: Int64

    public init(microseconds: Int64) { self.microseconds = microseconds }

    /// A moment given in whole seconds since the Unix epoch.
    public init(seconds: Int64) { self.init(microseconds: seconds * 1_000_000) }

    public static func < (left: Self, right: Self) -> Bool { left.microseconds < right.microseconds }

    public static func + (moment: Self, span: Duration) -> Self {
        Self(microseconds: moment.microseconds + span.wholeMicroseconds)
    }

    public static func - (moment: Self, span: Duration) -> Self {
        Self(microseconds: moment.microseconds - span.wholeMicroseconds)
    }

    public static func - (later: Self, earlier: Self) -> Duration {
        .microseconds(later.microseconds - earlier.microseconds)
    }

    /// RFC 3339 in UTC with milliseconds, e.g. `2026-11-24T09:15:00.123Z`.
    public var description: String {
        let date = civil
        var text: [UInt8] = []
        text.reserveCapacity(24)
        /// Digits of `number`, at least `width` of them, with `mark` behind.
        func write(_ number: Int64, _ width: Int, _ mark: Unicode.Scalar) {
            var (unit, rest) = (Int64(1), number)
            for _ in 1..<width { unit *= 10 }
            while rest / unit >= 10 { unit *= 10 }
            while unit > 0 {
                text.append(UInt8(ascii: "0") + UInt8(rest / unit))
                (rest, unit) = (rest % unit, unit / 10)
            }
            text.append(UInt8(ascii: mark))
        }
        if date.year < 0 { text.append(UInt8(ascii: "-")) }
        write(abs(date.year), 4, "-")
        write(date.month, 2, "-")
        write(date.day, 2, "T")
        write(date.hour, 2, ":")
        write(date.minute, 2, ":")
        write(date.second, 2, ".")
        write(date.millisecond, 3, "Z")
        return String(decoding: text, as: UTF8.self)
    }

    /// What calendar and clock show in UTC.
    var civil: (year: Int64, month: Int64, day: Int64, hour: Int64, minute: Int64, second: Int64, millisecond: Int64) {
        let inDay: Int64 = 86_400_000_000
        let days = (microseconds >= 0 ? microseconds : microseconds - inDay + 1) / inDay
        let rest = microseconds - days * inDay
        // Days to a civil date in the proleptic Gregorian calendar, by eras of 400 years that begin on 1 March.
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthIndex = (5 * dayOfYear + 2) / 153
        let month = monthIndex < 10 ? monthIndex + 3 : monthIndex - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (
            year, month, dayOfYear - (153 * monthIndex + 2) / 5 + 1, rest / 3_600_000_000, rest / 60_000_000 % 60, rest / 1_000_000 % 60,
            rest / 1000 % 1000
        )
    }
}

extension Duration {
    /// This span in whole microseconds, rounded toward zero.
    public var wholeMicroseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1_000_000 + attoseconds / 1_000_000_000_000
    }

    /// This span in whole days of 24 hours, rounded toward zero.
    public var wholeDays: Int64 { components.seconds / 86_400 }
}
