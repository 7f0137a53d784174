extension Migration {
    /// The connecting of Allegro accounts (OAuth's device flow, RFC 8628): what somebody wished, and how far the gateway has come with it. The
    /// device code is sealed beside the tokens.
    static let accountConnections = Migration(
        name: "account connections",
        sql: """
            CREATE TABLE account_connections (
                account TEXT PRIMARY KEY CHECK (account <> ''),
                state TEXT NOT NULL CHECK (state IN ('wished', 'shown', 'connected', 'denied', 'expired', 'failed')),
                wished_at INTEGER NOT NULL,
                -- Where the seller agrees, and the code to type in there.
                address TEXT,
                code TEXT CHECK ((code IS NULL) = (address IS NULL)),
                expires_at INTEGER CHECK ((expires_at IS NULL) = (address IS NULL)),
                -- What Allegro wants between two questions, in microseconds.
                pause INTEGER NOT NULL DEFAULT 0,
                -- When Allegro may be asked next; whoever moves it on has the turn.
                next_at INTEGER NOT NULL,
                -- The seller's name at Allegro.
                login TEXT,
                fault TEXT,
                CHECK (state <> 'shown' OR address IS NOT NULL)
            ) STRICT, WITHOUT ROWID;
            """)
}
