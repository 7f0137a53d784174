import Foundation
import Inventory

/// Puts a batch of deliveries into their tables. To be used inside one write transaction.
struct DeliveryStatements {
    private static let row = """
        INSERT INTO deliveries (id, source, kind, trust, key, rejected_key, digest, format, received_at, state, reason, pointer, settled_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (source, key) WHERE key IS NOT NULL DO NOTHING
        """
    private static let body = "INSERT INTO delivery_bodies (sequence, headers, body) VALUES (?, ?, ?)"

    let db: Database

    /// Keeps what is new of the batch, in its order, and says what became of each: of one whose key was seen before, what became of the first (R26);
    /// nil for one that was turned away, whose key stays free for the one that is mended.
    func insert(_ batch: [(delivery: WaitingDelivery, id: DeliveryID)]) throws -> [Acceptance?] {
        let sequences = try db.insert(sql: Self.row, batch.lazy.map { Self.arguments($0, id: $1) }, key: "sequence")
        let bodies = zip(batch, sequences).lazy.compactMap { item, sequence -> StatementArguments? in
            sequence.map { [$0, HeaderLines.write(item.delivery.incoming.headers), Data(item.delivery.incoming.body)] }
        }
        _ = try db.insert(sql: Self.body, bodies, key: "sequence")
        return try zip(batch, sequences).map { item, sequence in
            if item.delivery.rejection != nil { return nil }
            return try sequence == nil ? first(item.delivery) : .accepted(item.id)
        }
    }

    /// The delivery that had this one's key before.
    private func first(_ delivery: WaitingDelivery) throws -> Acceptance {
        let statement = try db.cachedStatement(sql: "SELECT id, digest FROM deliveries WHERE source = ? AND key = ?")
        guard let seen = try Row.fetchOne(statement, arguments: [delivery.incoming.source, delivery.incoming.key]) else {
            throw StorageError.corrupted(reason: "a delivery's key is taken and cannot be found")
        }
        let id = DeliveryID(seen[0])
        let digest: Data = seen[1]
        return digest.elementsEqual(delivery.digest) ? .repeated(id) : .conflict(id)
    }

    private static func arguments(_ delivery: WaitingDelivery, id: DeliveryID) -> StatementArguments {
        let (incoming, rejection) = (delivery.incoming, delivery.rejection)
        let received = incoming.receivedAt.microseconds
        let state: DeliveryState = rejection == nil ? .accepted : .rejected
        // An empty key names nothing; kept as one, it would make strangers' deliveries repeats of each other.
        let key = incoming.key.flatMap { $0.isEmpty ? nil : $0 }
        return [
            id.text, incoming.source, incoming.kind.rawValue, incoming.trust.rawValue, rejection == nil ? key : nil, rejection == nil ? nil : key,
            Data(delivery.digest), incoming.format.rawValue, received, state.rawValue, rejection?.reason, rejection?.pointer,
            rejection == nil ? nil : received,
        ]
    }
}
