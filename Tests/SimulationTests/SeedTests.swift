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

    @Test("a disk that refuses commits breaks no invariant, and leaves the day's other chances as they are", arguments: [1, 6])
    func faultyDisk(_ seed: UInt64) async throws {
        let (sound, faulty) = (Scenario(seed: seed, happenings: 60), Scenario(seed: seed, happenings: 60, hasFaultyDisk: true))
        #expect(faulty.command == "stockgate simulate --seed \(seed) --events 60 --faulty-disk")
        let report = try await faulty.played(keepsLines: true)
        #expect(report.violations.isEmpty, "\(report)")
        let refusal = try #require(report.lines.first { $0.contains("the disk has refused") })
        let other = try await sound.played(keepsLines: true).lines
        #expect(!other.contains { $0.contains("the disk has refused") })
        // Up to the moment of the first refusal both days are the same.
        let moment = try #require(refusal.split(separator: " ").first)
        let before = report.lines.prefix { !$0.hasPrefix(moment) }
        #expect(before.count > 100)
        #expect(before.elementsEqual(other.prefix(before.count)))
    }

    @Test("no invariant breaks", arguments: [1, 2, 3])
    func fixedSeeds(_ seed: UInt64) async throws {
        let report = try await Scenario(seed: seed, happenings: 60).played()
        #expect(report.violations.isEmpty, "\(report)")
    }
}
