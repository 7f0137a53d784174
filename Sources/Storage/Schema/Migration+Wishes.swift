extension Migration {
    /// What a command asks of a running `serve`, and its answer.
    static let wishes = Migration(
        name: "wishes",
        sql: """
            CREATE TABLE wishes (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                kind TEXT NOT NULL CHECK (kind <> ''),
                body TEXT NOT NULL,
                asked_at INTEGER NOT NULL,
                taken_at INTEGER,
                answer TEXT CHECK ((answer IS NULL) = (answered_at IS NULL)),
                granted INTEGER CHECK (granted IN (0, 1)),
                answered_at INTEGER CHECK (answered_at IS NULL OR granted IS NOT NULL)
            ) STRICT;
            CREATE INDEX wishes_open ON wishes (id) WHERE answered_at IS NULL;
            """)
}
