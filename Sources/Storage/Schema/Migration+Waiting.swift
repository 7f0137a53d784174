extension Migration {
    /// What waits with what it said, what was seen of wFirma's documents, orders that nobody knows, and what was done to orders; and the level's
    /// columns by their names.
    static let waiting = Migration(
        name: "waiting",
        sql: """
            ALTER TABLE levels RENAME COLUMN doubled TO withheld;
            ALTER TABLE levels DROP COLUMN guessed;
            -- What a reading or a notice said that waits for documents: it counts at the bound, whether the product can be read by then or not.
            CREATE TABLE parked_readings (
                product TEXT NOT NULL REFERENCES products (id),
                warehouse TEXT NOT NULL,
                amount INTEGER NOT NULL,
                reading_from INTEGER NOT NULL,
                reading_to INTEGER NOT NULL,
                origin TEXT NOT NULL CHECK (origin IN ('asked', 'notice')),
                -- When it was true, as the sender of a notice says.
                modified INTEGER,
                until INTEGER NOT NULL,
                delivery INTEGER NOT NULL,
                PRIMARY KEY (product, warehouse)
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX parked_readings_by_until ON parked_readings (until);
            -- Up to when, on wFirma's clock, what it recorded was seen; no row before the first whole sweep.
            CREATE TABLE document_watch (
                id INTEGER PRIMARY KEY CHECK (id = 1),
                seen_to INTEGER NOT NULL
            ) STRICT;
            -- Allegro's own journal told of it; of those that were known before nobody can tell.
            ALTER TABLE orders ADD COLUMN is_in_journal INTEGER NOT NULL DEFAULT 0 CHECK (is_in_journal IN (0, 1));
            UPDATE orders SET is_in_journal = 1;
            -- Since when nothing is held for it: an event alone told of it, and Allegro answered again and again that it knows no such order.
            ALTER TABLE orders ADD COLUMN unknown_since INTEGER;
            -- What was done to an order and its rows no longer show.
            CREATE TABLE order_notes (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                order_id TEXT NOT NULL REFERENCES orders (id),
                at INTEGER NOT NULL,
                what TEXT NOT NULL,
                what_pl TEXT NOT NULL
            ) STRICT;
            CREATE INDEX order_notes_by_order ON order_notes (order_id, id);
            """)
}
