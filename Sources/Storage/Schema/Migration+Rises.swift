extension Migration {
    /// A rise that is withheld is brought back by a pass that began after it was told (R33); what a deleted release gives back waits for wFirma's word
    /// from the first reading that shows it (R27); an end that a person asked for stays one, whatever a late report says (R10).
    static let rises = Migration(
        name: "rises",
        sql: """
            ALTER TABLE levels ADD COLUMN withheld_at INTEGER;
            ALTER TABLE rise_checks ADD COLUMN held_at INTEGER;
            ALTER TABLE offers ADD COLUMN is_end_asked INTEGER NOT NULL DEFAULT 0 CHECK (is_end_asked IN (0, 1));
            """, isAdditive: true)
}
