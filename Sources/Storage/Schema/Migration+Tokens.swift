extension Migration {
    /// Bearer tokens of the private listener, by their digest alone. A name serves once more after its token was revoked.
    static let tokens = Migration(
        name: "tokens",
        sql: """
            CREATE TABLE tokens (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                name TEXT NOT NULL CHECK (name <> ''),
                digest BLOB NOT NULL UNIQUE CHECK (length(digest) = 32),
                scope TEXT NOT NULL CHECK (scope IN ('read', 'operate', 'admin')),
                created_at INTEGER NOT NULL,
                last_used_at INTEGER,
                revoked_at INTEGER
            ) STRICT;
            CREATE UNIQUE INDEX tokens_in_use ON tokens (name) WHERE revoked_at IS NULL;
            """)
}
