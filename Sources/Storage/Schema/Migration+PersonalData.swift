extension Migration {
    /// Orders that still carry a buyer's data, the oldest first: what is to be erased is found without looking at the rest (R46).
    static let personalData = Migration(
        name: "personal data",
        sql: """
            CREATE INDEX orders_with_parties ON orders (coalesce(updated_at, bought_at), id) WHERE parties IS NOT NULL;
            """)
}
