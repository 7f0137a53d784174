public import Inventory
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
    /// The time, for ``work()`` alone; a step is told it.
    var clock: @Sendable () -> Timestamp { get }
    /// Does a bounded amount of work: one transaction or one exchange.
    func step(at now: Timestamp) async -> Pace
    /// Steps until there is nothing to do before the moment that it returns; nil: before the service is woken.
    func work() async -> Timestamp?
}

extension SteppedService {
    public func work() async -> Timestamp? {
        while !Task.isCancelled {
            switch await Seat.turn(clock, { await step(at: $0) }) {
            case .again: await Task.yield()
            case .giveWay(let until): try? await Task.sleep(for: until - clock())
            case .rest(let until): return until
            }
        }
        return nil
    }

    /// Works whenever there is something to do, until it is stopped.
    public func run() async throws { try await Rota(services: [self]).run() }
}
