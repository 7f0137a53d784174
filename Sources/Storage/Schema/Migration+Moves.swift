extension Migration {
    /// Where the shop has gone, and by which moves it came.
    static let moves = Migration(
        name: "moves",
        sql: """
            CREATE TABLE departure (
                id INTEGER PRIMARY KEY CHECK (id = 1),
                move TEXT NOT NULL,
                -- Told to people: no password stands in it.
                place TEXT NOT NULL,
                left_at INTEGER NOT NULL
            ) STRICT;
            CREATE TABLE arrivals (
                move TEXT PRIMARY KEY,
                place TEXT NOT NULL,
                arrived_at INTEGER NOT NULL
            ) STRICT, WITHOUT ROWID;
            """)
}
