public import Inventory

extension Store {
    /// Takes what Allegro's pages or an offer's detail showed. An offer with a command under way is left alone: what it showed may or may not
    /// hold that command. New offers are imported, unlinked and not synchronised.
    ///
    /// - Parameters:
    ///   - moment: by our clock.
    ///   - theirs: how Allegro's goes, which times the listings.
    public func take(
        _ listings: [OfferListing], account: AccountName, rules: CommandRules, at moment: Timestamp, theirs: ClockOffset = .none
    ) async throws -> SightingReport {
        try await write { db in
            var report = SightingReport()
            for listing in listings {
                guard var offer = try Offers.offer(db, listing.id) else {
                    try Self.importOffer(db, listing, account: account)
                    report.imported.append(listing.id)
                    continue
                }
                try Self.describe(db, listing)
                if listing.isFulfilledByAllegro != offer.isFulfilledByAllegro {
                    offer.isFulfilledByAllegro = listing.isFulfilledByAllegro
                    try SyncObstacles.fulfilmentChanged(db, offer, at: moment)
                }
                // While a command is open a reading tells nothing: its end says when to look.
                let isOpen = try Self.hasOpenCommand(db, offer.id)
                guard try !isOpen && !Self.hasChanged(db, offer.id, since: listing.sighting.window.from) else {
                    try db.cachedStatement(sql: "UPDATE offers SET look_at = ? WHERE id = ?")
                        .execute(arguments: [isOpen ? nil : (moment + rules.confirmation).microseconds, offer.id.text])
                    continue
                }
                try Self.take(db, listing.sighting, of: &offer, rules: rules, report: &report, at: moment, theirs: theirs)
            }
            return report
        }
    }

    /// The offers due to be read back: those that an end or a decrease waits for (R31), then the longest due. One that contradicted us, that Allegro
    /// refused a change of, or of whose end nobody knows, is asked for its detail: the list may lag by minutes.
    ///
    /// - Parameter resting: accounts that are left alone for now.
    /// - Returns: those; where there is none, when the first of the others is due, nil where nothing is to be read back.
    public func offersToLookAt(
        limit: Int, without resting: Set<AccountName> = [], at moment: Timestamp
    ) async throws -> (due: [OfferLook], next: Timestamp?) {
        try await read { db in
            let others = resting.sorted().map(\.text)
            let due = try Row.fetchAll(
                db.cachedStatement(
                    sql: """
                        SELECT id, account, contradicted_at IS NOT NULL OR (status = 'ended' AND ended_by IS NULL)
                            OR (shown_low IS NULL AND (refusals > 0 OR stopped_target IS NOT NULL OR \(Offers.isSoldSinceRead))),
                            look_at
                        FROM offers o
                        WHERE look_at <= ? AND account NOT IN (\(databaseQuestionMarks(count: resting.count))) ORDER BY look_at, id LIMIT ?
                        """),
                arguments: [moment.microseconds] + StatementArguments(others) + [limit]
            ).map {
                OfferLook(offer: OfferID($0[0]), account: AccountName($0[1]), needsDetail: $0[2], isHasty: DirtyMarks.Haste(rawValue: $0[3]) != nil)
            }
            return (due, due.isEmpty ? try Self.nextOfferLook(db, without: others) : nil)
        }
    }

