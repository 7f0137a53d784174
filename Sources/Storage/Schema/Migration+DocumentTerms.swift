extension Migration {
    /// By what an order's document is judged: where the goods go (R43), and the fulfilment at which it is issued (R39).
    static let documentTerms = Migration(
        name: "document terms",
        sql: """
            -- Where the goods go; NULL for an order that was not read since.
            ALTER TABLE orders ADD COLUMN delivery_country TEXT;
            ALTER TABLE account_settings ADD COLUMN document_status TEXT CHECK (
                document_status IN ('PROCESSING', 'READY_FOR_SHIPMENT', 'READY_FOR_PICKUP', 'SENT', 'PICKED_UP'));
            """)
}
