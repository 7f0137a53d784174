extension Migration {
    /// Orders that are off (``Order/isOff``) get no document; those whose buyer's data was erased, so that it stays so (R46); moved start dates.
    static let ordersOff = Migration(
        name: "orders off",
        sql: """
            DROP INDEX orders_to_document;
            CREATE INDEX orders_to_document ON orders (bought_at, id)
                WHERE status = 'ready' AND is_considered = 0 AND is_before_start = 0 AND is_fulfilled_by_allegro = 0 AND gone_at IS NULL
                    AND read_at IS NOT NULL AND fulfilment NOT IN ('cancelled', 'returned');
            -- The buyer's data was erased, and does not come back.
            ALTER TABLE orders ADD COLUMN is_erased INTEGER NOT NULL DEFAULT 0 CHECK (is_erased IN (0, 1));
            UPDATE orders SET is_erased = 1 WHERE read_at IS NOT NULL AND parties IS NULL;
            -- Start dates that were moved (R37): up to which order, by time and id, those bought between the two days are decided anew.
            CREATE TABLE start_date_moves (
                account TEXT PRIMARY KEY CHECK (account <> ''),
                from_at INTEGER NOT NULL,
                to_at INTEGER NOT NULL,
                done_at INTEGER NOT NULL,
                done_id TEXT NOT NULL,
                -- How many get their document now, and the first of them.
                wanted INTEGER NOT NULL DEFAULT 0,
                names TEXT NOT NULL DEFAULT ''
            ) STRICT, WITHOUT ROWID;
            """)
}
