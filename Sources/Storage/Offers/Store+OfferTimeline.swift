public import Inventory

extension Store {
    /// The most facts of each kind that a timeline tells: the newest.
    public static let timelineLimit = 300

    /// What happened around an offer from `start` on (nil: as far back as the last facts reach), in one snapshot; nil for one that is not known.
    public func timeline(of id: OfferID, since start: Timestamp?, at now: Timestamp) async throws -> OfferTimeline? {
        try await read { db in
            guard let offer = try Offers.offer(db, id) else { return nil }
            let since = start ?? Timestamp(microseconds: 0)
            let limit = start == nil ? 40 : Self.timelineLimit
            let product = offer.link.flatMap { $0.components.count == 1 ? $0.components[0].product : nil }
            var facts = OfferFacts(db: db, since: since, limit: limit)
            try facts.addCommands(of: id)
            try facts.addSales(of: id)
            try facts.addDifferences(of: id)
            if let product {
                try facts.addStock(of: product)
                try facts.addReservations(of: product)
            }
            let events = facts.sorted
            let oldest = events.first.map { $0.at } ?? now
            let from = start ?? min(oldest - (now - oldest) * 0.04 - .seconds(2), now - .seconds(60))
            let availability = try product.flatMap { try Catalogue.availability(db, of: $0) }
            return OfferTimeline(
                from: from, to: now, events: events.filter { $0.at >= from }, stock: availability?.stock,
                reserved: availability.map { StockAmount(pieces: $0.reserved) }, shown: offer.shown?.exact)
        }
    }
}

/// The facts of a timeline as they are found, within a transaction.
private struct OfferFacts {
    let db: Database
    let since: Timestamp
    let limit: Int
    private var events: [OfferTimeline.Event] = []
    /// Where one kind was cut off: before that moment the others would tell half a story.
    private var complete = Timestamp(microseconds: 0)

    init(db: Database, since: Timestamp, limit: Int) { (self.db, self.since, self.limit) = (db, since, limit) }

    var sorted: [OfferTimeline.Event] {
        events.enumerated().filter { $0.element.at >= complete }.sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
    }

    private mutating func add(_ found: [OfferTimeline.Event], isCut: Bool) {
        events += found
        if isCut, let oldest = found.map(\.at).min() { complete = max(complete, oldest) }
    }

    mutating func addCommands(of offer: OfferID) throws {
        let rows = try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT c.id, c.action, c.value, c.sent_at, c.settled_at, p.outcome, p.code, p.message
                    FROM command_offers p JOIN commands c ON c.id = p.command
                    WHERE p.offer = ? AND c.written_at >= ? AND c.sent_at IS NOT NULL ORDER BY c.written_at DESC, c.id LIMIT ?
                    """), arguments: [offer.text, (since - .seconds(3600)).microseconds, limit])
        var found: [OfferTimeline.Event] = []
        for row in rows {
            let (id, action) = (CommandID(row[0] as String), try Offers.action(row[1], row[2]))
            found.append(.init(.sent(id, action), at: Timestamp(microseconds: row[3])))
            guard let outcome = row[5] as String?, outcome == "success" || outcome == "refused", let settled = row[4] as Int64? else { continue }
            let reason = [row[6] as String?, row[7] as String?].compactMap(\.self).joined(separator: ": ")
            found.append(
                .init(
                    .answered(id, action, isSuccess: outcome == "success", reason: reason.isEmpty ? nil : reason),
                    at: Timestamp(microseconds: settled)))
        }
        add(found, isCut: rows.count == limit)
    }

    mutating func addSales(of offer: OfferID) throws {
        let rows = try Row.fetchAll(
            db.cachedStatement(
                sql: "SELECT order_id, quantity, bought_at FROM order_lines WHERE offer = ? AND bought_at >= ? ORDER BY bought_at DESC LIMIT ?"),
            arguments: [offer.text, since.microseconds, limit])
        add(
            rows.map { .init(.sold(OrderID($0[0]), quantity: $0[1]), at: Timestamp(microseconds: $0[2])) }, isCut: rows.count == limit)
    }

    mutating func addDifferences(of offer: OfferID) throws {
        let rows = try Row.fetchAll(
            db.cachedStatement(
                sql: "SELECT expected, found, at FROM drifts WHERE subject = 'offer' AND name = ? AND at >= ? ORDER BY at DESC LIMIT ?"),
            arguments: [offer.text, since.microseconds, limit])
        add(rows.map { .init(.differed(expected: $0[0], found: $0[1]), at: Timestamp(microseconds: $0[2])) }, isCut: rows.count == limit)
    }

    mutating func addStock(of product: ProductID) throws {
        let rows = try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT l.document, d.name, l.delta, l.known_at, coalesce(nullif(w.name, ''), w.id) FROM (
                        SELECT * FROM ledger WHERE product = ? AND known_at >= ? AND warehouse IN (SELECT id FROM warehouses WHERE is_counted = 1)
                        ORDER BY sequence DESC LIMIT ?) l
                    JOIN warehouses w ON w.id = l.warehouse LEFT JOIN documents d ON d.id = l.document ORDER BY l.sequence DESC
                    """), arguments: [product.text, since.microseconds, limit])
        let found = rows.map { row -> OfferTimeline.Event in
            let delta = StockAmount(tenThousandths: row[2])
            let document: String? = row[0]
            let fact: OfferTimeline.Fact =
                document.map { .document(DocumentID($0), name: row[1] ?? $0, delta: delta) } ?? .reading(warehouse: row[4], delta: delta)
            return .init(fact, at: Timestamp(microseconds: row[3]))
        }
        add(found, isCut: rows.count == limit)
    }

    /// Opened by the sale, closed by a document when that became known, freed by a cancellation.
    mutating func addReservations(of product: ProductID) throws {
        let offers = "SELECT offer FROM offer_components WHERE product = ?1"
        let opened = try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT l.order_id, r.pieces, l.bought_at, r.is_freed, o.updated_at, r.pieces - r.closed FROM order_lines l
                    JOIN reservations r ON r.line = l.id AND r.product = ?1 JOIN orders o ON o.id = l.order_id
                    WHERE l.offer IN (\(offers)) AND l.bought_at >= ?2 ORDER BY l.bought_at DESC LIMIT ?3
                    """), arguments: [product.text, since.microseconds, limit])
        var found = opened.map { row -> OfferTimeline.Event in
            .init(.reserved(OrderID(row[0]), pieces: row[1]), at: Timestamp(microseconds: row[2]))
        }
        for row in opened where row[3] as Bool {
            guard let at = row[4] as Int64?, row[5] as Int > 0 else { continue }
            found.append(.init(.freed(OrderID(row[0]), pieces: row[5]), at: Timestamp(microseconds: at)))
        }
        add(found, isCut: opened.count == limit)
        let closed = try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT c.line, l.order_id, c.pieces, g.known_at FROM ledger g
                    JOIN closings c ON c.document = g.family AND c.product = g.product JOIN order_lines l ON l.id = c.line
                    WHERE g.product = ?1 AND g.known_at >= ?2 AND g.cause = 'document' AND g.delta < 0
                    GROUP BY c.line, l.order_id, c.pieces, g.known_at ORDER BY max(g.sequence) DESC LIMIT ?3
                    """), arguments: [product.text, since.microseconds, limit])
        add(
            closed.map { .init(.freed(OrderID($0[1]), pieces: $0[2]), at: Timestamp(microseconds: $0[3])) }, isCut: closed.count == limit)
    }
}
