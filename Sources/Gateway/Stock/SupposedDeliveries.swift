public import Inventory
public import Payload
public import Storage

/// Reads documents and orders that have not happened, in the shapes in which senders tell them: the bodies of webhooks, signed in thought.
public struct SupposedDeliveries: Sendable {
    /// The most bodies in one question.
    public static let limit = 1000

    /// Whose orders are meant.
    private let account: AccountName

    public init(account: AccountName) { self.account = account }

    /// One body, or an array of them.
    ///
    /// Throws a ``DeadReason`` for one that the inbox would not understand, or that says no more than "look": nothing follows from that alone.
    public func read(_ bodies: PayloadValue, at moment: Timestamp) throws -> [UnderstoodDelivery] {
        let list: [PayloadValue] = if case .array(let several) = bodies { several } else { [bodies] }
        guard list.count <= Self.limit else { throw DeadReason("more than \(Self.limit) bodies", pointer: "") }
        let reader = DeliveryReader(accountOfSource: { [account] _ in account })
        return try list.enumerated().map { index, body in
            let incoming = IncomingDelivery(
                source: "what-if", kind: Self.kind(of: body), trust: .signed, key: nil, format: .json, body: body.jsonBytes(), headers: [:],
                receivedAt: moment)
            let inputs: [StockInput]
            switch reader.understand(incoming).meaning {
            case .success(let understood): inputs = understood
            case .failure(let reason): throw DeadReason(reason.text, pointer: "/\(index)" + (reason.pointer ?? ""))
            }
            guard inputs.contains(where: \.tells) else {
                throw DeadReason("it only says where to look; tell a document, a counted stock or an order with its lines", pointer: "/\(index)")
            }
            return UnderstoodDelivery(id: DeliveryID("what-if"), sequence: 0, receivedAt: moment, meaning: .success(inputs))
        }
    }

    /// Events of the order journal come alone or in `events`, and carry the time at which they occurred; all else is wFirma's.
    private static func kind(of body: PayloadValue) -> SourceKind { body["events"] != nil || body["occurredAt"] != nil ? .allegro : .wfirma }
}

extension StockInput {
    /// More than "look".
    fileprivate var tells: Bool {
        switch self {
        case .look, .changed: false
        case .orderEvent(let sighting): !sighting.lines.isEmpty
        case .document, .readings, .product, .warehouse, .compared, .order, .orderGone: true
        }
    }
}
