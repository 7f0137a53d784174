import Inventory

/// What our own records say of an offer when a page shows it (R10, R44).
enum OfferRecords {
    static func record(_ db: Database, _ offer: Offer, for sighting: Offer.Sighting) throws -> Offer.Record {
        let row = try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT end_sent_at, activate_sent_at,
                        (SELECT max(c.sent_at) FROM command_offers p JOIN commands c ON c.id = p.command AND c.action = 'end'
                            WHERE p.offer = o.id AND p.outcome IN ('unknown', 'superseded')),
                        ended_at, refusals > 0 OR stopped_target IS NOT NULL OR \(Offers.isSoldSinceRead)
                    FROM offers o WHERE o.id = ?
                    """), arguments: [offer.id.text])
        func moment(_ column: Int) -> Timestamp? { (row?[column] as Int64?).map(Timestamp.init(microseconds:)) }
        var record = Offer.Record(endSentAt: moment(0), activateSentAt: moment(1), givenUpEndSentAt: moment(2))
        record.endedAt = moment(3)
        record.isInDoubt = row?[4] ?? false
        if try Bool.fetchOne(db.cachedStatement(sql: "SELECT fetch_orders FROM settings")) ?? false {
            record.orders = .complete(at: try OrderLooks.knownUntil(db, offer.account))
        }
        if offer.status == .active, sighting.status == .ended {
            record.soldUnseen = try soldUnseen(db, offer)
            record.isTakenAtEnd = try sighting.endedAt.map { try isSold(db, offer, at: $0) || isEmptied(db, offer, at: $0) } ?? false
        }
        return record
    }

    /// Allegro ends what is sold out so soon after the sale, by its own clock.
    private static let soldOutLag = Duration.seconds(2)

    /// By Allegro's own word: an event that somebody else told, and that no order stands behind, explains no end.
    private static func isSold(_ db: Database, _ offer: Offer, at end: Timestamp) throws -> Bool {
        try Bool.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT EXISTS (SELECT 1 FROM order_lines l JOIN orders o ON o.id = l.order_id
                        WHERE l.offer = ? AND l.bought_at BETWEEN ? AND ? AND (o.read_at IS NOT NULL OR o.is_in_journal = 1))
                    """),
            arguments: [offer.id.text, (end - soldOutLag).microseconds, end.microseconds]) ?? false
    }

    /// A decrease of ours that Allegro carried out between its leaving and its report: reckoned from a number that somebody had lowered meanwhile, it
    /// takes all that is left. On an offer that a person had ended before, it would have failed; and one that was read as running since did not empty
    /// it. Other offers of the command may be reported much later.
    private static func isEmptied(_ db: Database, _ offer: Offer, at end: Timestamp) throws -> Bool {
        let ahead = try OrderLooks.clockAhead(db, offer.account).wholeMicroseconds
        return try Bool.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT EXISTS (SELECT 1 FROM command_offers p JOIN commands c ON c.id = p.command AND c.action = 'gain' AND c.value < 0
                        JOIN offers f ON f.id = p.offer
                        WHERE p.offer = ?1 AND p.outcome = 'success' AND c.sent_at >= coalesce(f.sighted_from, c.sent_at)
                            AND c.sent_at <= ?2 + ?3 AND coalesce(c.settled_at + ?4, ?2) + ?3 >= ?2)
                    """),
            arguments: [offer.id.text, end.microseconds, soldOutLag.wholeMicroseconds, ahead]) ?? false
    }

    /// A command that hangs is asked about each minute.
    private static let lateReport = Duration.seconds(120)

    /// A decrease that hung and succeeded all the same, at the moment of an end that was taken for a person's meanwhile (R44), and that nobody asked
    /// us for.
    static func mayHaveEmptied(_ db: Database, _ offer: Offer, _ decrease: Command, reportedAt moment: Timestamp) throws -> Bool {
        guard case .gain(..<0) = decrease.action, offer.status == .ended, offer.endedBy == .hand, !offer.isEndAsked, let sent = decrease.sentAt else {
            return false
        }
        return try Bool.fetchOne(
            db.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM offers WHERE id = ? AND end_sent_at IS NULL AND ended_at BETWEEN ? AND ?)"),
            arguments: [
                offer.id.text, max(sent - soldOutLag, moment - lateReport).microseconds, (moment + soldOutLag).microseconds,
            ]) ?? false
    }

    /// The list has lagged by minutes (allegro-api threads 1507, 2327, 2839).
    private static let listLag = Duration.seconds(600)

    /// Pieces bought a little before the last reading and told after it: it was taken to hold them.
    private static func soldUnseen(_ db: Database, _ offer: Offer) throws -> Int {
        try Int.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT coalesce(sum(l.quantity), 0) FROM offers f JOIN order_lines l ON l.offer = f.id JOIN orders o ON o.id = l.order_id
                    WHERE f.id = ? AND l.bought_at BETWEEN f.sighted_from - ? AND f.sighted_to AND o.first_seen_at + ? >= f.sighted_from
                    """),
            arguments: [offer.id.text, listLag.wholeMicroseconds, try OrderLooks.clockAhead(db, offer.account).wholeMicroseconds]) ?? 0
    }
}
