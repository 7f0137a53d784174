import Inventory

/// The rows of `offers` and `offer_components`, as the planner knows them.
enum Offers {
    static let columns = """
        o.id, o.account, o.name, o.format, o.status, o.ended_by, o.is_fulfilled_by_allegro, o.is_synchronised, o.auto_close, o.auto_resume,
        o.shown_low, o.shown_high, o.read_at, o.contradicted_at, o.buffer, o.cap, o.contradicted_again_at,
        o.last_quantity, o.kept_quantity, o.wish, o.is_paused, o.hold, o.has_receipt, o.foreign_changes, o.foreign_at, o.is_contested,
        o.stopped_target, o.is_end_asked
        """

    /// Something may be sent for it: it follows stock, or a person's word. Of a row of `offers`.
    static let isFollowed = "(is_synchronised = 1 OR auto_close = 1 OR auto_resume = 1 OR wish IS NOT NULL OR is_paused = 1)"

    static func offer(_ db: Database, _ id: OfferID) throws -> Offer? {
        try Row.fetchOne(db.cachedStatement(sql: "SELECT \(columns) FROM offers o WHERE o.id = ?"), arguments: [id.text])
            .map { try offer(db, $0) }
    }

    static func offer(_ db: Database, _ row: Row) throws -> Offer {
        let id: String = row[0]
        let components = try Row.fetchAll(
            db.cachedStatement(sql: "SELECT product, units FROM offer_components WHERE offer = ? ORDER BY product"), arguments: [id]
        ).map { OfferLink.Component(product: ProductID($0[0]), units: $0[1]) }
        var offer = Offer(
            id: OfferID(id), account: AccountName(row[1]), name: row[2], format: try read(row, 3), status: try read(row, 4),
            endedBy: (row[5] as String?).flatMap(EndCause.init(rawValue:)), isFulfilledByAllegro: row[6],
            link: components.isEmpty ? nil : OfferLink(components: components, buffer: row[14], cap: row[15]), isSynchronised: row[7],
            autoClose: row[8], autoResume: row[9],
            shown: (row[10] as Int?).map { ShownQuantity(low: $0, high: row[11]) },
            readAt: (row[12] as Int64?).map(Timestamp.init(microseconds:)), contradictedAt: (row[13] as Int64?).map(Timestamp.init(microseconds:)),
            contradictedAgainAt: (row[16] as Int64?).map(Timestamp.init(microseconds:)))
        (offer.lastQuantity, offer.keptQuantity) = (row[17], row[18])
        offer.wish = (row[19] as String?).flatMap(HandWish.init(rawValue:))
        offer.isPaused = row[20]
        offer.hold = (row[21] as String?).flatMap(EndHold.init(rawValue:))
        offer.hasReceipt = row[22]
        offer.foreignChanges = row[23]
        offer.foreignAt = (row[24] as Int64?).map(Timestamp.init(microseconds:))
        (offer.isContested, offer.stoppedTarget, offer.isEndAsked) = (row[25], row[26], row[27])
        return offer
    }

    /// Writes what an offer sells, in the place of an earlier link; what was sold of it already reserves accordingly.
    static func saveLink(_ db: Database, _ offer: OfferID, _ link: OfferLink, at moment: Timestamp) throws {
        try db.cachedStatement(sql: "DELETE FROM offer_components WHERE offer = ?").execute(arguments: [offer.text])
        let insertion = try db.cachedStatement(sql: "INSERT INTO offer_components (offer, product, units) VALUES (?, ?, ?)")
        for component in link.components { try insertion.execute(arguments: [offer.text, component.product.text, component.units]) }
        try db.cachedStatement(sql: "UPDATE offers SET buffer = ?, cap = ?, stopped_target = NULL, hold = NULL WHERE id = ?")
            .execute(arguments: [link.buffer, link.cap, offer.text])
        try Switches.keepAutosApart(db, offer)
        try HeldEnds.tell(db, at: moment)
        try Reservations.bind(db, offer)
        for component in link.components { try DirtyMarks.mark(db, product: component.product, falls: true, since: moment) }
        try DirtyMarks.mark(db, offer: offer, falls: true, since: moment)
        try DirtyMarks.lookIfEndIsUnexplained(db, at: offer, moment)
    }

