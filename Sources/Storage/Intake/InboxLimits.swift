/// The inbox's bounds.
public struct InboxLimits: Sendable {
    /// Deliveries in one transaction.
    public var batch = 512
    /// Bytes of bodies in one transaction, so that one commit cannot fill the write-ahead log.
    public var batchBytes = 8 * 1_048_576
    /// Deliveries that wait for their commit, the batch under way included, from which on the inbox counts as busy.
    public var busy = 16
    /// Deliveries that wait for their commit; more are refused as ``InboxFault/busy``.
    public var backlog = 10_000
    /// Bytes of bodies that wait for their commit; more are refused as ``InboxFault/busy``.
    public var backlogBytes = 64 * 1_048_576
    /// Rejected deliveries that are kept; the oldest go first; at least one.
    public var rejectedKept = 1000

    public init() {}
}
