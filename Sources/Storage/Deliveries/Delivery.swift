public import Inventory

/// What a source's deliveries speak of.
public enum SourceKind: String, Sendable, Codable { case wfirma, allegro }

/// How sure we are of who sent a delivery.
public enum SenderTrust: String, Sendable, Codable {
    /// Its body is signed (Standard Webhooks).
    case signed
    /// It came over TLS with a client certificate that the source names.
    case certified
    /// It brought a known `webhook_key` or used the secret path: wFirma itself, which signs nothing.
    case keyed
    /// Stockgate's own: a page or an answer that a poll brought (decision "one way in").
    case polled
}

/// The syntax of a delivery's body.
public enum BodyFormat: String, Sendable, Codable { case json, xml }

/// A delivery before it is durable.
public struct IncomingDelivery: Sendable {
    /// The source's name in the configuration.
    public var source: String
    public var kind: SourceKind
    public var trust: SenderTrust
    /// The idempotency key (R26); nil makes every delivery new.
    public var key: String?
    public var format: BodyFormat
    public var body: [UInt8]
    /// Header fields worth keeping for a person to see, never a secret.
    public var headers: [String: String]
    public var receivedAt: Timestamp

    public init(
        source: String, kind: SourceKind, trust: SenderTrust, key: String?, format: BodyFormat, body: [UInt8], headers: [String: String],
        receivedAt: Timestamp
    ) {
        self.source = source
        self.kind = kind
        self.trust = trust
        self.key = key
        self.format = format
        self.body = body
        self.headers = headers
        self.receivedAt = receivedAt
    }
}

/// Why a delivery was turned away at the door; kept, bounded in number, for a person to see.
public struct Rejection: Sendable, Equatable {
    /// What is wrong, in one plain sentence.
    public var reason: String
    /// The JSON pointer of the field at fault (RFC 6901), if one is.
    public var pointer: String?

    public init(reason: String, pointer: String?) {
        self.reason = reason
        self.pointer = pointer
    }
}

/// What became of a delivery at the door.
public enum Acceptance: Sendable, Equatable {
    /// New, and durable now.
    case accepted(DeliveryID)
    /// Its key was seen before with the same body: the first delivery's id (R26).
    case repeated(DeliveryID)
    /// Its key was seen before with another body.
    case conflict(DeliveryID)
}

/// Where a delivery stands.
public enum DeliveryState: String, Sendable, Codable, CaseIterable {
    /// Durable, not yet applied.
    case accepted
    /// Its effect is in the ledger.
    case applied
    /// It could not be applied; waits for a person with its reason, can be replayed.
    case dead
    /// Turned away at the door (malformed).
    case rejected
}

/// A delivery as it is kept.
public struct Delivery: Sendable {
    /// Its place in the order of receipt.
    public var sequence: Int64
    public var id: DeliveryID
    public var incoming: IncomingDelivery
    public var state: DeliveryState
    public var reason: String?
    public var pointer: String?
    /// When its state last changed.
    public var settledAt: Timestamp?

    public init(
        sequence: Int64, id: DeliveryID, incoming: IncomingDelivery, state: DeliveryState, reason: String?, pointer: String?, settledAt: Timestamp?
    ) {
        self.sequence = sequence
        self.id = id
        self.incoming = incoming
        self.state = state
        self.reason = reason
        self.pointer = pointer
        self.settledAt = settledAt
    }
}
