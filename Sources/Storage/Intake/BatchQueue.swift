import Dispatch
import NIOConcurrencyHelpers

/// Hands deliveries from many threads to one, in batches: while one batch is being committed the next forms by itself, without a timer.
final class BatchQueue: Sendable {
    private struct State {
        var waiting: [WaitingDelivery] = []
        var bytes = 0
        var isStopping = false
        /// Deliveries of the batch handed out last, while it is being committed.
        var committing = 0
        /// Whether the semaphore was raised for what waits.
        var isAnnounced = false

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
    }

    private let limits: InboxLimits
    private let state = NIOLockedValueBox(State())
    private let announced = DispatchSemaphore(value: 0)

    init(limits: InboxLimits) { self.limits = limits }

    /// Adds to the queue, or says why not.
    func add(_ delivery: WaitingDelivery) -> InboxFault? {
        let (fault, wakes) = state.withLockedValue { state -> (InboxFault?, Bool) in
            if state.isStopping { return (.stopping, false) }
            let bytes = state.bytes + delivery.incoming.body.count
            if state.waiting.count >= limits.backlog || bytes > limits.backlogBytes { return (.busy, false) }
            state.waiting.append(delivery)
            state.bytes = bytes
            defer { state.isAnnounced = true }
            return (nil, !state.isAnnounced)
        }
        if wakes { announced.signal() }
        return fault
    }

    var isBusy: Bool { state.withLockedValue { $0.waiting.count + $0.committing } >= limits.busy }

    /// Waits for deliveries and takes the next batch, in order; nil when the queue was stopped and all is taken.
    func next() -> [WaitingDelivery]? {
        state.withLockedValue { $0.committing = 0 }
        while true {
            announced.wait()
            let (batch, isOver, hasMore) = state.withLockedValue { state -> ([WaitingDelivery], Bool, Bool) in
                let batch = state.take(limits)
                state.committing = batch.count
                state.isAnnounced = !state.waiting.isEmpty || state.isStopping
                return (batch, batch.isEmpty && state.isStopping, state.isAnnounced)
            }
            if hasMore { announced.signal() }
            if isOver { return nil }
            if !batch.isEmpty { return batch }
        }
    }

    /// Refuses what comes from now on; what waits is still handed out.
    func stop() {
        let wakes = state.withLockedValue { state -> Bool in
            state.isStopping = true
            defer { state.isAnnounced = true }
            return !state.isAnnounced
        }
        if wakes { announced.signal() }
    }
}
