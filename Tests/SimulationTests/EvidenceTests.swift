import Inventory
import Testing

@testable import Simulation

@Suite("The same day under other strategies")
struct EvidenceTests {
    @Test("each process ends at the same moments, whatever it is doing then")
    func crashes() async throws {
        let seed = try #require((1...50).map(UInt64.init).first { Conditions(seed: $0).hasCrashes })
        func ends(_ strategy: Strategy) async throws -> [String] {
            let report = try await Evidence.scenario(seed: seed, happenings: 60, strategy).played(keepsLines: true)
            return report.lines.filter { $0.contains("the gateway ends") || $0.contains("the gateway starts") }
        }
        let ours = try await ends(.stockgate)
        #expect(ours.count > 1)
        #expect(try await ends(.fixed) == ours)
    }

    @Test("the table tells what was oversold of what was sold, and what of it had been wrong for long")
    func table() {
        var evidence = Evidence()
        let scenario = Evidence.scenario(seed: 1, happenings: 1, .fixed)
        func piece(_ age: Duration?) -> OversoldPieces { OversoldPieces(offer: "1", product: "501", pieces: 2, cause: .sameMoment, age: age) }
        let report = RunReport(
            scenario: scenario, violations: [], oversold: [piece(.zero), piece(.seconds(6)), piece(nil)], sold: 400, offers: 3, wrongOffers: [],
            events: 1, digest: 1, lines: [])
        evidence.take([report])
        #expect("\(evidence)".contains("| FIXED only | 400 | 6 | 15.0 | 6 | 4 | 0 | 0 of 3 |"))
    }
}
