extension Migration {
    /// What documents and counts leave open of a level is one number (`docs/ledger.md`).
    static let withheldStock = Migration(
        name: "withheld stock",
        sql: """
            ALTER TABLE levels RENAME COLUMN doubled TO withheld;
            ALTER TABLE levels DROP COLUMN guessed;
            """)
}
