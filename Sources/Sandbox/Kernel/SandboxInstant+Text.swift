import Foundation

// Every answer is full of times, so they are reckoned here: Foundation's styles and calendars cost more than the rest of an answer.
extension SandboxInstant {
    /// As Allegro writes times: `2026-11-24T09:15:00.123Z`.
    var rfc3339: String {
        let face = ClockFace(microseconds)
        let milliseconds = Int(microseconds / 1000 % 1000)
        return "\(face.date)T\(face.time).\(milliseconds / 100)\(ClockFace.pairs[milliseconds % 100])Z"
    }

    /// Reads a time as Allegro takes it in a query, with or without fractions and with any offset.
    init?(rfc3339 text: String) {
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        guard let date = (try? style.parse(text)) ?? (try? Date.ISO8601FormatStyle().parse(text)) else { return nil }
        self.init(microseconds: Int64((date.timeIntervalSince1970 * 1000).rounded()) * 1000)
    }

    /// As wFirma writes times, without a zone: `2026-11-24 10:15:00` in Warsaw.
    var warsawTime: String {
        let face = ClockFace(warsaw)
        return "\(face.date) \(face.time)"
    }

    /// As wFirma writes days: `2026-11-24` in Warsaw.
    var warsawDate: String { ClockFace(warsaw).date }

    /// As HTTP's `Date` header wants it (RFC 9110): `Tue, 24 Nov 2026 09:15:00 GMT`.
    var httpDate: String {
        let face = ClockFace(microseconds)
        let weekday = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"][Int(microseconds / 86_400_000_000 % 7)]
        let month = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"][face.month - 1]
        return "\(weekday), \(ClockFace.pairs[face.day]) \(month) \(face.year) \(face.time) GMT"
    }

    /// What Warsaw's clocks show, counted as this is: the Union's summer time lies between 01:00 UTC of the last Sundays of March and October.
    private var warsaw: Int64 {
        let year = ClockFace(microseconds).year
        let isSummer = (ClockFace.lastSunday(of: 3, in: year)..<ClockFace.lastSunday(of: 10, in: year)).contains(microseconds)
        return microseconds + (isSummer ? 2 : 1) * 3_600_000_000
    }
}

/// What calendar and clock show, from 1970 on.
private struct ClockFace {
    let year: Int
    /// 1…12
    let month: Int
    let day: Int
    private let second: Int

    init(_ microseconds: Int64) {
        let seconds = Int(microseconds / 1_000_000)
        second = seconds % 86_400
        // Days are counted from 1 March of the year 0: a leap day is a year's last.
        let (era, dayOfEra) = (seconds / 86_400 + 719_468).quotientAndRemainder(dividingBy: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
        month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        year = era * 400 + yearOfEra + (marchMonth < 10 ? 0 : 1)
    }

    /// `2026-11-24`
    var date: String { "\(year)-\(Self.pairs[month])-\(Self.pairs[day])" }

    /// `09:15:00`
    var time: String { "\(Self.pairs[second / 3600]):\(Self.pairs[second / 60 % 60]):\(Self.pairs[second % 60])" }

    /// The numbers below 100 in two digits.
    static let pairs = (0..<100).map { "\($0 / 10)\($0 % 10)" }

    /// 01:00 UTC on the last Sunday of March or October, in microseconds since 1970.
    static func lastSunday(of month: Int, in year: Int) -> Int64 {
        // The last day of March is the 31st from 1 March on, that of October the 245th.
        let days = year * 365 + year / 4 - year / 100 + year / 400 + (month == 3 ? 30 : 244) - 719_468
        return Int64((days - (days + 4) % 7) * 24 + 1) * 3_600_000_000
    }
}
