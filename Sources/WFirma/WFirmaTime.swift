public import Inventory

/// wFirma's times: `YYYY-MM-DD HH:MM:SS` without a zone, whole seconds, taken for Polish time (its documentation names no zone).
public enum WFirmaTime {
    /// Reads a time, or a date as its midnight. In the hour that autumn repeats, the earlier of the two moments.
    /// Nil for what is no time, `0000-00-00 00:00:00` included.
    public static func moment(_ text: some StringProtocol) -> Timestamp? {
        guard let local = wallClock(text) else { return nil }
        let summer = local - PolishTime.summerOffset
        return PolishTime.isSummer(summer) ? summer : local - PolishTime.winterOffset
    }

    /// As ``moment(_:)``, but nil in the hour that autumn repeats: a time that may be an hour off decides nothing.
    public static func certainMoment(_ text: some StringProtocol) -> Timestamp? {
        guard let local = wallClock(text) else { return nil }
        let summer = local - PolishTime.summerOffset
        let winter = local - PolishTime.winterOffset
        if PolishTime.isSummer(summer) { return PolishTime.isSummer(winter) ? summer : nil }
        return winter
    }

    /// The Polish calendar date of `moment`, `YYYY-MM-DD`.
    public static func date(of moment: Timestamp) -> String {
        String(text(of: moment).prefix(10))
    }

    /// `moment` as wFirma writes it, `YYYY-MM-DD HH:MM:SS`.
    public static func text(of moment: Timestamp) -> String {
        let local = (moment + PolishTime.offset(at: moment)).description
        return local.prefix(10) + " " + local.dropFirst(11).prefix(8)
    }

    /// The digits of `text` as though they were UTC.
    private static func wallClock(_ text: some StringProtocol) -> Timestamp? {
        text.utf8.count == 10 ? Timestamp(rfc3339: "\(text) 00:00:00Z") : Timestamp(rfc3339: "\(text)Z")
    }
}
