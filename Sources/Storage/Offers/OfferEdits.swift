public import Inventory

/// A change of an offer's own settings at Allegro that is wanted, and how far it is (R15).
public struct OfferEditTask: Sendable, Equatable {
    public var offer: OfferID
    public var account: AccountName
    /// What `publication.republish` should be; nil: nothing is left to do.
    public var republish: Bool?
    /// True when `republish` is what it was before sync, and is forgotten once it is so again (R45).
    public var givesBack: Bool
    /// Allegro's operation that carries out the last edit.
    public var operation: String?
    /// Edits and questions that brought nothing.
    public var attempts: Int
}

/// The rows of `offer_edits`.
enum OfferEdits {
    /// Asks for an edit; one under way is waited for.
    static func ask(_ db: Database, _ offer: OfferID, republish: Bool?, due: Timestamp) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO offer_edits (offer, republish, due_at) VALUES (?, ?, ?)
                ON CONFLICT (offer) DO UPDATE SET republish = excluded.republish, due_at = excluded.due_at, attempts = 0
                """
        ).execute(arguments: [offer.text, republish, due.microseconds])
    }

    /// The edits that are due, the longest first; of `resting` accounts none.
    static func due(resting: Int) -> String {
        """
        SELECT e.offer, o.account,
            CASE WHEN e.republish IS NULL THEN o.republish_was WHEN o.is_synchronised = 1 THEN e.republish END,
            e.republish IS NULL, e.operation, e.attempts
        FROM offer_edits e JOIN offers o ON o.id = e.offer
        WHERE e.due_at <= ? AND o.account NOT IN (\(databaseQuestionMarks(count: resting))) ORDER BY e.due_at, e.offer LIMIT 1
        """
    }

    /// When the next is due.
    static func next(resting: Int) -> String {
        """
        SELECT e.due_at FROM offer_edits e JOIN offers o ON o.id = e.offer
        WHERE o.account NOT IN (\(databaseQuestionMarks(count: resting))) ORDER BY e.due_at LIMIT 1
        """
    }

    /// A person wants what was refused to be tried again.
    static func retry(_ db: Database, _ offer: OfferID, due: Timestamp) throws {
        try db.cachedStatement(sql: "UPDATE offer_edits SET due_at = ?, attempts = 0 WHERE offer = ?").execute(arguments: [
            due.microseconds, offer.text,
        ])
    }
}

extension Store {
    /// The edit that is due the longest, if any is.
    ///
    /// - Parameter resting: accounts that are left alone for now.
    public func offerEditDue(without resting: Set<AccountName> = [], at moment: Timestamp) async throws -> OfferEditTask? {
        try await read { db in
            try Row.fetchOne(
                db.cachedStatement(sql: OfferEdits.due(resting: resting.count)),
                arguments: [moment.microseconds] + StatementArguments(resting.sorted().map(\.text))
            ).map {
                OfferEditTask(
                    offer: OfferID($0[0]), account: AccountName($0[1]), republish: $0[2], givesBack: $0[3], operation: $0[4], attempts: $0[5])
            }
        }
    }

    /// When the next edit is due; nil when none waits.
    public func nextOfferEdit(without resting: Set<AccountName> = []) async throws -> Timestamp? {
        try await read { db in
            try Int64.fetchOne(
                db.cachedStatement(sql: OfferEdits.next(resting: resting.count)), arguments: StatementArguments(resting.sorted().map(\.text))
            ).map(Timestamp.init(microseconds:))
        }
    }

    /// Before the first edit: how the offer stood before sync, kept once and not overwritten by what we made of it.
    public func keepRepublish(_ wasOn: Bool, of offer: OfferID) async throws {
        try await write { db in
            try db.execute(sql: "UPDATE offers SET republish_was = coalesce(republish_was, ?) WHERE id = ?", arguments: [wasOn, offer.text])
        }
    }

    /// Goes on with the edit later: with this operation to be asked about, or without.
    public func postpone(_ edit: OfferEditTask, operation: String?, countsAsVain: Bool, until moment: Timestamp) async throws {
        try await write { db in
            try db.execute(
                sql: "UPDATE offer_edits SET operation = ?, due_at = ?, attempts = attempts + ? WHERE offer = ?",
                arguments: [operation, moment.microseconds, countsAsVain ? 1 : 0, edit.offer.text])
        }
    }

    /// The offer is as it should be, or there is nothing to be done any more.
    public func finish(_ edit: OfferEditTask, at moment: Timestamp) async throws {
        try await write { db in
            // Asked for anew meanwhile, and differently: that one stays.
            try db.execute(
                sql: "DELETE FROM offer_edits WHERE offer = ? AND CASE WHEN republish IS NULL THEN 1 ELSE 0 END = ?",
                arguments: [edit.offer.text, edit.givesBack])
            if edit.givesBack, db.changesCount > 0 {
                try db.execute(sql: "UPDATE offers SET republish_was = NULL WHERE id = ?", arguments: [edit.offer.text])
            }
            try OfferEdits.freezeOnceGivenBack(db)
            try Problems.settle(db, kind: .republishRefused, subject: edit.offer.text, by: "over", at: moment)
        }
    }

    /// Bounded tries brought nothing: a person is told, and the edit is tried again from time to time.
    public func giveUp(_ edit: OfferEditTask, because reason: String, nextTry: Timestamp, at moment: Timestamp) async throws {
        let isOn = edit.republish == true
        try await write { db in
            try db.execute(
                sql: "UPDATE offer_edits SET operation = NULL, due_at = ?, attempts = 0 WHERE offer = ?",
                arguments: [nextTry.microseconds, edit.offer.text])
            // Who leaves does not wait for it: the problem below is a person's.
            try db.execute(sql: "DELETE FROM offer_edits WHERE offer = ? AND (SELECT is_leaving FROM settings) = 1", arguments: [edit.offer.text])
            try OfferEdits.freezeOnceGivenBack(db)
            try Problems.raise(
                db, kind: .republishRefused, subject: edit.offer.text,
                what: Words(
                    en: "Allegro's own relisting of offer \(edit.offer) could not be switched \(isOn ? "on" : "off")",
                    pl: "Nie udało się \(isOn ? "włączyć" : "wyłączyć") automatycznego wznawiania oferty \(edit.offer) przez Allegro"),
                why: Words(
                    en: "\(reason); once sold out it would be listed again with its first quantity",
                    pl: "\(reason); po wyprzedaniu zostałaby wystawiona ponownie z początkową liczbą sztuk"), at: moment)
        }
    }
}
