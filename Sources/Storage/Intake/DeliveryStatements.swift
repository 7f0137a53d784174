import Foundation
import GRDB
import Inventory

/// The statements that put deliveries into their tables, prepared once per connection. To be used inside one write transaction.
struct DeliveryStatements {
    private let db: Database
    private let row: Statement
    private let body: Statement
    private let first: Statement

    init(_ db: Database) throws {
        self.db = db
        row = try db.cachedStatement(
            sql: """
                INSERT INTO deliveries (id, source, kind, trust, key, rejected_key, digest, format, received_at, state, reason, pointer, settled_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (source, key) WHERE key IS NOT NULL DO NOTHING
                """)
        body = try db.cachedStatement(sql: "INSERT INTO delivery_bodies (sequence, headers, body) VALUES (?, ?, ?)")
        first = try db.cachedStatement(sql: "SELECT id, digest FROM deliveries WHERE source = ? AND key = ?")
    }

    /// Keeps a new delivery; of one whose key was seen before, says what became of the first (R26).
    func insert(_ delivery: IncomingDelivery, digest: [UInt8], id: DeliveryID) throws -> Acceptance {
        if try insertRow(delivery, digest: digest, id: id, rejection: nil) { return .accepted(id) }
        guard let seen = try Row.fetchOne(first, arguments: [delivery.source, delivery.key]) else {
            throw StorageError.corrupted(reason: "a delivery's key is taken and cannot be found")
        }
        let firstID = DeliveryID(seen[0])
        let firstDigest: Data = seen[1]
        return firstDigest.elementsEqual(digest) ? .repeated(firstID) : .conflict(firstID)
    }

    /// Keeps a delivery that was turned away; its key stays free for the one that is mended.
    func insert(_ delivery: IncomingDelivery, digest: [UInt8], id: DeliveryID, rejection: Rejection) throws {
        _ = try insertRow(delivery, digest: digest, id: id, rejection: rejection)
    }

    /// False when the key is taken.
    private func insertRow(_ delivery: IncomingDelivery, digest: [UInt8], id: DeliveryID, rejection: Rejection?) throws -> Bool {
        let received = delivery.receivedAt.microseconds
        let state: DeliveryState = rejection == nil ? .accepted : .rejected
        // An empty key names nothing; kept as one, it would make strangers' deliveries repeats of each other.
        let key = delivery.key.flatMap { $0.isEmpty ? nil : $0 }
        row.setUncheckedArguments([
            id.text, delivery.source, delivery.kind.rawValue, delivery.trust.rawValue, rejection == nil ? key : nil,
            rejection == nil ? nil : key, Data(digest), delivery.format.rawValue, received, state.rawValue, rejection?.reason,
            rejection?.pointer, rejection == nil ? nil : received,
        ])
        try row.execute()
        if db.changesCount == 0 { return false }
        body.setUncheckedArguments([db.lastInsertedRowID, HeaderLines.write(delivery.headers), Data(delivery.body)])
        try body.execute()
        return true
    }
}
