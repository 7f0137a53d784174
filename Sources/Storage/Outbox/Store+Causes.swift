public import Inventory

/// A delivery that a command follows from.
public struct CommandCause: Sendable, Equatable {
    public var delivery: DeliveryID
    /// The trace that its sender began, where it did.
    public var trace: TraceContext?

    public init(delivery: DeliveryID, trace: TraceContext? = nil) { (self.delivery, self.trace) = (delivery, trace) }
}

extension [CommandCause] {
    /// The trace that the first of their senders began, of those that did.
    public var trace: TraceContext? { lazy.compactMap(\.trace).first }
}

extension Store {
    /// The command of an offer that a read of it now follows: not settled yet, or since `moment`, the newest of them; with its causes.
    public func commandBehindLook(at offer: OfferID, since moment: Timestamp) async throws -> (command: CommandID, causes: [CommandCause])? {
        try await read { db in
            let command = try String.fetchOne(
                db.cachedStatement(
                    sql: """
                        SELECT c.id FROM command_offers p JOIN commands c ON c.id = p.command
                        WHERE p.offer = ? AND (c.settled_at IS NULL OR c.settled_at >= ?) ORDER BY c.written_at DESC, c.id LIMIT 1
                        """), arguments: [offer.text, moment.microseconds])
            return try command.map { (CommandID($0), try Self.causes(db, of: $0)) }
        }
    }

    /// An offer is marked with the moment of the first delivery's receipt, and a delivery's id begins with that moment: no row tells one of the other.
    static func causes(_ db: Database, of command: String) throws -> [CommandCause] {
        let moments = try Int64.fetchAll(
            db.cachedStatement(sql: "SELECT DISTINCT since FROM command_offers WHERE command = ? ORDER BY since LIMIT ?"),
            arguments: [command, causeLimit])
        let causes = try moments.flatMap { try Self.causes(db, received: Timestamp(microseconds: $0), limit: causeLimit) }
        return Array(causes.prefix(causeLimit))
    }

    private static var causeLimit: Int { 3 }

    /// The trace that a sender began with the delivery that first told of an order; nil where none did, or its body was dropped since.
    public func trace(of order: OrderID) async throws -> TraceContext? {
        try await read { db in
            let seen = try Int64.fetchOne(db.cachedStatement(sql: "SELECT first_seen_at FROM orders WHERE id = ?"), arguments: [order.text])
            return try seen.flatMap { try Self.causes(db, received: Timestamp(microseconds: $0), limit: Self.causeLimit) }?.trace
        }
    }

    private static func causes(_ db: Database, received: Timestamp, limit: Int) throws -> [CommandCause] {
        try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT d.id, b.headers FROM deliveries d LEFT JOIN delivery_bodies b ON b.sequence = d.sequence
                    WHERE d.id >= ? AND d.id < ? AND d.received_at = ? ORDER BY d.id LIMIT ?
                    """),
            arguments: [
                DeliveryIDs.least(at: received).text, DeliveryIDs.least(at: received + .milliseconds(2)).text, received.microseconds, limit,
            ]
        ).map { row in
            let headers = (row[1] as String?).map(HeaderLines.read) ?? [:]
            return CommandCause(delivery: DeliveryID(row[0]), trace: headers["traceparent"].flatMap(TraceContext.init))
        }
    }
}
