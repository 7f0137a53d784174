extension Migration {
    /// When the store was last copied: a nightly backup that fails is noticed by its age.
    static let backups = Migration(
        name: "backups",
        sql: """
            CREATE TABLE backups (
                id INTEGER PRIMARY KEY CHECK (id = 1),
                made_at INTEGER NOT NULL
            ) STRICT;
            """)
}
