extension Migration {
    /// Which edit of an offer is due is asked before each one, of as many as a large shop switches on in one action (R17).
    static let offerEditsDue = Migration(name: "offer edits due", sql: "CREATE INDEX offer_edits_due ON offer_edits (due_at, offer);")
}
