import NIOConcurrencyHelpers

/// Gathers deliveries from many threads for one commit after another: while one batch is being committed the next forms by itself, without a timer.
final class BatchQueue: Sendable {
    private struct State {
        var waiting: [WaitingDelivery] = []
        var bytes = 0
        var isStopping = false
        /// Deliveries of the batch handed out last, while it is being committed.
        var committing = 0
        /// From the arrival of a delivery until nothing waits: somebody takes batches, or is about to.
        var isServed = false
        var onEnd: [@Sendable () -> Void] = []

        mutating func take(_ limits: InboxLimits) -> [WaitingDelivery] {
            var count = 0
            var taken = 0
            while count < min(waiting.count, limits.batch) {
                let more = waiting[count].incoming.body.count
                // One delivery always goes, however large.
                if count > 0, taken + more > limits.batchBytes { break }
                (count, taken) = (count + 1, taken + more)
            }
            bytes -= taken
            if count == waiting.count {
                defer { waiting = [] }
                return waiting
            }
            defer { waiting.removeFirst(count) }
            return Array(waiting[..<count])
        }

        /// Who is to be told that all is over; nobody while it is not.
        mutating func takeEnd() -> [@Sendable () -> Void] {
            guard isStopping, !isServed else { return [] }
            defer { onEnd = [] }
            return onEnd
        }
    }

    /// What becomes of a delivery.
    enum Admission {
        case refused(InboxFault)
        case waits
        /// It waits, and nobody takes batches yet: the caller sees to it.
        case waitsUnserved
    }

    private let limits: InboxLimits
    private let state = NIOLockedValueBox(State())

    init(limits: InboxLimits) { self.limits = limits }

    /// Adds to the queue, or says why not.
    func add(_ delivery: WaitingDelivery) -> Admission {
        state.withLockedValue { state in
            if state.isStopping { return .refused(.stopping) }
            let bytes = state.bytes + delivery.incoming.body.count
            if state.waiting.count >= limits.backlog || bytes > limits.backlogBytes { return .refused(.busy) }
            state.waiting.append(delivery)
            state.bytes = bytes
            defer { state.isServed = true }
            return state.isServed ? .waits : .waitsUnserved
        }
    }

    var isBusy: Bool { state.withLockedValue { $0.waiting.count + $0.committing } >= limits.busy }

    /// The next batch, in order.
    func next() -> [WaitingDelivery] {
        state.withLockedValue { state in
            let batch = state.take(limits)
            state.committing = batch.count
            return batch
        }
    }

    /// The batch handed out last is committed. True: others wait, and whoever took that batch sees to the next.
    func committed() -> Bool {
        let (hasMore, onEnd) = state.withLockedValue { state in
            state.committing = 0
            state.isServed = !state.waiting.isEmpty
            return (state.isServed, state.takeEnd())
        }
        for end in onEnd { end() }
        return hasMore
    }

    /// Refuses what comes from now on; what waits is still handed out. `onEnd` is called once all is committed.
    func stop(onEnd: @escaping @Sendable () -> Void) {
        let ends = state.withLockedValue { state in
            state.isStopping = true
            state.onEnd.append(onEnd)
            return state.takeEnd()
        }
        for end in ends { end() }
    }
}
