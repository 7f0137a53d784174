extension Migration {
    /// What people were told of problems, and what they are still to be told: written before it is sent, as a command is.
    static let notices = Migration(
        name: "notices",
        sql: """
            -- Problems that were told as open and not yet as over.
            CREATE TABLE announced_problems (
                problem INTEGER PRIMARY KEY,
                kind TEXT NOT NULL,
                subject TEXT NOT NULL,
                what TEXT NOT NULL,
                what_pl TEXT NOT NULL,
                since INTEGER NOT NULL
            ) STRICT;
            CREATE TABLE notices (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                channel TEXT NOT NULL CHECK (channel <> ''),
                -- The receiver's key to recognise a repeat by.
                message TEXT NOT NULL CHECK (message <> ''),
                -- As JSON (`NoticeContent`).
                content TEXT NOT NULL,
                created_at INTEGER NOT NULL,
                due_at INTEGER,
                attempts INTEGER NOT NULL DEFAULT 0,
                -- Delivered, or given up; then `due_at` is NULL.
                settled_at INTEGER,
                CHECK ((due_at IS NULL) = (settled_at IS NOT NULL))
            ) STRICT;
            CREATE INDEX notices_due ON notices (due_at, id) WHERE due_at IS NOT NULL;
            CREATE INDEX notices_by_time ON notices (created_at);
            """)
}
