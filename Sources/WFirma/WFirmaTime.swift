public import Inventory

/// wFirma's times: `YYYY-MM-DD HH:MM:SS` without a zone, whole seconds, taken for Polish time (its documentation names no zone).
///
/// Polish time follows the Union's rule (Directive 2000/84/EC): UTC+2 from 01:00 UTC on the last Sunday of March to 01:00 UTC
/// on the last Sunday of October, else UTC+1. Written out so that no time zone database has to be installed.
public enum WFirmaTime {
    /// Reads a time, or a date as its midnight. In the hour that autumn repeats, the earlier of the two moments.
    /// Nil for what is no time, `0000-00-00 00:00:00` included.
    public static func moment(_ text: some StringProtocol) -> Timestamp? {
        guard let local = wallClock(text) else { return nil }
        let summer = local - summerOffset
        return isSummer(summer) ? summer : local - winterOffset
    }

    /// As ``moment(_:)``, but nil in the hour that autumn repeats: a time that may be an hour off decides nothing.
    public static func certainMoment(_ text: some StringProtocol) -> Timestamp? {
        guard let local = wallClock(text) else { return nil }
        let summer = local - summerOffset
        let winter = local - winterOffset
        if isSummer(summer) { return isSummer(winter) ? summer : nil }
        return winter
    }

    /// The Polish calendar date of `moment`, `YYYY-MM-DD`.
    public static func date(of moment: Timestamp) -> String {
        String(text(of: moment).prefix(10))
    }

    /// `moment` as wFirma writes it, `YYYY-MM-DD HH:MM:SS`.
    public static func text(of moment: Timestamp) -> String {
        let local = (moment + (isSummer(moment) ? summerOffset : winterOffset)).description
        return local.prefix(10) + " " + local.dropFirst(11).prefix(8)
    }

    private static let summerOffset = Duration.seconds(7200)
    private static let winterOffset = Duration.seconds(3600)

    /// The digits of `text` as though they were UTC.
    private static func wallClock(_ text: some StringProtocol) -> Timestamp? {
        text.utf8.count == 10 ? Timestamp(rfc3339: "\(text) 00:00:00Z") : Timestamp(rfc3339: "\(text)Z")
    }

    private static func isSummer(_ moment: Timestamp) -> Bool {
        guard let year = Int(moment.description.prefix(4)), let starts = lastSunday(of: 3, in: year), let ends = lastSunday(of: 10, in: year)
        else { return false }
        return moment >= starts && moment < ends
    }

    /// 01:00 UTC on the last Sunday of a month of 31 days.
    private static func lastSunday(of month: Int, in year: Int) -> Timestamp? {
        guard let last = Timestamp(year: year, month: month, day: 31, hour: 1) else { return nil }
        // Day 0 of the epoch was a Thursday, so day 3 was a Sunday.
        let daysPastSunday = (last.microseconds / 86_400_000_000 + 4) % 7
        return last - .seconds(daysPastSunday * 86_400)
    }
}
