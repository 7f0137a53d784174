/// Finds fewer happenings that still break the same invariant: parts of the day are left out, halves first, then ever smaller ones.
public struct Shrinker {
    /// Runs that are made at most.
    public var runLimit = 250
    private let play: (Scenario) async throws -> RunReport

    public init(play: @escaping (Scenario) async throws -> RunReport) { self.play = play }

    /// Returns the last run that broke it, which is the one with the fewest happenings found.
    public func shrink(_ failed: RunReport) async throws -> RunReport {
        guard let invariant = failed.violations.first?.invariant else { return failed }
        var best = failed
        var kept = failed.scenario.kept ?? Array(0..<failed.scenario.happenings)
        var runs = 0
        var size = max(1, kept.count / 2)
        while runs < runLimit {
            let before = kept.count
            var start = 0
            while start < kept.count, runs < runLimit {
                let fewer = Array(kept[..<start] + kept[min(start + size, kept.count)...])
                runs += 1
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
