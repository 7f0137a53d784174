extension Migration {
    /// What a person said of a reservation, what merged forms' documents cover, and the orders that may still get a document.
    static let orderDecisions = Migration(
        name: "order decisions",
        sql: """
            -- A person freed what was open then (`free`): it stays so however often the order is read.
            ALTER TABLE reservations ADD COLUMN freed_at INTEGER;
            -- The merged form whose document covers the line.
            ALTER TABLE order_lines ADD COLUMN covered_by TEXT;
            -- It has a row in `order_documents`.
            ALTER TABLE orders ADD COLUMN is_considered INTEGER NOT NULL DEFAULT 0 CHECK (is_considered IN (0, 1));
            UPDATE orders SET is_considered = 1 WHERE id IN (SELECT order_id FROM order_documents);
            CREATE INDEX orders_to_document ON orders (bought_at, id)
                WHERE status = 'ready' AND is_considered = 0 AND is_before_start = 0 AND is_fulfilled_by_allegro = 0 AND gone_at IS NULL
                    AND read_at IS NOT NULL AND fulfilment <> 'returned';
            -- What is counted again and again (metrics), without the rows' bodies.
            CREATE INDEX orders_by_status ON orders (status);
            CREATE INDEX order_documents_by_state ON order_documents (state);
            """)
}
