import NIOConcurrencyHelpers

/// A tenure that runs out unless it is renewed: so a gateway that dies, freezes or is cut off holds no store for longer.
public final class Lease: Tenure {
    /// Why a lease is over, or soon will be.
    public enum Ending: Sendable, Equatable {
        /// It ran out, or another gateway has it: nothing may be done under it any more.
        case lost
        /// Another gateway has fewer stores: what runs is stopped in its own time, and the lease given back.
        case wantedBack
    }

    /// The store's schema.
    public let store: String
    let number: Int64
    /// How much of it is left while its renewals succeed.
    private let firmPart: Duration
    private let now: @Sendable () -> ContinuousClock.Instant
    private let state: NIOLockedValueBox<State>
    private let endings: AsyncStream<Ending>
    private let told: AsyncStream<Ending>.Continuation

    private struct State {
        /// By this process's own clock, which counts on while the process is frozen.
        var until: ContinuousClock.Instant
        var isOver = false
    }

    init(
        store: String, epoch: Int64, until: ContinuousClock.Instant, firmPart: Duration, now: @escaping @Sendable () -> ContinuousClock.Instant
    ) {
        (self.store, number, self.firmPart, self.now) = (store, epoch, firmPart, now)
        state = NIOLockedValueBox(State(until: until))
        (endings, told) = AsyncStream.makeStream()
    }

    public var epoch: Int64? { number }

    public var holds: Bool { isLeft(.zero) }

    public var isFirm: Bool { isLeft(firmPart) }

    private func isLeft(_ part: Duration) -> Bool {
        let state = state.withLockedValue { $0 }
        return !state.isOver && now() + part < state.until
    }

    /// Suspends until the lease ends, or is to end; returns ``Ending/lost`` when the caller is cancelled. For one caller.
    public func ending() async -> Ending {
        for await ending in endings { return ending }
        return .lost
    }

    func renew(until: ContinuousClock.Instant) { state.withLockedValue { $0.until = until } }

    func end(_ ending: Ending) {
        if ending == .lost { state.withLockedValue { $0.isOver = true } }
        told.yield(ending)
    }
}
