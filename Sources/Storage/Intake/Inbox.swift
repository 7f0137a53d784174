/// The door of the store: takes deliveries from any thread, makes those that arrive together durable with one fsync
/// (group commit), and tells each what became of it (R25, R26).
public protocol Inbox: Sendable {
    /// Whether so many deliveries wait for their commit that bulk work on the same store should give way: their senders wait with them.
    var isBusy: Bool { get }

    /// Hands a delivery over without blocking. `completion` is called once, on the inbox's own thread, after the commit
    /// that holds the delivery is on disk, or when the store cannot take it.
    func accept(_ delivery: IncomingDelivery, completion: @escaping @Sendable (Result<Acceptance, InboxFault>) -> Void)

    /// Keeps a malformed delivery for a person to see; bounded in number, oldest dropped first.
    func reject(_ delivery: IncomingDelivery, _ rejection: Rejection, completion: @escaping @Sendable (Result<Void, InboxFault>) -> Void)
}

/// Why the inbox could not take a delivery; the sender should try again.
public enum InboxFault: Error, Sendable, Equatable {
    /// More deliveries wait for their commit than the configured bound.
    case busy
    /// The disk said no; nothing was kept. The reason is SQLite's.
    case notWritable(reason: String)
    /// The inbox is stopping.
    case stopping
}

extension InboxFault: CustomStringConvertible {
    public var description: String {
        switch self {
        case .busy: "as many deliveries wait for their commit as the inbox holds"
        case .notWritable(let reason): reason
        case .stopping: "the inbox is stopping"
        }
    }
}
