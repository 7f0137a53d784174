extension Migration {
    /// What bounds the waits of an order's document, whose buyer it is, when it was issued; a correction has a file of its own (R48).
    static let documentBounds = Migration(
        name: "document bounds",
        sql: columns("order_documents") + columns("order_corrections")
            + """
            DROP INDEX order_documents_by_date;
            -- By the date that they carry, for a month's list (R47): as read back, or as drafted.
            CREATE INDEX order_documents_by_date ON order_documents (coalesce(issued_on, json_extract(draft, '$.date'))) WHERE document IS NOT NULL;
            ALTER TABLE order_document_files RENAME TO order_document_files_before;
            -- The PDF from wFirma until Allegro has accepted it.
            CREATE TABLE order_document_files (
                order_id TEXT NOT NULL REFERENCES orders (id),
                role TEXT NOT NULL CHECK (role IN ('document', 'correction')),
                pdf BLOB NOT NULL,
                PRIMARY KEY (order_id, role)
            ) STRICT;
            INSERT INTO order_document_files SELECT order_id, 'document', pdf FROM order_document_files_before;
            DROP TABLE order_document_files_before;
            """)

    private static func columns(_ table: String) -> String {
        """
        -- Steps that failed in a row since it last came on; when a person was told of that.
        ALTER TABLE \(table) ADD COLUMN failures INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE \(table) ADD COLUMN told_at INTEGER;
        -- A digest of whom the draft is addressed to, until it is issued.
        ALTER TABLE \(table) ADD COLUMN buyer TEXT;
        -- The day that it carries in wFirma.
        ALTER TABLE \(table) ADD COLUMN issued_on TEXT;

        """
    }
}
