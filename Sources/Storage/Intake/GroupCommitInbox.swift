import OpenSSLCrypto

/// The inbox over a ``Store``: commits, in one transaction and with one fsync, all that came in during the commit before (decision 4), on a thread that
/// other inboxes of the process use as well (``CommitThreads``).
///
/// A refusal without a commit (``InboxFault/busy``, ``InboxFault/stopping``, a store with ``Store/damage``) is told at once, on the caller's thread.
public final class GroupCommitInbox: Inbox {
    private let store: Store
    private let queue: BatchQueue
    private let committer: BatchCommitter
    private let threads: CommitThreads

    /// `onCommitted` is called on the committing thread after each commit that made a delivery durable, and must not block.
    public convenience init(store: Store, limits: InboxLimits = InboxLimits(), onCommitted: @escaping @Sendable () -> Void) {
        self.init(store: store, limits: limits, threads: .shared, onCommitted: onCommitted)
    }

    init(store: Store, limits: InboxLimits = InboxLimits(), threads: CommitThreads, onCommitted: @escaping @Sendable () -> Void) {
        self.store = store
        queue = BatchQueue(limits: limits)
        committer = BatchCommitter(store: store, limits: limits, onCommitted: onCommitted)
        self.threads = threads
    }

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
        // What is kept beside damage would be lost with the restore that mends it, so its sender keeps it; what we asked for ourselves we can ask again.
        if delivery.incoming.trust != .polled, let damage = store.damage {
            return delivery.fail(.notWritable(reason: "\(damage)"))
        }
        switch queue.add(delivery) {
        case .refused(let fault): delivery.fail(fault)
        case .waits: break
        case .waitsUnserved:
            threads.take { [queue, committer] in
                committer.commit(queue.next())
                return queue.committed()
            }
        }
    }

    /// Refuses new deliveries, commits those that wait and returns when each has its answer.
    public func stop() async {
        await withCheckedContinuation { continuation in queue.stop { continuation.resume() } }
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
