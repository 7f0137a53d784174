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

    /// How far a move is, as each of its two stores knows: a store to which a shop is on its way is no fresh one. An older program opens neither of them.
    static let moveStages = Migration(
        name: "move stages",
        sql: "ALTER TABLE departure ADD COLUMN stage TEXT NOT NULL DEFAULT 'left' CHECK (stage IN ('coming', 'left', 'arrived'));",
        isAdditive: true)
}
