import Inventory
import Sandbox
import Testing

@testable import Simulation

/// Shown to the checkers: who ended an offer decides who may bring it back (R10, R44).
@Suite("What the checkers know of a person's will")
struct WillTests {
    private func broken(_ act: @escaping @Sendable (Simulation, _ place: Int) throws -> Void) async throws -> [Violation.Invariant] {
        try await Scenario.inRoom { path in
            let simulation = Simulation(Scenario(seed: 6, happenings: 0), path: path, keepsLines: false)
            try simulation.begin()
            try simulation.compareAndWait()
            defer { simulation.letGo() }
            // Past the time in which what was so at the beginning may still be acted on.
            try simulation.run(until: simulation.schedule.now + .seconds(1200))
            try act(simulation, try #require(simulation.watch.offers.firstIndex { $0.isOnSale && $0.target > 0 }))
            return try simulation.watch.violations.map(\.invariant) + FinalChecks(simulation).violations().map(\.invariant)
        }
    }

    @Test("an offer that its owner, another hand or a moderator ended came back, and one that is paused (R10, R44)", arguments: 0..<4)
    func againstWill(_ who: Int) async throws {
        let found = try await broken { simulation, place in
            let deed: Happening =
                switch who {
                case 0: .owner(.ends(offer: place))
                case 1: .hand(.ends, offer: place)
                case 2: .hand(.moderates, offer: place)
                default: .owner(.pauses)
                }
            simulation.perform(deed)
            try simulation.run(until: simulation.schedule.now + .seconds(120))
            #expect(!simulation.watch.offers[place].isOnSale)
            #expect(simulation.watch.violations.isEmpty)
            #expect(simulation.world.resume(simulation.plan.offers[place].id.text))
            simulation.watch.lookAtAllegro()
        }
        #expect(found.contains(.resumedAgainstWill))
    }

    @Test("nothing where whoever ended it brings it back, and stock brings back what it ended")
    func byWill() async throws {
        let found = try await broken { simulation, place in
            func pass() throws { try simulation.run(until: simulation.schedule.now + .seconds(600)) }
            for (first, then): (Happening, Happening) in [
                (.owner(.ends(offer: place)), .owner(.resumes(offer: place))), (.hand(.ends, offer: place), .hand(.resumes, offer: place)),
                (.owner(.pauses), .owner(.unpauses)), (.hand(.ends, offer: place), .owner(.resumes(offer: place))),
            ] {
                simulation.perform(first)
                try pass()
                #expect(!simulation.watch.offers[place].isOnSale)
                simulation.perform(then)
                try pass()
                #expect(simulation.watch.offers[place].isOnSale)
            }
        }
        #expect(found == [])
    }

    @Test("a paused offer that the end of its pause does not bring back (R44)")
    func pauseOver() async throws {
        let found = try await broken { simulation, place in
            simulation.perform(.owner(.pauses))
            try simulation.run(until: simulation.schedule.now + .seconds(120))
            simulation.perform(.owner(.unpauses))
            try simulation.run(until: simulation.schedule.now + .seconds(600))
            #expect(simulation.world.end(simulation.plan.offers[place].id.text))
            simulation.watch.lookAtAllegro()
        }
        #expect(found.contains(.wrongQuantity))
    }

    @Test("an offer that we ended is not a person's because they change its number, nor is the number that it later shows")
    func changedWhileEnded() async throws {
        _ = try await broken { simulation, place in
            simulation.plan.offers[place].link.components.forEach { simulation.empty($0.product) }
            try simulation.run(until: simulation.schedule.now + .seconds(600))
            #expect(simulation.watch.offers[place].status == .ended)
            simulation.perform(.hand(.changes(by: -100_000), offer: place))
            #expect(!simulation.watch.offers[place].isEndedByHand)
            simulation.perform(.hand(.changes(by: 3), offer: place))
            #expect(simulation.watch.offers[place].handUnheardUntil == nil)
        }
    }

    @Test("an offer that a person emptied is theirs while it is ended, whether it was on sale or on its way there (R44)", arguments: [false, true])
    func emptied(isOnItsWay: Bool) async throws {
        _ = try await broken { simulation, place in
            if isOnItsWay {
                simulation.perform(.owner(.ends(offer: place)))
                try simulation.run(until: simulation.schedule.now + .seconds(60))
                simulation.perform(.owner(.resumes(offer: place)))
                for _ in 0..<2000 where simulation.watch.offers[place].status != .activating {
                    try simulation.run(until: simulation.schedule.now + .milliseconds(10))
                }
                #expect(simulation.watch.offers[place].status == .activating)
            }
            simulation.perform(.hand(.changes(by: -100_000), offer: place))
            try simulation.run(until: simulation.schedule.now + .seconds(60))
            let offer = simulation.watch.offers[place]
            // On its way it may be filled again before it is there, or brought back for the wish that is not done.
            #expect(isOnItsWay || offer.status == .ended)
            #expect(offer.isEndedByHand == (offer.status == .ended))
        }
    }
}