    private static func nextOfferLook(_ db: Database, without resting: [String]) throws -> Timestamp? {
        try Int64.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT look_at FROM offers WHERE look_at IS NOT NULL AND account NOT IN (\(databaseQuestionMarks(count: resting.count)))
                    ORDER BY look_at LIMIT 1
                    """), arguments: StatementArguments(resting)
        ).map(Timestamp.init(microseconds:))
    }

    /// Keeps what a comparison found, the newest thousand.
    public func record(_ drifts: [Drift], at moment: Timestamp) async throws {
        guard !drifts.isEmpty else { return }
        try await write { db in
            for drift in drifts {
                let subject =
                    switch drift.subject {
                    case .offer(let id): ("offer", id.text)
                    case .product(let id): ("product", id.text)
                    }
                try db.execute(
                    sql: "INSERT INTO drifts (subject, name, expected, found, at) VALUES (?, ?, ?, ?, ?)",
                    arguments: [subject.0, subject.1, drift.expected, drift.found, moment.microseconds])
            }
            try db.execute(sql: "DELETE FROM drifts WHERE id <= (SELECT max(id) FROM drifts) - 1000")
        }
    }

    /// Looks at these again later: the reading failed, or did not bring them.
    public func postponeLooks(at offers: [OfferID], until moment: Timestamp) async throws {
        try await write { db in
            for offer in offers {
                try db.execute(
                    sql: "UPDATE offers SET look_at = ? WHERE id = ? AND look_at IS NOT NULL", arguments: [moment.microseconds, offer.text])
            }
        }
    }

    private static func take(
        _ db: Database, _ sighting: Offer.Sighting, of offer: inout Offer, rules: CommandRules, report: inout SightingReport, at moment: Timestamp,
        theirs: ClockOffset
    ) throws {
        let before = offer
        let record = try OfferRecords.record(db, offer, for: sighting)
        let open = try Offers.openCommands(db, of: offer.id)
        var sighting = sighting
        var consequence = offer.saw(sighting, record: record, contradiction: rules.contradiction, open: open)
        if consequence == .needsDetail, offer.link == nil {
            // Nobody acts on an offer that sells none of our products: who ended it is asked once it does.
            sighting.endedBy = .unknown
            consequence = offer.saw(sighting, record: record, contradiction: rules.contradiction, open: open)
            if offer.endedBy == .unknown { offer.endedBy = before.endedBy }
        }
        if consequence != .confirmed, before.isSynchronised, !before.isFulfilledByAllegro, before.shown != nil {
            report.drifts.append(
                Drift(subject: .offer(offer.id), expected: before.summary, found: sighting.summary, mended: consequence == .taken))
        }
        switch consequence {
        case .needsDetail:
            report.needDetail.append(offer.id)
            return try DirtyMarks.lookUnlessDue(db, at: offer.id, moment)
        case .contradicted(let again):
            // An increase that waits to leave was planned on what is doubted now.
            if try !Outbox.replaceable(db, of: offer.id).isEmpty { try DirtyMarks.mark(db, offer: offer.id, falls: false, since: moment) }
            try db.execute(sql: "UPDATE offers SET look_at = ? WHERE id = ?", arguments: [theirs.ours(again).microseconds, offer.id.text])
        case .confirmed, .taken:
            report.confirmed += consequence == .confirmed ? 1 : 0
            try OfferFaults.settle(db, offer.id, at: moment)
            if consequence == .taken, let hand = try ForeignHands.meet(db, &offer, before: before, open: open, rules: rules.foreignHand, at: moment) {
                report.foreignHands.append(hand)
            }
            try ForeignHands.forgetIfQuiet(db, &offer, rules: rules.foreignHand, at: moment)
            let endedAt = offer.status == .ended ? [record.endedAt, sighting.endedAt].compactMap(\.self).max() : nil
            // Read before, and still so: most offers of a sweep leave no trace.
            if consequence == .confirmed, before.readAt != nil, before.contradictedAt == nil, before.shown == offer.shown,
                before.status == offer.status, before.endedBy == offer.endedBy, open.isEmpty, offer.status != .activating,
                before.keptQuantity == offer.keptQuantity,
                before.foreignAt == offer.foreignAt, record.endedAt == endedAt
            {
                try Problems.settle(db, kind: .commandUnconfirmed, subject: offer.id.text, by: "read back", at: moment)
                return try db.cachedStatement(sql: "UPDATE offers SET look_at = NULL WHERE id = ? AND look_at IS NOT NULL")
                    .execute(arguments: [offer.id.text])
            }
            try db.cachedStatement(sql: "UPDATE offers SET look_at = ? WHERE id = ?")
                .execute(arguments: [
                    nextLook(at: offer, record, rules: rules, at: theirs.theirs(moment)).map(theirs.ours)?.microseconds, offer.id.text,
                ])
            if offer.status == .active { try forgetEnd(db, offer.id) }
            try db.cachedStatement(sql: "UPDATE offers SET ended_at = ? WHERE id = ?").execute(arguments: [endedAt?.microseconds, offer.id.text])
            if offer.status == .active, before.status != .active { try Refusals.forget(db, offer.id, at: moment) }
            if Self.cameBackEnded(offer, before: before, open: open) {
                let why = Words(en: "it was activated and is ended all the same", pl: "wznowiono ją, a mimo to jest zakończona")
                try Refusals.count(db, &offer, why: why, tries: rules.tries, at: moment)
            }
            // A reading settles what no report did.
            try db.cachedStatement(sql: "UPDATE command_offers SET outcome = 'superseded' WHERE offer = ? AND outcome = 'unknown'")
                .execute(arguments: [offer.id.text])
            try DirtyMarks.mark(db, offer: offer.id, falls: try Offers.isAboveTarget(db, offer), since: moment)
            try settleDoubt(db, of: offer, before: before, record: record, rules: rules, at: moment, theirs: theirs.theirs(moment))
        }
        try Offers.saveModel(db, offer)
        if offer.readAt == sighting.window.to {
            try db.cachedStatement(sql: "UPDATE offers SET sighted_from = ?, sighted_to = ? WHERE id = ?").execute(arguments: [
                sighting.window.from.microseconds, sighting.window.to.microseconds, offer.id.text,
            ])
        }
    }

    /// An activation of ours that left the offer ended: one refusal more, or it would be tried for ever.
    private static func cameBackEnded(_ offer: Offer, before: Offer, open: [OpenCommand]) -> Bool {
        guard offer.status == .ended, !open.contains(where: { $0.action == .end }) else { return false }
        // Sold out at once, it ran.
        return open.contains { $0.action == .activate } || (before.status == .activating && offer.endedBy != .soldOut && offer.returnsByItself)
    }

    /// An offer that is being activated is read until it runs: each second, and once it hangs each minute. What may be wrong is looked at twice.
    /// All by Allegro's clock.
    private static func nextLook(at offer: Offer, _ record: Offer.Record, rules: CommandRules, at moment: Timestamp) -> Timestamp? {
        if let doubted = offer.contradictedAt { return doubted + rules.contradiction }
        guard offer.status == .activating else { return nil }
        let hangs = record.activateSentAt.map { moment - $0 > rules.patience } ?? false
        return moment + .seconds(hangs ? 60 : 1)
    }

    /// A reading settles what commands left open. An activation that hangs, or that Allegro undid, is a person's (R10, R28).
    private static func settleDoubt(
        _ db: Database, of offer: Offer, before: Offer, record: Offer.Record, rules: CommandRules, at moment: Timestamp, theirs: Timestamp
    ) throws {
        func raise(_ what: Words, _ why: Words) throws {
            try Problems.raise(db, kind: .commandUnconfirmed, subject: offer.id.text, what: what, why: why, at: moment)
        }
        switch offer.status {
        case .activating:
            guard let sent = record.activateSentAt, theirs - sent > rules.patience else { return }
            try raise(
                Words(en: "The activation of offer \(offer.id) hangs", pl: "Wznowienie oferty \(offer.id) utknęło"),
                Words(en: "Allegro accepted it and still says ACTIVATING", pl: "Allegro przyjęło polecenie i wciąż podaje ACTIVATING"))
        case .ended where offer.endedBy?.isWantOfStock != true:
            guard before.status == .activating else { return }
            let reason = offer.endedBy?.rawValue ?? "?"
            try raise(
                Words(en: "The activation of offer \(offer.id) did not last", pl: "Wznowienie oferty \(offer.id) nie utrzymało się"),
                Words(
                    en: "Allegro accepted it and ended the offer again: \(reason)",
                    pl: "Allegro przyjęło polecenie i ponownie zakończyło ofertę: \(reason)"))
        case .active, .ended, .inactive, .archived:
            try Problems.settle(db, kind: .commandUnconfirmed, subject: offer.id.text, by: "read back", at: moment)
            if offer.status == .active { try OfferEnds.settle(db, offer.id, at: moment) }
        }
    }

    /// It runs: an END of ours that is over explains no later end (R10). One that hangs may still be carried out.
    private static func forgetEnd(_ db: Database, _ offer: OfferID) throws {
        try db.cachedStatement(
            sql: """
                UPDATE offers SET end_sent_at = NULL WHERE id = ?1 AND end_sent_at IS NOT NULL AND NOT EXISTS (
                    SELECT 1 FROM command_offers p JOIN commands c ON c.id = p.command
                    WHERE p.offer = ?1 AND c.action = 'end' AND c.state IN ('written', 'accepted', 'hung'))
                """
        ).execute(arguments: [offer.text])
    }

    /// A command is under way: a reading may or may not hold it. What has not left and may be replaced is no more than a plan.
    private static func hasOpenCommand(_ db: Database, _ offer: OfferID) throws -> Bool {
        try Bool.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT EXISTS (SELECT 1 FROM command_offers p JOIN commands c ON c.id = p.command
                        WHERE p.offer = ? AND p.outcome IS NULL AND NOT \(Outbox.isReplaceable))
                    """),
            arguments: [offer.text]) ?? false
    }

    /// A command ended after the reading began: it may or may not be in it.
    private static func hasChanged(_ db: Database, _ offer: OfferID, since moment: Timestamp) throws -> Bool {
        try Bool.fetchOne(
            db.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM offers WHERE id = ? AND changed_at > ?)"),
            arguments: [offer.text, moment.microseconds]) ?? false
    }
}

/// An offer that is due to be read back.
public struct OfferLook: Sendable, Equatable {
    public var offer: OfferID
    public var account: AccountName
    /// The list is not enough: its detail is asked.
    public var needsDetail: Bool
    /// An end or a decrease waits for what it shows.
    public var isHasty: Bool
}

extension Offer {
    fileprivate var summary: String { "\(status.rawValue) \(shown.map { $0.exact.map(String.init) ?? "\($0.low)–\($0.high)" } ?? "?")" }
}

extension Offer.Sighting {
    fileprivate var summary: String { "\(status.rawValue) \(quantity.map(String.init) ?? "?")" }
}
