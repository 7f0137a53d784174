extension Migration {
    /// The gateway beside another program that still does the work: nothing is sent, and what would have been is kept to be compared.
    static let shadow = Migration(
        name: "shadow",
        sql: """
            -- NULL: live.
            ALTER TABLE settings ADD COLUMN shadow_since INTEGER;
            -- Orders bought before it were another program's: they get no document from us, whatever the start date is.
            ALTER TABLE settings ADD COLUMN documents_from INTEGER;
            CREATE TABLE shadow_differences (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                kind TEXT NOT NULL CHECK (kind IN ('offer', 'order')),
                subject TEXT NOT NULL CHECK (subject <> ''),
                since INTEGER NOT NULL,
                -- What we would show or issue, and what the other program's hand left there; the last that was seen.
                ours TEXT NOT NULL,
                theirs TEXT NOT NULL,
                why TEXT NOT NULL,
                -- When both came to agree.
                settled_at INTEGER
            ) STRICT;
            CREATE UNIQUE INDEX shadow_open ON shadow_differences (kind, subject) WHERE settled_at IS NULL;
            CREATE INDEX shadow_by_time ON shadow_differences (since);
            """)
}
