extension Migration {
    /// What needs a person, and what the comparison found.
    static let problems = Migration(
        name: "problems",
        sql: """
            CREATE TABLE problems (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                kind TEXT NOT NULL,
                subject TEXT NOT NULL,
                -- In English and in Polish (`Words`).
                what TEXT NOT NULL,
                what_pl TEXT NOT NULL,
                why TEXT NOT NULL,
                why_pl TEXT NOT NULL,
                -- What an action needs, e.g. the document that a leftover reservation is matched with.
                detail TEXT,
                since INTEGER NOT NULL,
                settled_at INTEGER,
                settled_by TEXT
            ) STRICT;
            CREATE UNIQUE INDEX problems_open ON problems (kind, subject) WHERE settled_at IS NULL;
            CREATE INDEX problems_by_subject ON problems (subject) WHERE settled_at IS NULL;
            CREATE INDEX problems_unsettled ON problems (id) WHERE settled_at IS NULL;
            CREATE INDEX problems_settled ON problems (settled_at) WHERE settled_at IS NOT NULL;
            CREATE TABLE drifts (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                subject TEXT NOT NULL CHECK (subject IN ('offer', 'product')),
                name TEXT NOT NULL,
                expected TEXT NOT NULL,
                found TEXT NOT NULL,
                at INTEGER NOT NULL
            ) STRICT;
            """)
}
