import Inventory

/// The rows of `oversells`, within the transaction that reserves a sale.
enum Oversells {
    /// Judges lines that were reserved just now, in the order of their form, and keeps what was oversold.
    static func judge(_ db: Database, _ lines: [OrderLine], knownAt: Timestamp) throws -> [Oversell] {
        var found: [Oversell] = []
        // The last line lacks first; what it lacks is no lack of the ones before.
        var judged: [ProductID: Int] = [:]
        for line in lines.reversed() {
            let held = try Row.fetchAll(
                db.cachedStatement(sql: "SELECT product, open FROM reservations WHERE line = ? AND open > 0 ORDER BY product"),
                arguments: [line.id.text])
            for row in held {
                let (product, open) = (ProductID(row[0]), row[1] as Int)
                guard let availability = try Catalogue.availability(db, of: product), let stock = availability.stock else { continue }
                let pieces = Oversell.pieces(open: open, stock: stock, reserved: availability.reserved - (judged[product] ?? 0))
                judged[product, default: 0] += open
                guard pieces > 0 else { continue }
                let offer = try Offers.offer(db, line.offer)
                // Allegro's clock dates the sale, ours all that stood around it.
                let ahead = try offer.map { try OrderLooks.clockAhead(db, $0.account) } ?? .zero
                let cause = Oversell.cause(
                    of: pieces, boughtAt: line.boughtAt - ahead, knownAt: knownAt, try circumstances(db, of: line, offer, product, ahead: ahead))
                let oversell = Oversell(
                    line: line.id, offer: line.offer, product: product, pieces: pieces, cause: cause, boughtAt: line.boughtAt, knownAt: knownAt)
                try save(db, oversell)
                found.append(oversell)
            }
        }
        return found
    }

    private static func save(_ db: Database, _ oversell: Oversell) throws {
        try db.cachedStatement(
            sql: "INSERT OR IGNORE INTO oversells (line, product, pieces, cause, bought_at, known_at) VALUES (?, ?, ?, ?, ?, ?)"
        ).execute(arguments: [
            oversell.line.text, oversell.product.text, oversell.pieces, oversell.cause.rawValue, oversell.boughtAt.microseconds,
            oversell.knownAt.microseconds,
        ])
    }

    private static func circumstances(
        _ db: Database, of line: OrderLine, _ offer: Offer?, _ product: ProductID, ahead: Duration
    ) throws -> Oversell.Circumstances {
        let boughtAt = line.boughtAt - ahead
        let lost = try Int64.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT coalesce(-sum(delta), 0) FROM ledger WHERE product = ?1 AND known_at > ?2 AND delta < 0
                        AND (family IS NULL OR family NOT IN (SELECT document FROM closings WHERE product = ?1))
                    """), arguments: [product.text, boughtAt.microseconds])
        let others = try Int64.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT l.bought_at FROM order_lines l JOIN reservations r ON r.line = l.id
                    WHERE r.product = ?1 AND l.offer <> ?2 AND l.bought_at BETWEEN ?3 - ?4 AND ?3 + ?4
                    """),
            arguments: [product.text, line.offer.text, line.boughtAt.microseconds, Oversell.momentOfSale.wholeMicroseconds])
        let lowerings = try Int64.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT p.since FROM command_offers p JOIN commands c ON c.id = p.command
                    WHERE p.offer = ?1 AND c.rank = 0 AND coalesce(p.outcome, '') <> 'withdrawn' AND (c.settled_at IS NULL OR c.settled_at > ?2)
                    UNION ALL SELECT dirty_at FROM offers WHERE id = ?1 AND dirty_rank = 0
                    """), arguments: [line.offer.text, boughtAt.microseconds])
        return Oversell.Circumstances(
            isSynchronised: offer?.isSynchronised ?? false, foreignChanges: offer?.foreignChanges ?? 0,
            lostSince: StockAmount(tenThousandths: lost ?? 0).wholePieces, othersBoughtAt: others.map { Timestamp(microseconds: $0) - ahead },
            loweringSince: lowerings.map(Timestamp.init(microseconds:)))
    }
}
