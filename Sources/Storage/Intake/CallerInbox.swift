import OpenSSLCrypto

/// The inbox over a ``Store`` without a thread of its own: each delivery is committed by itself, on the caller's thread, before the call returns.
/// For a simulation, in which one thing at a time runs.
public struct CallerInbox: Inbox {
    private let committer: BatchCommitter

    /// `onCommitted` is called after each commit that made a delivery durable.
    public init(store: Store, onCommitted: @escaping @Sendable () -> Void) {
        committer = BatchCommitter(store: store, limits: InboxLimits(), onCommitted: onCommitted)
    }

    public var isBusy: Bool { false }

    public func accept(_ delivery: IncomingDelivery, completion: @escaping @Sendable (Result<Acceptance, InboxFault>) -> Void) {
        committer.commit([WaitingDelivery(incoming: delivery, digest: SHA256.digest(delivery.body), answer: .acceptance(completion))])
    }

    public func reject(
        _ delivery: IncomingDelivery, _ rejection: Rejection, completion: @escaping @Sendable (Result<Void, InboxFault>) -> Void
    ) {
        committer.commit([WaitingDelivery(incoming: delivery, digest: SHA256.digest(delivery.body), answer: .rejection(rejection, completion))])
    }
}
