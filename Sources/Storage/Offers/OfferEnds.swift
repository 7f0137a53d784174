public import Inventory

/// When ended offers will be lost: Allegro archives them, and nothing brings an archived offer back (R44).
enum OfferEnds {
    /// Allegro archives an offer this long after its end (allegro-api threads 11959, 9857).
    static let archiving = Duration.seconds(60 * 86_400)

    /// It runs again: what was told of its end is over.
    static func settle(_ db: Database, _ offer: OfferID, at moment: Timestamp) throws {
        for kind in [OpenProblem.Kind.archivedSoon, .endedUnknown] {
            try Problems.settle(db, kind: kind, subject: offer.text, by: "over", at: moment)
        }
    }
}

extension Store {
    /// Allegro no longer finds the offer: it is archived (60 days after its end) and stays as it is.
    public func archive(_ offer: OfferID, at moment: Timestamp) async throws {
        try await write { db in
            try db.execute(
                sql: """
                    UPDATE offers SET status = 'archived', ended_by = NULL, look_at = NULL, contradicted_at = NULL, contradicted_again_at = NULL,
                        wish = NULL, is_paused = 0, hold = NULL, read_at = ? WHERE id = ?
                    """, arguments: [moment.microseconds, offer.text])
            // Nothing more becomes of it, and nobody can do anything about it any more.
            try db.execute(
                sql: "UPDATE command_offers SET outcome = 'superseded' WHERE offer = ? AND outcome = 'unknown'", arguments: [offer.text])
            try db.execute(sql: "DELETE FROM offer_faults WHERE offer = ?", arguments: [offer.text])
            for kind in OpenProblem.Kind.allCases where kind.concernsOffer {
                try Problems.settle(db, kind: kind, subject: offer.text, by: "archived", at: moment)
            }
        }
    }

    /// All of an account's offers were listed: those that were not are read by themselves, at most `limit` at once, for Allegro lists no archived ones.
    public func lookAtUnlisted(of account: AccountName, listed: Set<OfferID>, limit: Int, at moment: Timestamp) async throws {
        let unlisted = try await read { db in
            try String.fetchAll(
                db, sql: "SELECT id FROM offers WHERE account = ? AND status <> 'archived' AND look_at IS NULL ORDER BY id", arguments: [account.text]
            )
        }.map { OfferID($0) }.filter { !listed.contains($0) }.prefix(limit)
        guard !unlisted.isEmpty else { return }
        try await write { db in
            for offer in unlisted { try DirtyMarks.lookUnlessDue(db, at: offer, moment) }
        }
    }

    /// Tells of each ended offer that the shop counts on (synchronised, paused or to be resumed by itself) before Allegro archives it, `notice`
    /// ahead; what is archived, or runs, is told no longer.
    public func tellArchivings(notice: Duration, at moment: Timestamp) async throws {
        try await write { db in
            try db.execute(
                sql: """
                    UPDATE problems SET settled_at = ?, settled_by = 'over' WHERE kind IN ('archived_soon', 'ended_unknown') AND settled_at IS NULL
                        AND subject IN (SELECT id FROM offers WHERE status <> 'ended')
                    """, arguments: [moment.microseconds])
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT id, name, ended_at FROM offers o WHERE status = 'ended' AND ended_at <= ?
                        AND (is_synchronised = 1 OR is_paused = 1 OR auto_resume = 1)
                        AND NOT EXISTS (
                            SELECT 1 FROM problems p WHERE p.kind = 'archived_soon' AND p.subject = o.id
                                AND (p.settled_at IS NULL OR p.since > o.ended_at))
                    ORDER BY id LIMIT 1000
                    """, arguments: [(moment - (OfferEnds.archiving - notice)).microseconds])
            for row in rows {
                let (offer, name): (String, String) = (row[0], row[1])
                let moment = Timestamp(microseconds: row[2]) + OfferEnds.archiving
                let day = CalendarDate(inPoland: moment).map(\.description) ?? moment.description
                try Problems.raise(
                    db, kind: .archivedSoon, subject: offer,
                    what: Words(en: "Allegro archives offer \(offer) (\(name)) soon", pl: "Allegro wkrótce zarchiwizuje ofertę \(offer) (\(name))"),
                    why: Words(
                        en: "it ended nearly 60 days ago; from \(day) on it can no longer be resumed under its id",
                        pl: "zakończyła się prawie 60 dni temu; od \(day) nie będzie można jej wznowić pod tym samym numerem"), at: moment)
            }
        }
    }
}