    /// Writes what sightings, outcomes and plans change: status, who ended it, the model of what is shown, and what people wish of it.
    static func saveModel(_ db: Database, _ offer: Offer) throws {
        try db.cachedStatement(
            sql: """
                UPDATE offers SET status = ?, ended_by = ?, shown_low = ?, shown_high = ?, read_at = ?, contradicted_at = ?,
                    contradicted_again_at = ?, last_quantity = ?, kept_quantity = ?, wish = ?, is_paused = ?, hold = ?, has_receipt = ?,
                    foreign_changes = ?, foreign_at = ?, is_contested = ?, is_end_asked = ? WHERE id = ?
                """
        ).execute(arguments: [
            offer.status.rawValue, offer.endedBy?.rawValue, offer.shown?.low, offer.shown?.high, offer.readAt?.microseconds,
            offer.contradictedAt?.microseconds, offer.contradictedAgainAt?.microseconds, offer.lastQuantity, offer.keptQuantity,
            offer.wish?.rawValue, offer.isPaused, offer.hold?.rawValue, offer.hasReceipt, offer.foreignChanges, offer.foreignAt?.microseconds,
            offer.isContested, offer.isEndAsked, offer.id.text,
        ])
    }

    /// How far what we know of Allegro's clock may be off: its answers are dated in whole seconds.
    private static let saleGrain = Duration.seconds(2)

    /// A buyer took pieces of a line's offer: what it shows is that much less, unless the last reading held the sale already. Where the times
    /// cannot tell, either may be true (`docs/planner.md`, "the model").
    ///
    /// More than was known to be there can only be sold where something raised it unseen, an increase of ours that hangs or another hand: then the
    /// number is not known, and it is read at once.
    static func sold(_ db: Database, _ line: OrderLine, at moment: Timestamp) throws {
        try db.cachedStatement(
            sql: """
                UPDATE offers SET shown_low = NULL, shown_high = NULL, look_at = min(coalesce(look_at, ?5), ?5)
                WHERE id = ?1 AND shown_high < ?2 AND status IN ('active', 'activating') AND ?3 > coalesce(sighted_to, 0) + ?4
                """
        ).execute(arguments: [line.offer.text, line.quantity, line.boughtAt.microseconds, saleGrain.wholeMicroseconds, moment.microseconds])
        try db.cachedStatement(
            sql: """
                UPDATE offers SET shown_low = max(0, shown_low - ?2),
                    shown_high = CASE WHEN ?3 > coalesce(sighted_to, 0) + ?4 THEN shown_high - ?2 ELSE shown_high END
                WHERE id = ?1 AND shown_low IS NOT NULL AND status IN ('active', 'activating') AND ?3 >= coalesce(sighted_from, 0) - ?4
                """
        ).execute(arguments: [line.offer.text, line.quantity, line.boughtAt.microseconds, saleGrain.wholeMicroseconds])
    }

    /// Of an offer `o` whose number is not known: pieces were sold of it since it was last read, so a page that lags may show them still (R31).
    static let isSoldSinceRead = "EXISTS (SELECT 1 FROM order_lines l WHERE l.offer = o.id AND l.bought_at > o.sighted_to)"

    /// What was sold of an offer that we take for ended proves that it is on sale: somebody resumed it, and it is read at once (R29).
    static func lookAtEnded(_ db: Database, _ line: OrderLine, at moment: Timestamp) throws {
        try db.cachedStatement(
            sql: """
                UPDATE offers SET look_at = min(coalesce(look_at, ?2), ?2)
                WHERE id = ?1 AND status = 'ended' AND ?3 >= coalesce(sighted_from, 0) - ?4
                """
        ).execute(arguments: [line.offer.text, moment.microseconds, line.boughtAt.microseconds, saleGrain.wholeMicroseconds])
    }

