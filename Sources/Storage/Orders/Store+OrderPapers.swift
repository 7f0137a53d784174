public import Inventory

extension Store {
    /// How far the document of an order has come, or its correction; nil where there is to be none.
    public func document(of order: OrderID, _ role: OrderDocument.Role) async throws -> OrderDocument? {
        try await read { db in try OrderDocuments.document(db, of: order, role) }
    }
}
