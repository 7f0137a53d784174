import Foundation

extension SandboxInstant {
    /// As Allegro writes times: `2026-11-24T09:15:00.123Z`.
    var rfc3339: String { date.formatted(Self.allegroStyle) }

    /// Reads a time as Allegro takes it in a query, with or without fractions and with any offset.
    init?(rfc3339 text: String) {
        guard let date = (try? Self.allegroStyle.parse(text)) ?? (try? Date.ISO8601FormatStyle().parse(text)) else { return nil }
        self.init(microseconds: Int64((date.timeIntervalSince1970 * 1000).rounded()) * 1000)
    }

    /// As wFirma writes times, without a zone: `2026-11-24 10:15:00` in Warsaw.
    var warsawTime: String { "\(warsawDate) \(date.formatted(Self.warsawStyle.time(includingFractionalSeconds: false)))" }

    /// As wFirma writes days: `2026-11-24` in Warsaw.
    var warsawDate: String { date.formatted(Self.warsawStyle.year().month().day()) }

    /// As HTTP's `Date` header wants it (RFC 9110): `Tue, 24 Nov 2026 09:15:00 GMT`.
    var httpDate: String {
        let parts = Self.utcCalendar.dateComponents([.weekday, .day, .month, .year, .hour, .minute, .second], from: date)
        func two(_ value: Int?) -> String { (value ?? 0) < 10 ? "0\(value ?? 0)" : "\(value ?? 0)" }
        let weekday = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"][(parts.weekday ?? 1) - 1]
        let month = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"][(parts.month ?? 1) - 1]
        return "\(weekday), \(two(parts.day)) \(month) \(parts.year ?? 1970) \(two(parts.hour)):\(two(parts.minute)):\(two(parts.second)) GMT"
    }

    /// Cut to whole milliseconds, then moved to the middle of one, so that a `Double` cannot fall into its neighbour.
    private var date: Date {
        Date(timeIntervalSince1970: (Double(microseconds / 1000) + 0.5) / 1000)
    }

    private static let allegroStyle = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
    private static let warsaw = TimeZone(identifier: "Europe/Warsaw") ?? .gmt
    private static let warsawStyle = Date.ISO8601FormatStyle(timeZone: warsaw)
    private static let utcCalendar = {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        return calendar
    }()
}