    /// An order was cancelled: whether Allegro gives its pieces back to the offer nobody says, so it may show that many more. A reading tells, before
    /// anything is raised.
    static func mayHaveReturned(_ db: Database, _ order: OrderID, at moment: Timestamp) throws {
        try db.cachedStatement(
            sql: """
                UPDATE offers SET look_at = min(coalesce(look_at, ?2), ?2),
                    changed_at = ?2 + coalesce((SELECT clock_ahead FROM order_journals j WHERE j.account = offers.account), 0),
                    shown_high = shown_high + (SELECT sum(quantity) FROM order_lines l WHERE l.order_id = ?1 AND l.offer = offers.id)
                WHERE id IN (SELECT offer FROM order_lines WHERE order_id = ?1) AND shown_low IS NOT NULL AND status IN ('active', 'activating')
                    AND EXISTS (SELECT 1 FROM orders WHERE id = ?1 AND (status = 'cancelled' OR fulfilment = 'cancelled'))
                """
        ).execute(arguments: [order.text, moment.microseconds])
    }

    /// Its commands whose outcome is not known, oldest first; without what ``Outbox/replaceable(_:of:)`` tells, which is no more than a plan.
    static func openCommands(_ db: Database, of offer: OfferID, without command: CommandID? = nil) throws -> [OpenCommand] {
        try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT c.action, c.value, p.outcome FROM command_offers p JOIN commands c ON c.id = p.command
                    WHERE p.offer = ? AND c.id IS NOT ? AND (p.outcome IS NULL OR p.outcome = 'unknown') AND NOT \(Outbox.isReplaceable)
                    ORDER BY c.written_at, c.id
                    """), arguments: [offer.text, command?.text]
        ).map { OpenCommand(action: try action($0[0], $0[1]), progress: ($0[2] as String?) == nil ? .expected : .unknown) }
    }

    /// What its increases may still add that readings have outweighed while Allegro is still asked about them.
    static func lateIncrease(_ db: Database, of offer: OfferID) throws -> Int {
        try Int.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT coalesce(sum(c.value), 0) FROM command_offers p JOIN commands c ON c.id = p.command
                    WHERE p.offer = ? AND p.outcome = 'superseded' AND c.state = 'hung' AND c.action = 'gain' AND c.value > 0
                    """), arguments: [offer.text]) ?? 0
    }

    /// True when it may show more than it should: that goes first (R31).
    static func isAboveTarget(_ db: Database, _ offer: Offer) throws -> Bool {
        guard offer.isOnSale, let shown = offer.shown else { return false }
        let products = AvailabilityCache(db)
        try products.load(for: offer)
        return offer.link?.target { products[$0] }.map { shown.high > $0.published } ?? false
    }

    static func action(_ name: String, _ value: Int?) throws -> CommandAction {
        switch (name, value) {
        case ("gain", let value?): .gain(value)
        case ("fixed", let value?): .fixed(value)
        case ("end", _): .end
        case ("activate", _): .activate
        default: throw StorageError.corrupted(reason: "unknown action \(name)")
        }
    }

    private static func read<Value: RawRepresentable<String>>(_ row: Row, _ index: Int) throws -> Value {
        let text: String = row[index]
        guard let value = Value(rawValue: text) else { throw StorageError.corrupted(reason: "unknown value \(text)") }
        return value
    }
}

extension CommandAction {
    /// The columns `action` and `value`.
    var columns: (name: String, value: Int?) {
        switch self {
        case .gain(let pieces): ("gain", pieces)
        case .fixed(let quantity): ("fixed", quantity)
        case .end: ("end", nil)
        case .activate: ("activate", nil)
        }
    }
}
