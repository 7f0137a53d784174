extension Migration {
    /// The one document of an order in wFirma, its correction, and its way to the buyer (`docs/invoices.md`: written before each outside call).
    static let orderDocuments = Migration(
        name: "order documents",
        sql: table("order_documents") + table("order_corrections")
            + """
            -- By the date that they carry, for a month's list (R47).
            CREATE INDEX order_documents_by_date ON order_documents (json_extract(draft, '$.date')) WHERE document IS NOT NULL;
            CREATE INDEX order_documents_awaited ON order_documents (release_expected_until) WHERE release_expected_until IS NOT NULL;
            -- The PDF from wFirma until Allegro has accepted it.
            CREATE TABLE order_document_files (
                order_id TEXT PRIMARY KEY REFERENCES orders (id),
                pdf BLOB NOT NULL
            ) STRICT;
            """)

    private static func table(_ name: String) -> String {
        """
        CREATE TABLE \(name) (
            order_id TEXT PRIMARY KEY REFERENCES orders (id),
            account TEXT NOT NULL,
            -- As in `OrderDocument.State`.
            state TEXT NOT NULL CHECK (state IN ('wanted', 'looked_up', 'adding', 'unknown', 'added', 'verified', 'final', 'pdf_fetched',
                'declared', 'uploaded', 'accepted', 'refused', 'rejected', 'mismatched', 'foreign', 'cancelled', 'none')),
            -- Since when the state stands, and when the next step is due; NULL: not before a person or an event.
            since INTEGER NOT NULL,
            due_at INTEGER,
            attempts INTEGER NOT NULL DEFAULT 0,
            -- When the order was asked for, to be read again before anything is added.
            asked_at INTEGER,
            kind TEXT CHECK (kind IN ('invoice', 'receipt', 'proof')),
            -- What is to be added, as JSON (`OrderDocumentDraft`): no personal data.
            draft TEXT,
            contractor TEXT,
            -- wFirma's id of the invoice.
            document TEXT,
            number TEXT,
            total INTEGER,
            currency TEXT CHECK ((currency IS NULL) = (total IS NULL)),
            ksef_number TEXT,
            -- After an unknown answer: when it was first looked for and not found.
            missed_at INTEGER,
            -- Allegro's id of the invoice on the order.
            upload TEXT,
            uploaded_at INTEGER,
            -- The releases of an added document are awaited until then; NULL once they are here.
            release_expected_until INTEGER,
            fault TEXT
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX \(name)_due ON \(name) (due_at) WHERE due_at IS NOT NULL;
        CREATE INDEX \(name)_by_document ON \(name) (document) WHERE document IS NOT NULL;

        """
    }
}
