import Payload

/// Whether deliveries can be taken, and what else an engineer wants to know.
public struct Readiness: Sendable {
    /// What keeps deliveries from being taken, in plain words; empty when all is well. Only these make `/readyz` fail: a balancer that
    /// cut the gateway off for a backlog or a lapsed authorisation would cut off the webhooks as well.
    public var faults: [String]
    /// Deliveries that wait to be applied.
    public var backlog: Int
    /// Deliveries that a person must look at.
    public var deadLetters: Int
    /// By account: whether it is authorised at Allegro.
    public var authorised: [(account: String, isAuthorised: Bool)]
    public var isFrozen: Bool
    /// Another program does the work, and the gateway watches.
    public var isShadow: Bool

    public init(
        faults: [String], backlog: Int, deadLetters: Int, authorised: [(account: String, isAuthorised: Bool)], isFrozen: Bool, isShadow: Bool = false
    ) {
        self.faults = faults
        self.backlog = backlog
        self.deadLetters = deadLetters
        self.authorised = authorised
        self.isFrozen = isFrozen
        self.isShadow = isShadow
    }

    var payload: PayloadValue {
        [
            "ready": .bool(faults.isEmpty), "faults": .array(faults.map { .string($0) }), "backlog": PayloadValue(backlog),
            "dead_letters": PayloadValue(deadLetters), "frozen": .bool(isFrozen),
            "mode": .string(isShadow ? "shadow" : "live"),
            "accounts": .array(authorised.map { ["account": .string($0.account), "authorised": .bool($0.isAuthorised)] }),
        ]
    }
}
