extension Migration {
    /// What is listed on Allegro: the offer, what it sells (one product or a set), and the model of what it shows, an interval.
    static let offers = Migration(
        name: "offers",
        sql: """
            CREATE TABLE offers (
                id TEXT PRIMARY KEY CHECK (id <> ''),
                account TEXT NOT NULL,
                name TEXT NOT NULL,
                -- Its name, id and external id as `SearchText` folds them.
                search TEXT NOT NULL DEFAULT '',
                format TEXT NOT NULL CHECK (format IN ('buy_now', 'auction', 'advertisement')),
                status TEXT NOT NULL CHECK (status IN ('inactive', 'activating', 'active', 'ended', 'archived')),
                ended_by TEXT CHECK (ended_by IN
                    ('gateway', 'pause', 'sold_out', 'hand', 'expired', 'moderation', 'detached', 'error', 'unknown')),
                external_id TEXT,
                image_url TEXT,
                is_fulfilled_by_allegro INTEGER NOT NULL CHECK (is_fulfilled_by_allegro IN (0, 1)),
                -- `publication.republish` before sync was switched on, to be given back (R15, R45).
                republish_was INTEGER CHECK (republish_was IN (0, 1)),
                shown_low INTEGER CHECK (shown_low >= 0),
                shown_high INTEGER CHECK (shown_high >= shown_low),
                read_at INTEGER,
                contradicted_at INTEGER,
                contradicted_again_at INTEGER,
                is_synchronised INTEGER NOT NULL DEFAULT 0 CHECK (is_synchronised IN (0, 1)),
                auto_close INTEGER NOT NULL DEFAULT 0 CHECK (auto_close IN (0, 1)),
                auto_resume INTEGER NOT NULL DEFAULT 0 CHECK (auto_resume IN (0, 1)),
                buffer INTEGER NOT NULL DEFAULT 0 CHECK (buffer >= 0),
                cap INTEGER CHECK (cap >= 0),
                -- The window of the last reading that was taken as knowledge: a sale after it lowers what is shown, one before it is in it.
                sighted_from INTEGER,
                sighted_to INTEGER,
                -- When Allegro said it ended: 60 days later it is archived.
                ended_at INTEGER,
                -- What it last showed while it ran: an auto-resume brings back no more (R11).
                last_quantity INTEGER,
                -- The number that it carries on Allegro while it is ended.
                kept_quantity INTEGER,
                -- Its products' stock rose since it ended: what an auto-resume waits for (R11).
                has_receipt INTEGER NOT NULL DEFAULT 0 CHECK (has_receipt IN (0, 1)),
                -- What a person asked for by hand, until it is done (R10).
                wish TEXT CHECK (wish IN ('end', 'resume')),
                -- Przerwa: ended until it is switched on again (R44).
                is_paused INTEGER NOT NULL DEFAULT 0 CHECK (is_paused IN (0, 1)),
                -- The brake: its end is held and it shows 1; a person dropped the end until the product's stock changes, or let it go (R30, R41).
                hold TEXT CHECK (hold IN ('held', 'dropped', 'released')),
                -- When an END that no order explains was last written: what the brake counts.
                suspect_end_at INTEGER,
                -- Changes by a foreign hand in a row (R29), when the last one was seen, and whether the tug-of-war has stopped.
                foreign_changes INTEGER NOT NULL DEFAULT 0,
                foreign_at INTEGER,
                is_contested INTEGER NOT NULL DEFAULT 0 CHECK (is_contested IN (0, 1)),
                -- Since when it may differ from its target, and whether its product fell (0) or not (1): what prevents overselling is planned first (R31).
                dirty_at INTEGER,
                dirty_rank INTEGER CHECK ((dirty_rank IS NULL) = (dirty_at IS NULL)),
                -- When it is to be read back.
                look_at INTEGER,
                end_sent_at INTEGER,
                activate_sent_at INTEGER,
                -- When the last outcome of a command came: a reading begun before may or may not hold it.
                changed_at INTEGER,
                -- Refusals in a row; at the limit nothing more is sent until the target is another one or a person says so.
                refusals INTEGER NOT NULL DEFAULT 0,
                stopped_target INTEGER,
                CHECK (ended_by IS NULL OR status = 'ended')
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX offers_dirty ON offers (dirty_rank, dirty_at, id, account) WHERE dirty_at IS NOT NULL;
            CREATE INDEX offers_by_account ON offers (account, id);
            CREATE INDEX offers_synchronised ON offers (id) WHERE is_synchronised = 1;
            CREATE INDEX offers_to_look_at ON offers (look_at) WHERE look_at IS NOT NULL;
            CREATE INDEX offers_held ON offers (hold) WHERE hold IS NOT NULL;
            CREATE INDEX offers_suspected ON offers (suspect_end_at) WHERE suspect_end_at IS NOT NULL;
            CREATE TABLE offer_components (
                offer TEXT NOT NULL REFERENCES offers (id),
                product TEXT NOT NULL REFERENCES products (id),
                units INTEGER NOT NULL CHECK (units >= 1),
                PRIMARY KEY (offer, product)
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX offer_components_by_product ON offer_components (product);
            -- Offers that could not be read: how often in a row.
            CREATE TABLE offer_faults (
                offer TEXT PRIMARY KEY REFERENCES offers (id),
                attempts INTEGER NOT NULL
            ) STRICT, WITHOUT ROWID;
            -- Allegro's own relisting, to be switched off (R15) or given back (R45): one edit of one offer at a time.
            CREATE TABLE offer_edits (
                offer TEXT PRIMARY KEY REFERENCES offers (id),
                -- What `publication.republish` should be; NULL: as it was before sync.
                republish INTEGER CHECK (republish IN (0, 1)),
                operation TEXT,
                due_at INTEGER NOT NULL,
                attempts INTEGER NOT NULL DEFAULT 0
            ) STRICT, WITHOUT ROWID;
            """)
}
