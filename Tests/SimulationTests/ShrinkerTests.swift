import NIOConcurrencyHelpers
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

    @Test("plays no more than its limit, and gives back the fewest happenings found until then")
    func bounded() async throws {
        let culprits = Set(stride(from: 0, to: 400, by: 3))
        let played = NIOLockedValueBox<[Int]>([])
        var shrinker = Shrinker { scenario in
            played.withLockedValue { $0.append(scenario.kept?.count ?? scenario.happenings) }
            return Self.report(scenario, culprits: culprits)
        }
        shrinker.dayLimit = 5
        let shrunk = try await shrinker.shrink(Self.report(Scenario(seed: 1, happenings: 400), culprits: culprits))
        let sizes = played.withLockedValue { $0 }
        #expect(sizes.count < shrinker.runLimit)
        #expect((5 * 400..<6 * 400).contains(sizes.reduce(0, +)))
        #expect(shrunk.violations.count == 1)
    }

    @Test("a day that breaks is shrunk without being asked, and told with the command that repeats it and what is left; for the first days only")
    func tellsFewest() async throws {
        let said = NIOLockedValueBox<[String]>([])
        let teller = DayTeller(Shrinker { Self.report($0, culprits: [3, 17]) }) { line in said.withLockedValue { $0.append(line) } }
        for seed in 1...UInt64(DayTeller.shrunkDays + 1) {
            _ = try await teller.tell(Self.report(Scenario(seed: seed, happenings: 40), culprits: [3, 17]))
        }
        let told = said.withLockedValue { $0 }
        #expect(told.count == 2 * DayTeller.shrunkDays + 1)
        #expect(told[0].contains("repeat: stockgate simulate --seed 1 --events 40\n"))
        #expect(told[1].contains("repeat: stockgate simulate --seed 1 --events 40 --keep 3,17\n  left of 40 happenings: 2\n"))
        #expect(told[1].split(separator: "\n").suffix(2).map { $0.prefix(7) } == ["    3: ", "    17:"])
        #expect(told.last?.hasSuffix("repeat: stockgate simulate --seed \(DayTeller.shrunkDays + 1) --events 40") == true)
    }

    @Test("a day that holds is told in one line, and so is one that breaks where nobody wants it shrunk")
    func tellsAsPlayed() async throws {
        let said = NIOLockedValueBox<[String]>([])
        let broken = Self.report(Scenario(seed: 1, happenings: 10), culprits: [3])
        let fine = Self.report(Scenario(seed: 2, happenings: 10), culprits: [11])
        let teller = DayTeller(Shrinker { Self.report($0, culprits: [3]) }) { line in said.withLockedValue { $0.append(line) } }
        #expect(try await teller.tell(fine).scenario == fine.scenario)
        let plain = DayTeller(nil) { line in said.withLockedValue { $0.append(line) } }
        #expect(try await plain.tell(broken).scenario == broken.scenario)
        #expect(said.withLockedValue { $0 } == ["\(fine)", "\(broken)"])
    }
}
