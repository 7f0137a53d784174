import Foundation

/// Webhooks a second: many senders at once, each waits for its answer, which comes once the delivery is on the disk.
struct BenchIntake: Sendable {
    struct Outcome: Sendable, Encodable {
        let deliveries: Int
        let senders: Int
        let perSecond: Int
        let times: BenchTimes
    }

    static let connections = 32
    private static let span: Duration = .seconds(5)

    let sender: BenchSender

    func measure() async throws -> Outcome {
        let began = ContinuousClock.now
        let end = began + Self.span
        let times = try await withThrowingTaskGroup(of: [Duration].self) { group in
            for number in 0..<Self.connections {
                group.addTask {
                    var times: [Duration] = []
                    while ContinuousClock.now < end {
                        let sent = ContinuousClock.now
                        // No offer sells these goods.
                        let good = BenchWorld.offers + 1 + (times.count * Self.connections + number) % (BenchWorld.goods - BenchWorld.offers)
                        try await sender.send("PZ", good: good, document: "9\(number + 100)\(times.count)")
                        times.append(ContinuousClock.now - sent)
                    }
                    return times
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        let took = BenchTimes([ContinuousClock.now - began]).at(1) / 1000
        return Outcome(
            deliveries: times.count, senders: Self.connections, perSecond: Int(Double(times.count) / took), times: BenchTimes(times))
    }
}
