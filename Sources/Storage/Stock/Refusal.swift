import Inventory

/// Why a delivery was not applied, and what may help.
struct Refusal: Error {
    var reason: DeadReason
    /// Products that it names before wFirma listed them to us: once they are known it is applied after all.
    var awaited: [ProductID] = []
    /// Known products that it says changed: read at once, so that they need not wait for the others.
    var changed: [ProductID] = []

    /// Of several inputs that wait in one delivery the first gives the reason.
    func joined(with other: Refusal) -> Refusal {
        Refusal(
            reason: reason, awaited: Set(awaited + other.awaited).sorted(), changed: Set(changed + other.changed).sorted())
    }
}

/// The rows of `awaited_products`: an input that must wait for another is parked, and holds up nothing.
enum AwaitedProducts {
    static func keep(_ db: Database, delivery: Int64, for products: [ProductID]) throws {
        let insert = try db.cachedStatement(sql: "INSERT OR IGNORE INTO awaited_products (product, delivery) VALUES (?, ?)")
        for product in products { try insert.execute(arguments: [product.text, delivery]) }
    }

    /// The product is known now: dead letters that waited for nothing else go back to their places in the order of receipt.
    static func release(_ db: Database, _ product: ProductID) throws {
        try db.cachedStatement(
            sql: """
                UPDATE deliveries SET state = 'accepted', reason = NULL, pointer = NULL, settled_at = NULL
                WHERE state = 'dead' AND sequence IN (SELECT delivery FROM awaited_products WHERE product = ?1)
                    AND NOT EXISTS (SELECT 1 FROM awaited_products a WHERE a.delivery = sequence AND a.product <> ?1)
                    AND EXISTS (SELECT 1 FROM delivery_bodies b WHERE b.sequence = deliveries.sequence)
                """
        ).execute(arguments: [product.text])
        try db.cachedStatement(sql: "DELETE FROM awaited_products WHERE product = ?").execute(arguments: [product.text])
    }
}
