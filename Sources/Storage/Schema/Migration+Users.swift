extension Migration {
    /// Who uses the console: people, their sessions by the digest alone, and what they did.
    static let users = Migration(
        name: "users",
        sql: """
            CREATE TABLE users (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                name TEXT NOT NULL CHECK (name <> ''),
                -- As `SearchText` folds it: names that differ by case or accents alone are one.
                folded TEXT NOT NULL UNIQUE,
                role TEXT NOT NULL CHECK (role IN ('viewer', 'operator', 'admin')),
                -- scrypt: N, salt and key; NULL until the invited one has chosen a password.
                password_work INTEGER,
                password_salt BLOB CHECK ((password_salt IS NULL) = (password_work IS NULL)),
                password_key BLOB CHECK ((password_key IS NULL) = (password_work IS NULL)),
                -- The set-up token's digest, until it is used or runs out.
                invitation BLOB UNIQUE CHECK (length(invitation) = 32),
                invited_until INTEGER CHECK ((invited_until IS NULL) = (invitation IS NULL)),
                created_at INTEGER NOT NULL,
                disabled_at INTEGER
            ) STRICT;
            CREATE TABLE sessions (
                digest BLOB PRIMARY KEY CHECK (length(digest) = 32),
                user INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
                created_at INTEGER NOT NULL,
                used_at INTEGER NOT NULL
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX sessions_by_user ON sessions (user);
            CREATE TABLE audit (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                at INTEGER NOT NULL,
                who TEXT NOT NULL,
                deed TEXT NOT NULL CHECK (deed <> ''),
                subject TEXT NOT NULL,
                -- NULL: it was asked for, and nobody could note what became of it.
                outcome TEXT
            ) STRICT;
            """)

    /// What lists of offers are filtered and sorted by, in two indexes: a page, or a count, never reads the offers themselves.
    static let offerLists = Migration(
        name: "offer lists",
        sql: """
            ALTER TABLE offers ADD COLUMN is_linked INTEGER NOT NULL DEFAULT 0 CHECK (is_linked IN (0, 1));
            UPDATE offers SET is_linked = 1 WHERE id IN (SELECT offer FROM offer_components);
            CREATE TRIGGER offer_linked AFTER INSERT ON offer_components
            BEGIN UPDATE offers SET is_linked = 1 WHERE id = new.offer AND is_linked = 0; END;
            CREATE TRIGGER offer_unlinked AFTER DELETE ON offer_components
            BEGIN
                UPDATE offers SET is_linked = 0 WHERE id = old.offer AND NOT EXISTS (SELECT 1 FROM offer_components WHERE offer = old.offer);
            END;
            CREATE INDEX offers_by_name ON offers (search, id, account, status, format, is_synchronised, is_linked);
            CREATE INDEX offers_by_change ON offers (coalesce(changed_at, 0) DESC, id, changed_at, account, status, format, is_synchronised, is_linked);
            CREATE INDEX drifts_by_name ON drifts (subject, name, at);
            """)
}
