extension Migration {
    /// What was sold on Allegro: orders, their lines, what they reserve, and which documents released it (`docs/reservations.md`).
    static let orders = Migration(
        name: "orders",
        sql: """
            CREATE TABLE orders (
                id TEXT PRIMARY KEY CHECK (id <> ''),
                account TEXT NOT NULL,
                status TEXT NOT NULL CHECK (status IN ('bought', 'filled_in', 'ready', 'cancelled')),
                fulfilment TEXT NOT NULL CHECK (fulfilment IN ('new', 'processing', 'ready_for_shipment', 'ready_for_pickup', 'sent',
                    'picked_up', 'cancelled', 'suspended', 'returned', 'unknown')),
                revision TEXT,
                bought_at INTEGER NOT NULL,
                -- Allegro's time of the last change; a form read with an earlier one changes nothing.
                updated_at INTEGER,
                -- When the form was last read; NULL: only an event told of it.
                read_at INTEGER,
                -- The form is gone (merged into another, 404): its lines live on there.
                gone_at INTEGER,
                is_fulfilled_by_allegro INTEGER NOT NULL DEFAULT 0 CHECK (is_fulfilled_by_allegro IN (0, 1)),
                -- Bought before the account's start date: no document from us, reserved only while NEW or PROCESSING (R37).
                is_before_start INTEGER NOT NULL DEFAULT 0 CHECK (is_before_start IN (0, 1)),
                -- Its goods had left before we first saw it: nothing of it is held, and stock knows already.
                had_left INTEGER NOT NULL DEFAULT 0 CHECK (had_left IN (0, 1)),
                currency TEXT,
                total INTEGER,
                delivery_cost INTEGER,
                delivery_method TEXT,
                payment_kind TEXT NOT NULL DEFAULT 'unknown',
                paid INTEGER,
                paid_at INTEGER,
                -- Personal data as JSON (`OrderParties`); NULL once erased (R46).
                parties TEXT,
                first_seen_at INTEGER NOT NULL
            ) STRICT, WITHOUT ROWID;
            -- Holds what lists are filtered by, so that a page is found without the rows between.
            CREATE INDEX orders_by_time ON orders (bought_at DESC, id, account, status);
            CREATE TABLE order_lines (
                id TEXT PRIMARY KEY CHECK (id <> ''),
                order_id TEXT NOT NULL REFERENCES orders (id),
                position INTEGER NOT NULL,
                offer TEXT NOT NULL,
                offer_name TEXT NOT NULL,
                quantity INTEGER NOT NULL CHECK (quantity >= 1),
                price INTEGER,
                currency TEXT,
                tax_rate TEXT,
                bought_at INTEGER NOT NULL
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX order_lines_by_order ON order_lines (order_id, position);
            CREATE INDEX order_lines_by_offer ON order_lines (offer, bought_at);
            CREATE TABLE reservations (
                line TEXT NOT NULL REFERENCES order_lines (id),
                product TEXT NOT NULL REFERENCES products (id),
                pieces INTEGER NOT NULL CHECK (pieces >= 1),
                closed INTEGER NOT NULL DEFAULT 0 CHECK (closed BETWEEN 0 AND pieces),
                is_freed INTEGER NOT NULL DEFAULT 0 CHECK (is_freed IN (0, 1)),
                open INTEGER NOT NULL GENERATED ALWAYS AS (CASE WHEN is_freed THEN 0 ELSE pieces - closed END) STORED,
                PRIMARY KEY (line, product)
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX reservations_open ON reservations (product, open) WHERE open > 0;
            CREATE TABLE closings (
                line TEXT NOT NULL,
                product TEXT NOT NULL,
                -- The family of the document that released them.
                document TEXT NOT NULL,
                pieces INTEGER NOT NULL CHECK (pieces >= 1),
                PRIMARY KEY (line, product, document),
                FOREIGN KEY (line, product) REFERENCES reservations (line, product)
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX closings_by_document ON closings (document);
            CREATE INDEX closings_by_product ON closings (product, document);
            -- The id of a merged form, and the form that its lines live on in.
            CREATE TABLE order_aliases (
                id TEXT PRIMARY KEY,
                order_id TEXT NOT NULL REFERENCES orders (id)
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX order_aliases_by_order ON order_aliases (order_id);
            -- A person said that this document fulfils this order.
            CREATE TABLE document_orders (
                document TEXT PRIMARY KEY,
                order_id TEXT NOT NULL REFERENCES orders (id)
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX document_orders_by_order ON document_orders (order_id);
            -- Orders to be read.
            CREATE TABLE order_looks (
                order_id TEXT PRIMARY KEY,
                account TEXT NOT NULL,
                due_at INTEGER NOT NULL,
                attempts INTEGER NOT NULL DEFAULT 0
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX order_looks_due ON order_looks (due_at);
            CREATE TABLE order_journals (
                account TEXT PRIMARY KEY,
                -- The last event taken; NULL before the first.
                event TEXT,
                -- When the last poll began that came to the journal's end: every event older than that was seen, late ones apart.
                complete_at INTEGER,
                -- Forms changed before this were swept.
                swept_to INTEGER
            ) STRICT, WITHOUT ROWID;
            """)
}
