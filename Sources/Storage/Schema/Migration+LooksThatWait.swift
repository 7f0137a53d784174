extension Migration {
    /// Products that are read because sync was switched on wait for those that a change or a doubt asks for, of as many as a large shop switches on
    /// in one action (R17, R31).
    static let looksThatWait = Migration(
        name: "looks that wait",
        sql: """
            ALTER TABLE looks ADD COLUMN can_wait INTEGER NOT NULL DEFAULT 0 CHECK (can_wait IN (0, 1));
            DROP INDEX looks_due;
            CREATE INDEX looks_due ON looks (can_wait, due_at, product, leased_until);
            """)
}
