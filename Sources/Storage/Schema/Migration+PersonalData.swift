extension Migration {
    /// Orders that still carry a buyer's data, the oldest first: what is to be erased is found without looking at the rest (R46).
    static let personalData = Migration(
        name: "personal data",
        sql: """
            CREATE INDEX orders_with_parties ON orders (coalesce(updated_at, bought_at), id) WHERE parties IS NOT NULL;
            """)

    /// Orders whose data was erased after the backup was made that this store was restored from, and that it does not know: by the digest of their id.
    static let erasedOrders = Migration(
        name: "erased orders",
        sql: """
            CREATE TABLE erased_orders (digest BLOB PRIMARY KEY CHECK (length(digest) = 32)) STRICT, WITHOUT ROWID;
            """)
}
