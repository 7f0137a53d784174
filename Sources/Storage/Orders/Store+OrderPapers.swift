public import Inventory

extension Store {
    /// How far the document of an order has come, or its correction; nil where there is to be none.
    public func document(of order: OrderID, _ role: OrderDocument.Role) async throws -> OrderDocument? {
        try await read { db in try OrderDocuments.document(db, of: order, role) }
    }
}

/// What was done to an order and its rows no longer show, e.g. that a corrected link changed what it holds.
public struct OrderNote: Sendable, Equatable {
    public var at: Timestamp
    public var what: Words
}

extension Store {
    /// What was done to an order, or to a form that was merged into it, the oldest first.
    public func orderNotes(of order: OrderID) async throws -> [OrderNote] {
        try await read { db in
            try Row.fetchAll(
                db.cachedStatement(
                    sql: """
                        SELECT at, what, what_pl FROM order_notes
                        WHERE order_id = ?1 OR order_id IN (SELECT id FROM order_aliases WHERE order_id = ?1) ORDER BY id
                        """), arguments: [order.text]
            ).map { OrderNote(at: Timestamp(microseconds: $0[0]), what: Words(en: $0[1], pl: $0[2])) }
        }
    }
}
