/// Polish time: the Union's rule (Directive 2000/84/EC) of UTC+2 from 01:00 UTC on the last Sunday of March to 01:00 UTC on the last Sunday of
/// October, else UTC+1. Written out so that no time zone database has to be installed.
public enum PolishTime {
    public static let summerOffset = Duration.seconds(7200)
    public static let winterOffset = Duration.seconds(3600)

    /// What a Polish clock shows more than UTC.
    public static func offset(at moment: Timestamp) -> Duration { isSummer(moment) ? summerOffset : winterOffset }

    /// True in the last hour of summer time, whose times of day the next hour repeats: read without a zone they may mean either.
    public static func isRepeated(_ moment: Timestamp) -> Bool { isSummer(moment) && !isSummer(moment + .seconds(3600)) }

    public static func isSummer(_ moment: Timestamp) -> Bool {
        let year = Int(moment.civil.year)
        guard let starts = lastSunday(of: 3, in: year), let ends = lastSunday(of: 10, in: year)
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

extension CalendarDate {
    /// The day in Poland (R47).
    public init?(inPoland moment: Timestamp) {
        self.init(String((moment + PolishTime.offset(at: moment)).description.prefix(10)))
    }
}
