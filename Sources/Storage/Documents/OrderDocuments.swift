import GRDB
import Inventory

/// The rows of `order_documents`: the one document of each order (`docs/invoices.md`).
enum OrderDocuments {
    /// An order was read: its document is wanted, not wanted any more, or a person must be told. In the transaction that writes the order.
    static func orderChanged(_ db: Database, _ order: Order, isBeforeStart: Bool, wasCancelled: Bool, at moment: Timestamp) throws {}

    /// True while an invoice of the order stands at *adding* or later and its release is not here yet: a cancellation waits for it.
    static func holdsReservations(_ db: Database, _ order: OrderID) throws -> Bool {
        try Bool.fetchOne(
            db.cachedStatement(sql: "SELECT release_expected_until IS NOT NULL FROM order_documents WHERE order_id = ?"), arguments: [order.text])
            ?? false
    }

    /// A form was merged into another: only one of them is documented.
    static func merged(_ db: Database, _ old: OrderID, into order: OrderID, at moment: Timestamp) throws {}
}
