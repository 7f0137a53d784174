/// What is played: a seed, how many happenings its day has, and which of them are left in.
public struct Scenario: Sendable, Equatable {
    public let seed: UInt64
    public let happenings: Int
    /// Places of the happenings that are played, ascending; nil: all.
    public let kept: [Int]?
    /// Who keeps the offers at stock.
    public let strategy: Strategy
    /// Played beside other strategies: the process ends at the same moments under each, whatever it is doing then.
    let isCompared: Bool
    /// The store's disk refuses commits for a while.
    public let hasFaultyDisk: Bool
    private let played: Set<Int>?

    public init(
        seed: UInt64, happenings: Int = 400, kept: [Int]? = nil, strategy: Strategy = .stockgate, isCompared: Bool = false,
        hasFaultyDisk: Bool = false
    ) {
        (self.seed, self.happenings, self.kept, self.strategy, self.isCompared) = (seed, happenings, kept, strategy, isCompared)
        self.hasFaultyDisk = hasFaultyDisk
        played = kept.map(Set.init)
    }

    func plays(_ place: Int) -> Bool { played?.contains(place) ?? true }

    /// The one command that repeats it.
    public var command: String {
        "stockgate simulate --seed \(seed) --events \(happenings)" + (hasFaultyDisk ? " --faulty-disk" : "")
            + (kept.map { " --keep \($0.map(String.init).joined(separator: ","))" } ?? "")
    }

    /// The same day without the other happenings.
    func keeping(_ kept: [Int]) -> Scenario {
        Scenario(seed: seed, happenings: happenings, kept: kept, strategy: strategy, isCompared: isCompared, hasFaultyDisk: hasFaultyDisk)
    }

    /// What happens in it, a line each.
    public var lines: [String] {
        let (conditions, plan) = (Conditions(seed: seed), ShopPlan(seed: seed))
        return Day(seed: seed, count: happenings, conditions, plan).happenings.enumerated().filter { plays($0.offset) }
            .map { "\($0.offset): \($0.element)" }
    }
}
