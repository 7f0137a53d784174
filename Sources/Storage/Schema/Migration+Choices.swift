extension Migration {
    /// The shop's own choices (R36): how often they changed, so that their file is written after every change whoever made it, and those of a
    /// file from before a total loss that still wait for their offer or their products.
    static let choices = Migration(
        name: "choices",
        sql: """
            CREATE TABLE choice_changes (
                id INTEGER PRIMARY KEY CHECK (id = 1),
                count INTEGER NOT NULL DEFAULT 0,
                -- When this database met the choices file, whether or not there was one; NULL: it is fresh.
                adopted_at INTEGER
            ) STRICT;
            INSERT INTO choice_changes (id) VALUES (1);
            CREATE TABLE pending_choices (
                offer TEXT PRIMARY KEY CHECK (offer <> ''),
                buffer INTEGER NOT NULL CHECK (buffer >= 0),
                cap INTEGER CHECK (cap >= 0),
                is_synchronised INTEGER NOT NULL CHECK (is_synchronised IN (0, 1)),
                auto_close INTEGER NOT NULL CHECK (auto_close IN (0, 1)),
                auto_resume INTEGER NOT NULL CHECK (auto_resume IN (0, 1)),
                is_paused INTEGER NOT NULL CHECK (is_paused IN (0, 1)),
                -- When it was applied; its offer had ended, and who ended it is being asked.
                applied_at INTEGER
            ) STRICT, WITHOUT ROWID;
            CREATE TABLE pending_components (
                offer TEXT NOT NULL REFERENCES pending_choices (offer) ON DELETE CASCADE,
                product TEXT NOT NULL CHECK (product <> ''),
                units INTEGER NOT NULL CHECK (units >= 1),
                PRIMARY KEY (offer, product)
            ) STRICT, WITHOUT ROWID;
            CREATE TRIGGER offer_choice_changed
            AFTER UPDATE OF buffer, cap, is_synchronised, auto_close, auto_resume, is_paused ON offers
            WHEN (old.buffer, old.cap, old.is_synchronised, old.auto_close, old.auto_resume, old.is_paused)
                IS NOT (new.buffer, new.cap, new.is_synchronised, new.auto_close, new.auto_resume, new.is_paused)
            BEGIN UPDATE choice_changes SET count = count + 1; END;
            CREATE TRIGGER component_made AFTER INSERT ON offer_components BEGIN UPDATE choice_changes SET count = count + 1; END;
            CREATE TRIGGER component_dropped AFTER DELETE ON offer_components BEGIN UPDATE choice_changes SET count = count + 1; END;
            CREATE TRIGGER settings_changed AFTER UPDATE ON settings BEGIN UPDATE choice_changes SET count = count + 1; END;
            CREATE TRIGGER account_made AFTER INSERT ON account_settings BEGIN UPDATE choice_changes SET count = count + 1; END;
            CREATE TRIGGER account_changed AFTER UPDATE ON account_settings BEGIN UPDATE choice_changes SET count = count + 1; END;
            CREATE TRIGGER account_dropped AFTER DELETE ON account_settings BEGIN UPDATE choice_changes SET count = count + 1; END;
            CREATE TRIGGER choice_dropped AFTER DELETE ON pending_choices BEGIN UPDATE choice_changes SET count = count + 1; END;
            """)

    /// What the choices file was when it was last written, so that a start need not read it to know that it is so still.
    static let writtenChoices = Migration(
        name: "written choices",
        sql: """
            ALTER TABLE choice_changes ADD COLUMN file_count INTEGER;
            ALTER TABLE choice_changes ADD COLUMN file_digest BLOB;
            """)

    /// Whether wFirma's webhooks speak (R23).
    static let webhookWatch = Migration(
        name: "webhook watch",
        sql: """
            CREATE TABLE webhook_watch (
                id INTEGER PRIMARY KEY CHECK (id = 1),
                -- Changes found by comparison since the last notice.
                changes INTEGER NOT NULL DEFAULT 0,
                -- Since when there are so many that the webhooks count as silent.
                enough_at INTEGER
            ) STRICT;
            INSERT INTO webhook_watch (id) VALUES (1);
            """)
}
