import Inventory

/// Marks offers that may differ from their target: a mark is all that a change leaves behind (decision 1).
enum DirtyMarks {
    /// Every offer that follows a product whose stock or reservations changed, by sync or by auto-close and auto-resume. A fall goes first (R31).
    static func mark(_ db: Database, product: ProductID, falls: Bool, since: Timestamp) throws {
        try db.cachedStatement(
            sql: """
                UPDATE offers SET dirty_rank = min(coalesce(dirty_rank, 1), ?), dirty_at = coalesce(dirty_at, ?), stopped_target = NULL
                WHERE (is_synchronised = 1 OR auto_close = 1 OR auto_resume = 1) AND id IN (SELECT offer FROM offer_components WHERE product = ?)
                """
        ).execute(arguments: [falls ? 0 : 1, since.microseconds, product.text])
    }

    /// A product's stock itself moved: ends that a person dropped are planned anew (R30), and a rise is what auto-resume waits for (R11).
    static func stockMoved(_ db: Database, product: ProductID, rises: Bool) throws {
        try db.cachedStatement(
            sql: "UPDATE offers SET hold = NULL WHERE hold = 'dropped' AND id IN (SELECT offer FROM offer_components WHERE product = ?)"
        ).execute(arguments: [product.text])
        guard rises else { return }
        try db.cachedStatement(
            sql: "UPDATE offers SET has_receipt = 1 WHERE auto_resume = 1 AND id IN (SELECT offer FROM offer_components WHERE product = ?)"
        ).execute(arguments: [product.text])
    }

    static func mark(_ db: Database, offer: OfferID, falls: Bool, since: Timestamp) throws {
        try db.cachedStatement(
            sql: "UPDATE offers SET dirty_rank = min(coalesce(dirty_rank, 1), ?), dirty_at = coalesce(dirty_at, ?) WHERE id = ?"
        ).execute(arguments: [falls ? 0 : 1, since.microseconds, offer.text])
    }

    static func clear(_ db: Database, offer: OfferID) throws {
        try db.cachedStatement(sql: "UPDATE offers SET dirty_at = NULL, dirty_rank = NULL WHERE id = ?").execute(arguments: [offer.text])
    }

    /// Reads the offer now, unless a reading of it is awaited already: that one is as good, and earlier ones failed to tell.
    static func lookUnlessDue(_ db: Database, at offer: OfferID, _ moment: Timestamp) throws {
        try db.cachedStatement(sql: "UPDATE offers SET look_at = ? WHERE id = ? AND look_at IS NULL").execute(arguments: [
            moment.microseconds, offer.text,
        ])
    }

    /// What is read before all else that is due: an offer with nothing left to sell, for an END waits for what it shows; then one whose product fell
    /// (R31). Both stand in `look_at`, before any other time.
    enum Haste: Int64 {
        case soldOut, fall
    }

    /// Reads a due offer before the others. One that is put off stays so: earlier readings of it failed to tell.
    static func hasten(_ db: Database, _ offer: OfferID, _ haste: Haste, at moment: Timestamp) throws {
        try db.cachedStatement(sql: "UPDATE offers SET look_at = min(look_at, ?) WHERE id = ? AND look_at <= ?")
            .execute(arguments: [haste.rawValue, offer.text, moment.microseconds])
    }

    /// An end that nobody explained is asked about as soon as the offer sells a product of ours.
    static func lookIfEndIsUnexplained(_ db: Database, at offer: OfferID, _ moment: Timestamp) throws {
        try db.cachedStatement(sql: "UPDATE offers SET look_at = coalesce(look_at, ?) WHERE id = ? AND status = 'ended' AND ended_by IS NULL")
            .execute(arguments: [moment.microseconds, offer.text])
    }

    static func look(_ db: Database, at offer: OfferID, due: Timestamp) throws {
        try db.cachedStatement(sql: "UPDATE offers SET look_at = min(coalesce(look_at, ?1), ?1) WHERE id = ?2")
            .execute(arguments: [due.microseconds, offer.text])
    }
}
