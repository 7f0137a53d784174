import Foundation
import Sandbox

/// From the moment in which a webhook is sent until Allegro takes the command that it causes: each document of another product, evenly in time.
struct BenchReaction: Sendable {
    struct Outcome: Sendable, Encodable {
        let documents: Int
        let perSecond: Int
        let times: BenchTimes
    }

    static let perSecond = 20
    /// The first ones pay for what is made once.
    private static let warmUp = 20

    let world: BenchWorld
    let sender: BenchSender

    func measure() async throws -> Outcome {
        world.forget()
        var sent: [Int: ContinuousClock.Instant] = [:]
        let began = ContinuousClock.now
        for good in 1...BenchWorld.offers {
            try await Task.sleep(until: began + .seconds(Double(good) / Double(Self.perSecond)), clock: .continuous)
            // wFirma has it too, so that no comparison finds otherwise.
            let document = try world.world.release(String(good), .init(1), from: "1").get()
            sent[good] = ContinuousClock.now
            try await sender.send("WZ", good: good, document: document.id)
        }
        try await world.until("Allegro has a command for each document") { world.accepted.count >= BenchWorld.offers }
        let accepted = world.accepted
        let times = sent.filter { $0.key > Self.warmUp }.compactMap { good, moment in accepted[good].map { $0 - moment } }
        return Outcome(documents: times.count, perSecond: Self.perSecond, times: BenchTimes(times))
    }
}
