extension Migration {
    /// Whose shop the store holds, so that a backup is not taken for another merchant's.
    static let shop = Migration(
        name: "shop",
        sql: """
            CREATE TABLE shop (
                id INTEGER PRIMARY KEY CHECK (id = 1),
                -- wFirma's number of the company.
                company TEXT NOT NULL,
                -- NULL: the only one of its gateway.
                merchant TEXT
            ) STRICT;
            """, isAdditive: true)
}
