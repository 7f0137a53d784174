/// Finds fewer happenings that still break the same invariant: parts of the day are left out, halves first, then ever smaller ones.
public struct Shrinker: Sendable {
    /// Runs that are made at most.
    public var runLimit = 250
    /// Happenings that are played at most, in days of the failed one's length: what a run costs grows with them.
    public var dayLimit = 60
    private let play: @Sendable (Scenario) async throws -> RunReport

    public init(play: @escaping @Sendable (Scenario) async throws -> RunReport) { self.play = play }

    /// Returns the last run that broke it, which is the one with the fewest happenings found.
    public func shrink(_ failed: RunReport) async throws -> RunReport {
        guard let invariant = failed.violations.first?.invariant else { return failed }
        var best = failed
        var kept = failed.scenario.kept ?? Array(0..<failed.scenario.happenings)
        var (runs, played) = (0, 0)
        let limit = dayLimit * kept.count
        var size = max(1, kept.count / 2)
        while runs < runLimit, played < limit {
            let before = kept.count
            var start = 0
            while start < kept.count, runs < runLimit, played < limit {
                let fewer = Array(kept[..<start] + kept[min(start + size, kept.count)...])
                runs += 1
                played += fewer.count
                let report = try await play(failed.scenario.keeping(fewer))
                if report.violations.contains(where: { $0.invariant == invariant }) {
                    (kept, best) = (fewer, report)
                } else {
                    start += size
                }
            }
            if size == 1, kept.count == before { break }
            size = max(1, size / 2)
        }
        return best
    }
}

/// What is said of days: each in a line, and of one that broke something what of it is left when it is shrunk.
public actor DayTeller {
    /// Days that are shrunk at most: where all break, one is like the other.
    public static let shrunkDays = 3

    private let shrinker: Shrinker?
    private let say: @Sendable (String) -> Void
    private var shrunk = 0

    /// - Parameter shrinker: nil: a day that broke something is told as it was played.
    public init(_ shrinker: Shrinker?, say: @escaping @Sendable (String) -> Void) { (self.shrinker, self.say) = (shrinker, say) }

    /// Tells what a day brought, and returns it, shrunk where it was.
    public func tell(_ report: RunReport) async throws -> RunReport {
        guard !report.violations.isEmpty, let shrinker, shrunk < Self.shrunkDays else {
            say("\(report)")
            return report
        }
        shrunk += 1
        say("\(report)\n  fewer happenings that break it are looked for")
        let fewest = try await shrinker.shrink(report)
        let (left, all) = (fewest.scenario.kept?.count ?? fewest.scenario.happenings, report.scenario.kept?.count ?? report.scenario.happenings)
        let happenings = fewest.scenario.lines.map { "    \($0)" }
        say((["\(fewest)", "  left of \(all) happenings: \(left)"] + happenings).joined(separator: "\n"))
        return fewest
    }
}
