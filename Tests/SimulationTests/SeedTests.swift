import Testing

@testable import Simulation

@Suite("A day from a seed")
struct SeedTests {
    @Test("the same seed plays the same day, byte for byte")
    func determinism() async throws {
        let scenario = Scenario(seed: 6, happenings: 40)
        let (first, second) = (try await scenario.played(keepsLines: true), try await scenario.played(keepsLines: true))
        #expect(first.lines == second.lines)
        #expect(first.digest == second.digest)
        #expect(first.events > 500)
        let other = try await Scenario(seed: 7, happenings: 40).played()
        #expect(other.digest != first.digest)
    }

    @Test("no invariant breaks", arguments: [1, 2, 3])
    func fixedSeeds(_ seed: UInt64) async throws {
        let report = try await Scenario(seed: seed, happenings: 60).played()
        #expect(report.violations.isEmpty, "\(report)")
    }
}
