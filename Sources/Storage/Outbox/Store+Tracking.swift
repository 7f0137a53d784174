import GRDB
public import Inventory

extension Store {
    /// Takes what Allegro's tasks say of a command's offers: the model moves on success, a refusal makes the offer be read, and after
    /// ``CommandRules/tries`` refusals in a row nothing more is sent for it until its target changes or a person says so (R28).
    public func settle(
        _ command: Command, outcomes: [CommandOutcome], traceID: String?, rules: CommandRules, at moment: Timestamp
    ) async throws {
        try await write { db in
            for outcome in outcomes {
                guard try Self.record(db, outcome, of: command) else { continue }
                guard var offer = try Offers.offer(db, outcome.offer) else { continue }
                if outcome.isSuccess {
                    offer.succeeded(command.action)
                    try db.cachedStatement(sql: "UPDATE offers SET refusals = 0, stopped_target = NULL WHERE id = ?").execute(arguments: [
                        offer.id.text
                    ])
                    try Problems.settle(db, kind: .commandRefused, subject: offer.id.text, by: "success", at: moment)
                } else {
                    offer.refused(command.action)
                    try Self.refuse(db, &offer, command.action, outcome, tries: rules.tries, at: moment)
                }
                try Offers.saveModel(db, offer)
                try db.cachedStatement(sql: "UPDATE offers SET changed_at = ? WHERE id = ?").execute(arguments: [moment.microseconds, offer.id.text])
                // A quantity that we set says nothing of what was sold before.
                if outcome.isSuccess, case .fixed = command.action {
                    try db.cachedStatement(sql: "UPDATE offers SET sighted_from = ?, sighted_to = ? WHERE id = ?").execute(arguments: [
                        command.writtenAt.microseconds, moment.microseconds, offer.id.text,
                    ])
                }
                try DirtyMarks.look(db, at: offer.id, due: moment + rules.confirmation)
                try DirtyMarks.mark(db, offer: offer.id, falls: command.action.prevents, since: moment)
            }
            try Self.closeIfDone(db, command.id, traceID: traceID, at: moment)
        }
    }

    /// Allegro refused the whole command as it stands (422 and the like): it is not sent again, each of its offers stops.
    public func refuse(_ command: Command, code: String?, message: String, traceID: String?, at moment: Timestamp) async throws {
        try await write { db in
            for id in command.offers {
                let outcome = CommandOutcome(offer: id, isSuccess: false, code: code, message: message)
                guard try Self.record(db, outcome, of: command), var offer = try Offers.offer(db, id) else { continue }
                offer.refused(command.action)
                try Self.refuse(db, &offer, command.action, outcome, tries: 0, at: moment)
                try Offers.saveModel(db, offer)
                try DirtyMarks.look(db, at: id, due: moment)
            }
            try Self.closeIfDone(db, command.id, traceID: traceID, at: moment)
        }
    }

    /// Gives a command up that hangs: what it does is unknown from now on; its offers are read, and it is still asked about until `until`.
    public func giveUp(_ command: Command, nextAskAt: Timestamp, at moment: Timestamp) async throws {
        try await write { db in
            try db.execute(sql: "UPDATE command_offers SET outcome = 'unknown' WHERE command = ? AND outcome IS NULL", arguments: [command.id.text])
            try db.execute(
                sql: "UPDATE commands SET state = 'hung', due_at = ?, attempts = 0 WHERE id = ?",
                arguments: [nextAskAt.microseconds, command.id.text])
            for offer in command.offers {
                try DirtyMarks.look(db, at: offer, due: moment)
                try DirtyMarks.mark(db, offer: offer, falls: command.action.prevents, since: moment)
                try Problems.raise(
                    db, kind: .commandUnconfirmed, subject: offer.text,
                    what: Words(
                        en: "A command for offer \(offer) got no result from Allegro", pl: "Allegro nie podało wyniku polecenia dla oferty \(offer)"),
                    why: Words(
                        en: "command \(command.id) stayed unfinished; it was given up and the offer is read",
                        pl: "polecenie \(command.id) nie zakończyło się; porzucono je, a oferta jest odczytywana"), at: moment)
            }
        }
    }

