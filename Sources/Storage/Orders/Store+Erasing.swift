import GRDB
public import Inventory

extension Store {
    /// What became of a wish to erase.
    public enum Erasure: Sendable, Equatable {
        case done
        /// A delivery that names the order waits to be applied: ask again when it is.
        case waiting
        case unknownOrder
    }

    /// Erases the personal data of one order at once: who bought, who wanted the invoice, and the bodies of the deliveries that told it (R46).
    ///
    /// What they told was taken long ago, so nothing but a replay is lost. A later reading of the order does not bring the data back.
    public func erasePersonalData(of id: OrderID) async throws -> Erasure {
        // Bodies are many: they are looked through beside the writer, which then touches those found alone.
        let found = try await read { db -> (order: OrderID, ids: [String], deliveries: [Int64])? in
            let order = try Orders.current(db, id)
            guard try Orders.known(db, order) != nil else { return nil }
            let aliases = try String.fetchAll(db, sql: "SELECT id FROM order_aliases WHERE order_id = ?", arguments: [order.text])
            let ids = [order.text] + aliases
            return (order, ids, try Self.deliveries(db, naming: ids))
        }
        guard let found else { return .unknownOrder }
        return try await write { db in
            for id in found.ids {
                try db.execute(sql: "UPDATE orders SET parties = NULL WHERE id = ?", arguments: [id])
                for role in OrderDocument.Role.allCases { try OrderDocuments.dropFile(db, of: OrderID(id), role) }
            }
            var isWaiting = false
            for sequence in found.deliveries {
                try db.execute(
                    sql: """
                        DELETE FROM delivery_bodies WHERE sequence = ?1 AND EXISTS
                            (SELECT 1 FROM deliveries WHERE sequence = ?1 AND state <> 'accepted')
                        """, arguments: [sequence])
                if db.changesCount == 0 { isWaiting = true }
            }
            return isWaiting ? .waiting : .done
        }
    }

    /// The deliveries from Allegro whose body holds one of these ids.
    private static func deliveries(_ db: Database, naming ids: [String]) throws -> [Int64] {
        try ids.flatMap { id in
            try Int64.fetchAll(
                db,
                sql: """
                    SELECT b.sequence FROM delivery_bodies b JOIN deliveries d ON d.sequence = b.sequence
                    WHERE d.kind = 'allegro' AND instr(b.body, CAST(? AS BLOB))
                    """, arguments: [id])
        }
    }
}
