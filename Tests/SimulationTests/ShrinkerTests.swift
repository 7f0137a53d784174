import Testing

@testable import Simulation

@Suite("Shrinking a failure")
struct ShrinkerTests {
    /// A run that breaks something when it holds all of `culprits`.
    private static func report(_ scenario: Scenario, culprits: Set<Int>) -> RunReport {
        let breaks = culprits.isSubset(of: scenario.kept ?? Array(0..<scenario.happenings))
        let violations = breaks ? [Violation(.wrongStock, "five in place of four")] : []
        return RunReport(
            scenario: scenario, violations: violations, oversold: [], sold: 0, offers: 0, wrongOffers: [], events: 0, digest: 0, lines: [])
    }

    @Test("leaves the happenings that together break it, and no other")
    func findsCulprits() async throws {
        let culprits: Set = [3, 17, 90]
        let failed = Self.report(Scenario(seed: 1, happenings: 100), culprits: culprits)
        let shrunk = try await Shrinker { Self.report($0, culprits: culprits) }.shrink(failed)
        #expect(shrunk.scenario.kept == [3, 17, 90])
        #expect(shrunk.scenario.command == "stockgate simulate --seed 1 --events 100 --keep 3,17,90")
    }

    @Test("what did not fail is left as it is")
    func leavesSuccess() async throws {
        let fine = Self.report(Scenario(seed: 1, happenings: 10), culprits: [11])
        #expect(try await Shrinker { Self.report($0, culprits: [11]) }.shrink(fine).scenario == fine.scenario)
    }
}
