extension Migration {
    /// How far Allegro's clock is ahead of ours, in microseconds, as the account's last poll told. `complete_at` is by Allegro's clock, and so is all that
    /// is known of an offer: `sighted_*`, `read_at`, `contradicted_*`, `changed_at`, `*_sent_at` and `commands.sent_at`.
    static let allegroClock = Migration(
        name: "allegro_clock", sql: "ALTER TABLE order_journals ADD COLUMN clock_ahead INTEGER NOT NULL DEFAULT 0;")
}
