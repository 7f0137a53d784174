import Foundation
import Testing

@testable import Simulation

@Suite("Many offers that are wrong at once")
struct CatchUpTests {
    @Test("are put right within 1.1 of the limit's own time, no 429 is caused, and an end for want of stock overtakes them within a second (R31)")
    func withinTheLimits() async throws {
        let report = try await Scenario.withPath { try await CatchUp(offers: 400, changesPerMinute: 150, ends: 4).run(path: $0) }
        #expect(report.isMet, "\(report)")
        #expect(report.ends.count == 4)
        // It is the limit that decides: nothing passes it.
        #expect(try #require(report.took) > report.limit / 2)
    }
}
