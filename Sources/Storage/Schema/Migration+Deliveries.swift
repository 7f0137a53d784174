extension Migration {
    /// What came in. Bodies stand apart: a delivery's state then changes in a small row, and dropping old bodies frees whole pages.
    ///
    /// A rejected delivery's key stands in a column of its own, so that the index of keys does not name the state: it would be written again,
    /// at a random page, whenever a state changes. The newest row is never deleted, so a sequence never comes twice without AUTOINCREMENT.
    static let deliveries = Migration(
        name: "deliveries",
        sql: """
            CREATE TABLE deliveries (
                sequence INTEGER PRIMARY KEY,
                id TEXT NOT NULL UNIQUE CHECK (length(id) = 26),
                source TEXT NOT NULL CHECK (source <> ''),
                kind TEXT NOT NULL CHECK (kind IN ('wfirma', 'allegro')),
                trust TEXT NOT NULL CHECK (trust IN ('signed', 'certified', 'keyed', 'polled')),
                key TEXT CHECK (key IS NULL OR (key <> '' AND state <> 'rejected')),
                rejected_key TEXT CHECK (rejected_key IS NULL OR state = 'rejected'),
                digest BLOB NOT NULL CHECK (length(digest) = 32),
                format TEXT NOT NULL CHECK (format IN ('json', 'xml')),
                received_at INTEGER NOT NULL,
                state TEXT NOT NULL CHECK (state IN ('accepted', 'applied', 'dead', 'rejected')),
                reason TEXT CHECK (reason IS NOT NULL OR state NOT IN ('dead', 'rejected')),
                pointer TEXT,
                settled_at INTEGER CHECK (settled_at IS NOT NULL OR state = 'accepted')
            ) STRICT;
            CREATE UNIQUE INDEX deliveries_by_key ON deliveries (source, key) WHERE key IS NOT NULL;
            CREATE INDEX deliveries_unsettled ON deliveries (state) WHERE state <> 'applied';
            CREATE INDEX deliveries_polled ON deliveries (sequence) WHERE trust = 'polled';
            CREATE TABLE delivery_bodies (
                sequence INTEGER PRIMARY KEY REFERENCES deliveries (sequence) ON DELETE CASCADE,
                headers TEXT NOT NULL,
                body BLOB NOT NULL
            ) STRICT;
            """)
}
