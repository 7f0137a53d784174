/// Is told of every write that no service makes in its own turn: what senders, people and other faces bring in. A recording keeps these in their
/// place between the services' turns (R35).
public protocol WriteWitness: Sendable {
    /// Before a write. False where nothing is to be told of it; else everybody's turn waits until ``leave(_:)``.
    func enter() async -> Bool
    /// ``enter()`` for a thread that may block.
    func enterBlocking() -> Bool
    /// After a write that was let in.
    func leave(_ written: WitnessedWrite)
}

/// What a witnessed write left in the store.
public enum WitnessedWrite: Sendable {
    /// It failed, or was taken back.
    case nothing
    /// Deliveries that were new, as they came.
    case deliveries([IncomingDelivery])
    /// What was executed, with its values, in order.
    case statements([String])
}

/// Something that was decided: what two runs of one day are compared by (R35).
public struct Decision: Sendable, Codable, Hashable {
    public enum Kind: String, Sendable, Codable, CaseIterable {
        /// A command to Allegro, by offer.
        case command
        /// A step of an order's document, by order.
        case document
        /// A step of a document's correction, by order.
        case correction
        /// A problem that was put before a person, or was over.
        case problem
    }

    public var kind: Kind
    /// The offer, the order, or the problem's kind and subject.
    public var subject: String
    /// E.g. `gain -3`.
    public var what: String

    public init(kind: Kind, subject: String, what: String) {
        (self.kind, self.subject, self.what) = (kind, subject, what)
    }
}
