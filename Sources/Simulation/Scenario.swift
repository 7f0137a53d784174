/// What is played: a seed, how many happenings its day has, and which of them are left in.
public struct Scenario: Sendable, Equatable {
    public let seed: UInt64
    public let happenings: Int
    /// Places of the happenings that are played, ascending; nil: all.
    public let kept: [Int]?

    public init(seed: UInt64, happenings: Int = 400, kept: [Int]? = nil) {
        (self.seed, self.happenings, self.kept) = (seed, happenings, kept)
    }

    func plays(_ place: Int) -> Bool { kept?.contains(place) ?? true }

    /// The one command that repeats it.
    public var command: String {
        "stockgate simulate --seed \(seed) --events \(happenings)" + (kept.map { " --keep \($0.map(String.init).joined(separator: ","))" } ?? "")
    }
}
