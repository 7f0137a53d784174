/// How the clock of another side goes against ours, as the `Date` of its answers tells: it is of some moment in which we waited for the answer, cut to
/// whole seconds.
///
/// What the other side dates (a document's recording, a sale, an offer's end) is held against moments that we noted ourselves; with either clock some
/// seconds off, or ours set anew, it would come before what it came after.
public struct ClockOffset: Sendable, Equatable {
    /// What the other clock shows beyond ours: at least this.
    public var least: Duration
    /// At most this.
    public var most: Duration

    /// The clocks go alike.
    public static let none = ClockOffset(least: .zero, most: .zero)

    public init(least: Duration, most: Duration) { (self.least, self.most) = (least, most) }

    /// From one answer's `date`; `window` is when we asked and when the answer came, by our clock.
    public init(date: Timestamp, asked window: WarehouseLevel.Window) {
        // Ours was set back meanwhile: what it showed before tells nothing.
        let asked = min(window.from, window.to)
        self.init(least: date - window.to, most: date + Self.grain - asked)
    }

    /// Times are cut to this.
    private static let grain = Duration.seconds(1)

    /// The other clock is ahead by this, as far as we can tell; a difference that the bounds explain is none.
    public var ahead: Duration { least <= .zero && most >= .zero ? .zero : (least + most) / 2 }

    /// What both this one and a later one allow; the later one alone where they exclude each other, for then one of the clocks was set anew.
    public func narrowed(by later: ClockOffset) -> ClockOffset {
        let both = ClockOffset(least: max(least, later.least), most: min(most, later.most))
        return both.least <= both.most ? both : later
    }

    /// A moment of ours by the other clock.
    public func theirs(_ ours: Timestamp) -> Timestamp { ours + ahead }

    /// A moment of the other side's by our clock.
    public func ours(_ theirs: Timestamp) -> Timestamp { theirs - ahead }

    /// Between which moments of the other clock an answer was made. What is dated bounds it: an answer shows nothing from after its `date`.
    public func theirs(_ window: WarehouseLevel.Window, answeredAt date: Timestamp?) -> WarehouseLevel.Window {
        let end = theirs(window.to)
        let to = date.map { min(end, $0 + Self.grain) } ?? end
        return WarehouseLevel.Window(from: min(theirs(window.from), to), to: to)
    }
}
