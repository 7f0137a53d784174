extension Migration {
    /// Commands to Allegro: written before they are sent (decision 5), each for up to a thousand offers of one account.
    static let outbox = Migration(
        name: "outbox",
        sql: """
            CREATE TABLE commands (
                id TEXT PRIMARY KEY CHECK (length(id) = 36),
                account TEXT NOT NULL,
                action TEXT NOT NULL CHECK (action IN ('gain', 'fixed', 'end', 'activate')),
                value INTEGER CHECK ((value IS NOT NULL) = (action IN ('gain', 'fixed'))),
                -- 0 lowers and ends, 1 raises and resumes (R31).
                rank INTEGER NOT NULL CHECK (rank IN (0, 1)),
                -- written: not answered yet. accepted: Allegro has it. hung: given up, still asked about. settled: nothing more to ask.
                state TEXT NOT NULL CHECK (state IN ('written', 'accepted', 'hung', 'settled')),
                written_at INTEGER NOT NULL,
                -- Set before the first byte leaves; without it Allegro cannot have the command.
                sent_at INTEGER,
                accepted_at INTEGER,
                settled_at INTEGER,
                -- The next attempt to send it, or to ask about it.
                due_at INTEGER NOT NULL,
                attempts INTEGER NOT NULL DEFAULT 0,
                trace_id TEXT,
                fault TEXT
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX commands_open ON commands (state, account, rank, due_at) WHERE state <> 'settled';
            CREATE INDEX commands_settled ON commands (settled_at) WHERE state = 'settled';
            CREATE TABLE command_offers (
                command TEXT NOT NULL REFERENCES commands (id),
                offer TEXT NOT NULL REFERENCES offers (id),
                -- Since when the offer differed: the receipt of the delivery that caused it.
                since INTEGER NOT NULL,
                -- NULL: expected. unknown: hung or lost. superseded: a reading settled what no report did. withdrawn: never reached Allegro.
                outcome TEXT CHECK (outcome IN ('success', 'refused', 'unknown', 'superseded', 'withdrawn')),
                code TEXT,
                message TEXT,
                PRIMARY KEY (command, offer)
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX command_offers_by_offer ON command_offers (offer);
            CREATE INDEX command_offers_open ON command_offers (offer) WHERE outcome IS NULL OR outcome = 'unknown';
            CREATE INDEX command_offers_superseded ON command_offers (offer) WHERE outcome = 'superseded';
            """)
}