    /// Takes back a command that was never tried (R49); should Allegro have it all the same, the reading of its offers tells.
    public func withdraw(_ command: Command, at moment: Timestamp) async throws {
        try await write { db in
            try db.execute(
                sql: "UPDATE command_offers SET outcome = 'unknown', message = 'taken back: frozen' WHERE command = ? AND outcome IS NULL",
                arguments: [command.id.text])
            try db.execute(
                sql: "UPDATE commands SET state = 'settled', settled_at = ? WHERE id = ?", arguments: [moment.microseconds, command.id.text])
            for offer in command.offers {
                try DirtyMarks.look(db, at: offer, due: moment)
                try DirtyMarks.mark(db, offer: offer, falls: command.action.prevents, since: moment)
            }
        }
    }

    /// Drops commands settled before `moment`, the oldest first, at most `limit` in one call; returns how many.
    /// One that may have done what nobody knows stays until a reading has settled it, or until `unsettled`: an offer may never be read again.
    public func pruneCommands(settledBefore moment: Timestamp, unsettled: Timestamp, limit: Int) async throws -> Int {
        try await write { db in
            let old = try String.fetchAll(
                db,
                sql: """
                    SELECT id FROM commands c WHERE state = 'settled' AND settled_at < ?1 AND (settled_at < ?2 OR NOT EXISTS (
                        SELECT 1 FROM command_offers p WHERE p.command = c.id AND (p.outcome IS NULL OR p.outcome = 'unknown')))
                    ORDER BY settled_at LIMIT ?3
                    """, arguments: [moment.microseconds, unsettled.microseconds, limit])
            for id in old {
                try db.cachedStatement(sql: "DELETE FROM command_offers WHERE command = ?").execute(arguments: [id])
                try db.cachedStatement(sql: "DELETE FROM commands WHERE id = ?").execute(arguments: [id])
            }
            return old.count
        }
    }

    /// Nothing more is asked about a hung command; what it may have done stays unknown until a reading of each offer.
    public func close(_ command: CommandID, at moment: Timestamp) async throws {
        try await write { db in
            try db.execute(sql: "UPDATE commands SET state = 'settled', settled_at = ? WHERE id = ?", arguments: [moment.microseconds, command.text])
        }
    }

    /// False when the offer's part of the command has its outcome already.
    private static func record(_ db: Database, _ outcome: CommandOutcome, of command: Command) throws -> Bool {
        try db.cachedStatement(
            sql: """
                UPDATE command_offers SET outcome = ?, code = ?, message = ?
                WHERE command = ? AND offer = ? AND (outcome IS NULL OR outcome = 'unknown')
                """
        ).execute(arguments: [outcome.isSuccess ? "success" : "refused", outcome.code, outcome.message, command.id.text, outcome.offer.text])
        return db.changesCount > 0
    }

    private static func refuse(
        _ db: Database, _ offer: inout Offer, _ action: CommandAction, _ outcome: CommandOutcome, tries: Int, at moment: Timestamp
    ) throws {
        // A refused END ended nothing: an end seen afterwards is somebody else's (R10).
        try db.cachedStatement(
            sql: "UPDATE offers SET refusals = refusals + 1, end_sent_at = CASE WHEN ? THEN NULL ELSE end_sent_at END WHERE id = ?"
        )
        .execute(arguments: [action == .end, offer.id.text])
        let refusals = try Int.fetchOne(db, sql: "SELECT refusals FROM offers WHERE id = ?", arguments: [offer.id.text]) ?? 0
        guard refusals >= tries else { return }
        // What a person asked for cannot be done: the problem says so, and nothing is tried for ever.
        offer.wish = nil
        let products = AvailabilityCache(db)
        try products.load(for: offer)
        try db.execute(
            sql: "UPDATE offers SET stopped_target = ?, refusals = 0 WHERE id = ?",
            arguments: [offer.link?.target { products[$0] }?.quantity, offer.id.text])
        try Problems.raise(
            db, kind: .commandRefused, subject: offer.id.text,
            what: Words(en: "Allegro refuses a change of offer \(offer.id)", pl: "Allegro odrzuca zmianę oferty \(offer.id)"),
            why: Words(verbatim: [outcome.code, outcome.message].compactMap { $0 }.joined(separator: ": ")), at: moment)
    }

    private static func closeIfDone(_ db: Database, _ command: CommandID, traceID: String?, at moment: Timestamp) throws {
        try db.cachedStatement(
            sql: """
                UPDATE commands SET state = 'settled', settled_at = ?, trace_id = coalesce(?, trace_id) WHERE id = ?
                    AND NOT EXISTS (SELECT 1 FROM command_offers p WHERE p.command = commands.id AND (p.outcome IS NULL OR p.outcome = 'unknown'))
                """
        ).execute(arguments: [moment.microseconds, traceID, command.text])
    }
}
