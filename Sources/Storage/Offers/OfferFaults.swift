public import Inventory

/// The rows of `offer_faults`: offers that could not be read, though their account could.
enum OfferFaults {
    /// It was read, or is gone.
    static func settle(_ db: Database, _ offer: OfferID, at moment: Timestamp) throws {
        try db.cachedStatement(sql: "DELETE FROM offer_faults WHERE offer = ?").execute(arguments: [offer.text])
        guard db.changesCount > 0 else { return }
        try Problems.settle(db, kind: .comparisonFailing, subject: offer.text, by: "read", at: moment)
    }
}

extension Store {
    /// An offer could not be read. It is read again after `wait` for so many vain attempts, and from `limit` of them on a person is told.
    public func failedLook(
        at offer: OfferID, because reason: String, limit: Int, wait: @Sendable @escaping (_ attempts: Int) -> Duration, at moment: Timestamp
    ) async throws {
        try await write { db in
            let attempts =
                try Int.fetchOne(
                    db,
                    sql: """
                        INSERT INTO offer_faults (offer, attempts) VALUES (?, 1)
                        ON CONFLICT (offer) DO UPDATE SET attempts = offer_faults.attempts + 1 RETURNING attempts
                        """, arguments: [offer.text]) ?? 1
            try db.execute(
                sql: "UPDATE offers SET look_at = ? WHERE id = ? AND look_at IS NOT NULL",
                arguments: [(moment + wait(attempts)).microseconds, offer.text])
            guard attempts >= limit else { return }
            try Problems.raise(
                db, kind: .comparisonFailing, subject: offer.text,
                what: Words(en: "Offer \(offer) cannot be read from Allegro", pl: "Nie udaje się odczytać oferty \(offer) z Allegro"),
                why: Words(verbatim: reason), at: moment)
        }
    }
}
