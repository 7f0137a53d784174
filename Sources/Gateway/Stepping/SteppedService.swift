public import Inventory
import Logging
public import ServiceLifecycle

/// What a step leaves to do.
public enum Pace: Sendable, Equatable {
    /// More work is waiting.
    case again
    /// Nothing to do until this moment, or until the service is woken; nil: until it is woken.
    case rest(until: Timestamp?)
    /// More work is waiting, but others go first: nothing before this moment, woken or not.
    case giveWay(until: Timestamp)
}

/// A service whose work is a bounded `step(at:)` (decision 9): `run()` only waits, steps and stops, so that a test can drive time.
public protocol SteppedService: Service {
    /// What ends a rest early.
    var wake: Wake { get }
    /// The time, for `run()` alone; a step is told it.
    var clock: @Sendable () -> Timestamp { get }
    /// Does a bounded amount of work: one transaction or one exchange.
    func step(at now: Timestamp) async -> Pace
}

extension SteppedService {
    /// Steps until the service is stopped.
    public func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                switch await Seat.turn(self.clock, { await self.step(at: $0) }) {
                case .again: await Task.yield()
                case .giveWay(let until): try? await Task.sleep(for: until - self.clock())
                case .rest(let until): await self.wake.wait(atMost: until.map { $0 - self.clock() })
                }
            }
        }
    }
}
