public import Inventory

extension Store {
    /// A person says that a document fulfils an order: the release closes the order's reservations, and those of no other: the last word counts.
    /// False when one of them is not known, or when the document itself names another order.
    public func match(_ document: DocumentID, to order: OrderID, at moment: Timestamp) async throws -> Bool {
        try await write { db in try OrderMatching.match(db, document, to: order, at: moment) }
    }
}

/// Matching releases with orders by a person's word.
enum OrderMatching {
    static func match(_ db: Database, _ document: DocumentID, to order: OrderID, at moment: Timestamp) throws -> Bool {
        let order = try Orders.current(db, order)
        let family = try String.fetchOne(db, sql: "SELECT family FROM documents WHERE id = ?", arguments: [document.text])
        guard let family, try Orders.known(db, order) != nil else { return false }
        let before = try Reservations.orders(db, touchedBy: DocumentID(family))
        let spoken = try String.fetchOne(db, sql: "SELECT order_id FROM document_orders WHERE document = ?", arguments: [family])
        if spoken == nil, let named = try Reservations.order(db, of: DocumentID(family)) { return named == order }
        try db.execute(
            sql: "INSERT INTO document_orders (document, order_id) VALUES (?, ?) ON CONFLICT (document) DO UPDATE SET order_id = excluded.order_id",
            arguments: [family, order.text])
        var writer = OrderWriter(db, at: moment)
        // Those that it closed until now first: what a release closes stands once.
        for other in before.subtracting([order]).sorted() { try writer.settle(other) }
        try writer.settle(order)
        try writer.markProducts()
        return true
    }

    /// Nothing fulfils it: what it holds is free.
    static func free(_ db: Database, _ order: OrderID, at moment: Timestamp) throws {
        var writer = OrderWriter(db, at: moment)
        try writer.free(Orders.current(db, order))
        try writer.markProducts()
    }
}
