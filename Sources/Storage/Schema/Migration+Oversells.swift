extension Migration {
    /// Pieces that were sold and that nobody had, with their cause: one row a line and product, written when the line comes to be reserved.
    static let oversells = Migration(
        name: "oversells",
        sql: """
            CREATE TABLE oversells (
                line TEXT NOT NULL,
                product TEXT NOT NULL,
                pieces INTEGER NOT NULL CHECK (pieces >= 1),
                cause TEXT NOT NULL CHECK (cause IN ('not_synchronised', 'stock_corrected', 'foreign_hand', 'late_event', 'same_moment',
                    'before_lowering', 'ours')),
                bought_at INTEGER NOT NULL,
                known_at INTEGER NOT NULL,
                PRIMARY KEY (line, product),
                FOREIGN KEY (line, product) REFERENCES reservations (line, product)
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX oversells_by_time ON oversells (bought_at);
            """)
}
