public import Inventory

extension Store {
    /// Takes what Allegro's tasks say of a command's offers: the model moves on success, a refusal makes the offer be read, and after
    /// ``CommandRules/tries`` refusals in a row nothing more is sent for it until its target changes or a person says so (R28).
    public func settle(
        _ command: Command, outcomes: [CommandOutcome], traceID: String?, rules: CommandRules, at moment: Timestamp, theirs: ClockOffset = .none
    ) async throws {
        try await write { db in
            for outcome in outcomes {
                try Self.take(
                    db, outcome, of: command, tries: rules.tries, lookAt: moment + rules.confirmation, at: moment, theirs: theirs.theirs(moment))
            }
            try Outbox.closeIfDone(db, command.id, traceID: traceID, at: moment)
        }
    }

    /// Allegro refused the whole command as it stands (422 and the like): it is not sent again, each of its offers stops.
    public func refuse(
        _ command: Command, code: String?, message: String, traceID: String?, at moment: Timestamp, theirs: ClockOffset = .none
    ) async throws {
        try await write { db in
            for offer in command.offers {
                let outcome = CommandOutcome(offer: offer, isSuccess: false, code: code, message: message)
                try Self.take(db, outcome, of: command, tries: 0, lookAt: moment, at: moment, theirs: theirs.theirs(moment))
            }
            try Outbox.closeIfDone(db, command.id, traceID: traceID, at: moment)
        }
    }

    /// - Parameter theirs: the moment by Allegro's clock.
    private static func take(
        _ db: Database, _ outcome: CommandOutcome, of command: Command, tries: Int, lookAt: Timestamp, at moment: Timestamp, theirs: Timestamp
    ) throws {
        guard let before = try Outbox.record(db, outcome, of: command), var offer = try Offers.offer(db, outcome.offer) else { return }
        switch (before, outcome.isSuccess) {
        // The readings that settled it were right.
        case (.superseded, false): return
        case (.superseded, true):
            offer.succeededLate(command.action, at: theirs)
            // Whose end it was is asked anew.
            if try OfferRecords.mayHaveEmptied(db, offer, command, reportedAt: theirs) { offer.endedBy = nil }
        case (.expected, true), (.unknown, true):
            offer.succeeded(command.action)
            try succeeded(db, offer, command, at: moment, theirs: theirs)
        case (.expected, false), (.unknown, false):
            offer.refused(command.action)
            // A refused END ended nothing: an end seen afterwards is somebody else's (R10).
            if command.action == .end { try unmark(db, command.action, offer.id) }
            let why = Words(verbatim: [outcome.code, outcome.message].compactMap { $0 }.joined(separator: ": "))
            try Refusals.count(db, &offer, why: why, tries: tries, at: moment)
        }
        try Offers.saveModel(db, offer)
        try db.cachedStatement(sql: "UPDATE offers SET changed_at = ? WHERE id = ?").execute(arguments: [theirs.microseconds, offer.id.text])
        try DirtyMarks.look(db, at: offer.id, due: before == .superseded ? moment : lookAt)
        try DirtyMarks.mark(db, offer: offer.id, falls: command.action.prevents || before == .superseded, since: moment)
    }

    private static func succeeded(
        _ db: Database, _ offer: Offer, _ command: Command, at moment: Timestamp, theirs: Timestamp
    ) throws {
        switch command.action {
        case .gain, .end: try Refusals.forget(db, offer.id, at: moment)
        // A quantity that we set says nothing of what was sold before.
        case .fixed:
            try db.cachedStatement(sql: "UPDATE offers SET sighted_from = ?, sighted_to = ? WHERE id = ?").execute(arguments: [
                min(command.sentAt ?? theirs, theirs).microseconds, theirs.microseconds, offer.id.text,
            ])
        // A way back has taken hold only once the offer is seen running; whatever ends it from now on is another end.
        case .activate: try db.cachedStatement(sql: "UPDATE offers SET ended_at = NULL WHERE id = ?").execute(arguments: [offer.id.text])
        }
    }

    /// Gives a command up that hangs: what it does is unknown from now on; its offers are read, and it is still asked about until `until`.
    public func giveUp(_ command: Command, nextAskAt: Timestamp, at moment: Timestamp) async throws {
        try await write { db in
            try db.execute(
                sql: "UPDATE commands SET state = 'hung', due_at = ?, attempts = 0 WHERE id = ?",
                arguments: [nextAskAt.microseconds, command.id.text])
            for offer in try Outbox.leave(db, command, as: "unknown", at: moment) {
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

    /// Takes back a command that Allegro does not have (R49): its offers are planned anew, and it explains no end.
    public func withdraw(_ command: Command, at moment: Timestamp) async throws {
        try await write { db in
            for offer in try Outbox.leave(db, command, as: "withdrawn", at: moment) where command.sentAt != nil {
                try Self.unmark(db, command.action, offer)
            }
            try Outbox.closeIfDone(db, command.id, traceID: nil, at: moment)
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
            // What it might still have added held increases back.
            let offers = try String.fetchAll(db, sql: "SELECT offer FROM command_offers WHERE command = ?", arguments: [command.text])
            for offer in offers { try DirtyMarks.mark(db, offer: OfferID(offer), falls: false, since: moment) }
        }
    }

    /// It did not reach Allegro, or did nothing there: it explains no end (R10).
    static func unmark(_ db: Database, _ action: CommandAction, _ offer: OfferID) throws {
        guard let column = action.sentColumn else { return }
        try db.cachedStatement(sql: "UPDATE offers SET \(column) = NULL WHERE id = ?").execute(arguments: [offer.text])
    }
}

extension CommandAction {
    /// True of what a later plan may take the place of: anything but a decrease, which never loses its turn (R31).
    var isReplaceable: Bool { gained >= 0 }

    /// The column of `offers` that keeps when the last one left: only this record tells who ended an offer (R10).
    var sentColumn: String? {
        switch self {
        case .end: "end_sent_at"
        case .activate: "activate_sent_at"
        case .gain, .fixed: nil
        }
    }
}
