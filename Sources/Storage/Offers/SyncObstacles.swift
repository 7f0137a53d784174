public import Inventory

/// What came up after sync was switched on and keeps an offer from being followed: each is a person's to settle (R14, R42).
enum SyncObstacles {
    /// Allegro tells otherwise than before whether it fulfils the offer itself.
    static func fulfilmentChanged(_ db: Database, _ offer: Offer, at moment: Timestamp) throws {
        try DirtyMarks.mark(db, offer: offer.id, falls: true, since: moment)
        guard offer.isFulfilledByAllegro, offer.isSynchronised else {
            return try Problems.settle(db, kind: .fulfilledByAllegro, subject: offer.id.text, by: "over", at: moment)
        }
        try Problems.raise(
            db, kind: .fulfilledByAllegro, subject: offer.id.text,
            what: Words(
                en: "The goods of synchronised offer \(offer.id) lie in Allegro's own warehouse",
                pl: "Towar synchronizowanej oferty \(offer.id) leży w magazynie Allegro"),
            why: Words(
                en: "Allegro keeps its quantity itself (One Fulfillment): nothing is sent for it; switch its sync off, or sell it from here again",
                pl:
                    "jej liczbę sztuk prowadzi samo Allegro (One Fulfillment): nic nie jest dla niej wysyłane; wyłącz jej synchronizację albo sprzedawaj ją "
                    + "znów stąd"), at: moment)
    }

    /// A synchronised set was planned: `missing` of its products cannot be sold from here.
    static func tell(_ db: Database, _ offer: Offer, missing: [ProductID], at moment: Timestamp) throws {
        guard offer.isSynchronised, !missing.isEmpty else {
            return try Problems.settle(db, kind: .setIncomplete, subject: offer.id.text, by: "over", at: moment)
        }
        let names = missing.map(\.text).joined(separator: ", ")
        try Problems.raise(
            db, kind: .setIncomplete, subject: offer.id.text,
            what: Words(en: "Set \(offer.id) lacks a product", pl: "Zestawowi \(offer.id) brakuje produktu"),
            why: Words(
                en: "wFirma no longer lists, or never told the stock of: \(names); link the offer to what it sells now",
                pl: "wFirma nie zna już tych produktów albo nigdy nie podała ich stanu: \(names); powiąż ofertę z tym, co teraz sprzedaje"),
            at: moment)
    }

    /// Sync is off: nothing of it is asked any more.
    static func forget(_ db: Database, _ offer: OfferID, at moment: Timestamp) throws {
        for kind in [OpenProblem.Kind.setIncomplete, .fulfilledByAllegro] {
            try Problems.settle(db, kind: kind, subject: offer.text, by: "sync off", at: moment)
        }
    }
}

extension Store {
    /// Tells of each account whose offers are synchronised and that is none of the `configured` ones: nothing follows their stock any more. It is
    /// over when the account is back or nothing of it is synchronised; what a person dismissed is not asked again before that.
    public func tellMissingAccounts(configured: [AccountName], at moment: Timestamp) async throws {
        try await write { db in
            let known = databaseQuestionMarks(count: configured.count)
            let rows = try Row.fetchAll(
                db,
                sql: "SELECT account, count(*) FROM offers WHERE is_synchronised = 1 AND account NOT IN (\(known)) GROUP BY account ORDER BY account",
                arguments: StatementArguments(configured.map(\.text)))
            let missing = rows.map { $0[0] as String }
            try db.execute(
                sql: """
                    UPDATE problems SET settled_at = coalesce(settled_at, ?), settled_by = 'over'
                    WHERE kind = ? AND (settled_at IS NULL OR settled_by = 'dismiss')
                        AND subject NOT IN (\(databaseQuestionMarks(count: missing.count)))
                    """,
                arguments: [moment.microseconds, OpenProblem.Kind.accountNotConfigured.rawValue] + StatementArguments(missing))
            for row in rows {
                let (account, offers): (String, Int) = (row[0], row[1])
                let isDismissed = try Bool.fetchOne(
                    db, sql: "SELECT 1 FROM problems WHERE kind = ? AND subject = ? AND settled_by = 'dismiss'",
                    arguments: [OpenProblem.Kind.accountNotConfigured.rawValue, account])
                guard isDismissed != true else { continue }
                try Problems.raise(
                    db, kind: .accountNotConfigured, subject: account,
                    what: Words(
                        en: "Synchronised offers of account \(account) are followed no longer",
                        pl: "Synchronizowane oferty konta \(account) nie są już obsługiwane"),
                    why: Words(
                        en: "the configuration does not list the account (offers: \(offers)); list it again, or switch the sync of its offers off",
                        pl: "konfiguracja nie zawiera tego konta (ofert: \(offers)); dodaj je znów albo wyłącz synchronizację jego ofert"),
                    at: moment)
            }
        }
    }
}
