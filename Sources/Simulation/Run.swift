import Foundation
public import Inventory

/// What one run of a scenario brought.
public struct RunReport: Sendable {
    public let scenario: Scenario
    public let violations: [Violation]
    public let oversold: [OversoldPieces]
    /// Pieces of offers that buyers took.
    public let sold: Int
    /// Synchronised offers, and those of them that at the end do not show what they should, by the world's own words.
    public let offers: Int
    public let wrongOffers: [OfferID]
    public let events: Int
    public let digest: UInt64
    /// Empty unless asked for.
    public let lines: [String]

    public func pieces(_ cause: OversoldPieces.Cause) -> Int { oversold.filter { $0.cause == cause }.reduce(0) { $0 + $1.pieces } }
}

extension Scenario {
    /// Plays it on a thread of its own, with its database at `path`, which must not be there yet.
    public func run(path: String, keepsLines: Bool = false) async throws -> RunReport {
        try await withCheckedThrowingContinuation { continuation in
            let thread = Thread {
                continuation.resume(with: Result { try self.play(path: path, keepsLines: keepsLines) })
            }
            thread.stackSize = 8 << 20
            thread.name = "simulation"
            thread.start()
        }
    }

    private func play(path: String, keepsLines: Bool) throws -> RunReport {
        let simulation = Simulation(self, path: path, keepsLines: keepsLines)
        let violations = try simulation.run()
        return RunReport(
            scenario: self, violations: violations, oversold: simulation.oversold, sold: simulation.sold,
            offers: simulation.watch.offers.count(where: \.isSynchronised), wrongOffers: simulation.watch.offers.filter(\.isWrong).map(\.planned.id),
            events: simulation.trace.events, digest: simulation.trace.digest,
            lines: simulation.trace.lines)
    }
}
