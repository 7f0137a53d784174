import Inventory

/// The ends that the brake holds, and the one problem that asks a person about them (R30).
enum HeldEnds {
    /// All of them are one problem.
    static let subject = "offers"
    /// How many offers its text names.
    private static let namedLimit = 20
    /// How many causes it names.
    private static let causeLimit = 3

    /// Tells the problem anew after holds changed: what is held now, and why; it is over when nothing is.
    static func tell(_ db: Database, at moment: Timestamp) throws {
        let held = try String.fetchAll(db.cachedStatement(sql: "SELECT id FROM offers WHERE hold = 'held' ORDER BY id"))
        guard !held.isEmpty else { return try Problems.settle(db, kind: .brake, subject: subject, by: "over", at: moment) }
        let names = held.prefix(namedLimit).joined(separator: ", ")
        let more = held.count > namedLimit ? held.count - namedLimit : 0
        let cause = try causes(db)
        try Problems.raise(
            db, kind: .brake, subject: subject,
            what: Words(
                en: "\(held.count) offers would end at once; the ends are held and the offers show 1",
                pl: "Naraz zakończyłoby się ofert: \(held.count); wstrzymano to, oferty pokazują 1 sztukę"),
            why: Words(
                en: "Their stock is gone (\(cause.en)). Offers: \(names)\(more > 0 ? " and \(more) more" : "")",
                pl: "Zniknął stan ich produktów (\(cause.pl)). Oferty: \(names)\(more > 0 ? " i jeszcze \(more)" : "")"),
            at: moment)
    }

    /// Keeps when an end that no order explains was written or held: ends of a short time count together. One that stock took back counts no more.
    static func count(_ db: Database, before: Offer, _ now: PlanningPass.Planned, at moment: Timestamp) throws {
        let isOver = before.hold == .held && now.offer.hold == nil
        guard now.isSuspect || isOver else { return }
        try db.cachedStatement(sql: "UPDATE offers SET suspect_end_at = ? WHERE id = ?").execute(arguments: [
            now.isSuspect ? moment.microseconds : nil, now.offer.id.text,
        ])
    }

    /// A pass held its ends: those that earlier passes wrote within the brake's window and that have not left are planned anew, and held with them. So
    /// the ends of a large shop do not slip under the share pass by pass, and no pass looks further than its own offers.
    static func recall(_ db: Database, since: Timestamp, at moment: Timestamp) throws {
        try db.execute(
            sql: """
                UPDATE offers SET dirty_at = coalesce(dirty_at, ?), dirty_rank = 0 WHERE suspect_end_at >= ? AND id IN (
                    SELECT p.offer FROM command_offers p JOIN commands c ON c.id = p.command
                    WHERE c.state = 'written' AND c.action = 'end' AND c.sent_at IS NULL AND p.outcome IS NULL)
                """, arguments: [moment.microseconds, since.microseconds])
    }

    /// A person decided: the held ends go, or wait for the next change of stock. Neither counts against a later end.
    static func decide(_ db: Database, _ decision: EndHold, at moment: Timestamp) throws {
        try db.execute(
            sql: "UPDATE offers SET hold = ?, suspect_end_at = NULL, dirty_at = coalesce(dirty_at, ?), dirty_rank = 0 WHERE hold = 'held'",
            arguments: [decision.rawValue, moment.microseconds])
    }

    /// What took the last pieces of the held offers' products: those that took most of them first.
    private static func causes(_ db: Database) throws -> Words {
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT l.cause, coalesce(d.name, l.document), coalesce(nullif(w.name, ''), l.warehouse), count(*) AS products FROM (
                    SELECT max(l.sequence) AS newest FROM ledger l WHERE l.product IN (
                        SELECT c.product FROM offers o JOIN offer_components c ON c.offer = o.id WHERE o.hold = 'held')
                    GROUP BY l.product) n
                JOIN ledger l ON l.sequence = n.newest JOIN warehouses w ON w.id = l.warehouse LEFT JOIN documents d ON d.id = l.document
                GROUP BY l.cause, l.document, l.warehouse, d.name, w.name ORDER BY products DESC, l.cause, l.document, l.warehouse
                """)
        guard !rows.isEmpty else { return Words(en: "cause unknown", pl: "przyczyna nieznana") }
        let named = rows.prefix(causeLimit).map(cause)
        let more = rows.count - named.count
        return Words(
            en: named.map(\.en).joined(separator: "; ") + (more > 0 ? "; and \(more) more causes" : ""),
            pl: named.map(\.pl).joined(separator: "; ") + (more > 0 ? "; i jeszcze przyczyn: \(more)" : ""))
    }

    private static func cause(_ row: Row) -> Words {
        let (cause, place, products): (String, String, Int) = (row[0], row[2], row[3])
        switch cause {
        case "document", "explained":
            let document: String = row[1] ?? "?"
            return Words(en: "\(document), products: \(products)", pl: "\(document), produktów: \(products)")
        case "notice":
            return Words(
                en: "stock notices of warehouse \(place), products: \(products)",
                pl: "powiadomienia o stanie magazynu \(place), produktów: \(products)")
        default: return Words(en: "readings of warehouse \(place), products: \(products)", pl: "odczyt magazynu \(place), produktów: \(products)")
        }
    }
}
