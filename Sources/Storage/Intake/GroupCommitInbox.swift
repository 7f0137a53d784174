import Foundation
import OpenSSLCrypto

/// The inbox over a ``Store``: a thread of its own commits, in one transaction and with one fsync, all that came in during the commit before (decision 4).
///
/// A refusal without a commit (``InboxFault/busy``, ``InboxFault/stopping``) is told at once, on the caller's thread.
public final class GroupCommitInbox: Inbox {
    private let queue: BatchQueue
    private let ended = DispatchGroup()

    /// Starts the thread. `onCommitted` is called on it after each commit that made a delivery durable, and must not block.
    public init(store: Store, limits: InboxLimits = InboxLimits(), onCommitted: @escaping @Sendable () -> Void) {
        let queue = BatchQueue(limits: limits)
        let committer = BatchCommitter(store: store, limits: limits, onCommitted: onCommitted)
        self.queue = queue
        let ended = self.ended
        ended.enter()
        let thread = Thread {
            while let batch = queue.next() { committer.commit(batch) }
            ended.leave()
        }
        thread.name = "inbox"
        thread.start()
    }

    deinit { queue.stop() }

    public var isBusy: Bool { queue.isBusy }

    public func accept(_ delivery: IncomingDelivery, completion: @escaping @Sendable (Result<Acceptance, InboxFault>) -> Void) {
        add(WaitingDelivery(incoming: delivery, digest: SHA256.digest(delivery.body), answer: .acceptance(completion)))
    }

    public func reject(
        _ delivery: IncomingDelivery, _ rejection: Rejection, completion: @escaping @Sendable (Result<Void, InboxFault>) -> Void
    ) {
        add(WaitingDelivery(incoming: delivery, digest: SHA256.digest(delivery.body), answer: .rejection(rejection, completion)))
    }

    private func add(_ delivery: WaitingDelivery) {
        if let fault = queue.add(delivery) { delivery.fail(fault) }
    }

    /// Refuses new deliveries, commits those that wait and returns when each has its answer.
    public func stop() async {
        queue.stop()
        await withCheckedContinuation { continuation in ended.notify(queue: .global()) { continuation.resume() } }
    }
}

extension Inbox {
    /// ``accept(_:completion:)`` for a task: returns once the delivery is durable. Throws an ``InboxFault``.
    public func accept(_ delivery: IncomingDelivery) async throws -> Acceptance {
        try await withCheckedThrowingContinuation { continuation in accept(delivery) { continuation.resume(with: $0) } }
    }

    /// ``reject(_:_:completion:)`` for a task. Throws an ``InboxFault``.
    public func reject(_ delivery: IncomingDelivery, _ rejection: Rejection) async throws {
        try await withCheckedThrowingContinuation { continuation in reject(delivery, rejection) { continuation.resume(with: $0) } }
    }
}
