extension Migration {
    /// The shop's switches: one row, a column each, so that SQLite keeps their types.
    static let settings = Migration(
        name: "settings",
        sql: """
            CREATE TABLE settings (
                id INTEGER PRIMARY KEY CHECK (id = 1),
                fetch_orders INTEGER NOT NULL DEFAULT 0 CHECK (fetch_orders IN (0, 1)),
                issue_invoices INTEGER NOT NULL DEFAULT 0 CHECK (issue_invoices IN (0, 1)),
                frozen INTEGER NOT NULL DEFAULT 0 CHECK (frozen IN (0, 1)),
                -- The shop leaves: frozen once relisting is given back (R45).
                is_leaving INTEGER NOT NULL DEFAULT 0 CHECK (is_leaving IN (0, 1))
            ) STRICT;
            INSERT INTO settings (id) VALUES (1);
            CREATE TABLE account_settings (
                account TEXT PRIMARY KEY CHECK (account <> ''),
                start_date TEXT CHECK (start_date GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
                document TEXT NOT NULL CHECK (
                    document IN ('invoice', 'receipt', 'proof', 'receipt_or_invoice', 'proof_or_invoice', 'other_program')),
                document_delay INTEGER NOT NULL CHECK (document_delay >= 0)
            ) STRICT, WITHOUT ROWID;
            """)
}
