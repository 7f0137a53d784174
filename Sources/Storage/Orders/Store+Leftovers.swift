public import Inventory

extension Store {
    /// Puts reservations before a person that are still open though they are older than `age`, or though their order is over: never silent drift
    /// (`docs/reservations.md`). Each problem proposes the likeliest release that names no order: the same product and pieces, known after the
    /// sale, the nearest in time; and the action `free`, where there is none.
    ///
    /// Those that are over by now are settled.
    public func raiseLeftovers(olderThan age: Duration, limit: Int, at moment: Timestamp) async throws -> Int {
        try await write { db in
            try settleOldLeftovers(db, at: moment)
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT l.order_id, r.product, sum(r.open), min(l.bought_at), p.name, \(Orders.isOff), \(UnknownOrders.isUnknown)
                    FROM reservations r JOIN order_lines l ON l.id = r.line JOIN products p ON p.id = r.product JOIN orders o ON o.id = l.order_id
                    WHERE r.open > 0 AND (l.bought_at < ?1 OR (\(UnknownOrders.isUnknown) AND o.gone_at < ?3)
                            OR (\(Orders.isOff) AND NOT \(isAwaited)))
                        AND NOT EXISTS (
                            SELECT 1 FROM problems q WHERE q.kind = 'reservation_left_over' AND q.subject = l.order_id AND q.since > ?1
                                AND (q.settled_at IS NULL OR q.settled_by = 'dismiss'))
                    GROUP BY l.order_id, r.product, p.name, o.status, o.fulfilment, o.gone_at, o.read_at
                    ORDER BY min(l.bought_at), l.order_id, r.product LIMIT ?2
                    """, arguments: [(moment - age).microseconds, limit, (moment - unknownPatience).microseconds])
            var told: Set<OrderID> = []
            // One problem for an order: of the product that has waited longest.
            for row in rows where told.insert(OrderID(row[0])).inserted {
                let order = OrderID(row[0])
                let pieces: Int = row[2]
                let match = try likeliestRelease(db, for: order, of: ProductID(row[1]), pieces: pieces, after: Timestamp(microseconds: row[3]))
                let since = CalendarDate(inPoland: Timestamp(microseconds: row[3]))?.description ?? "?"
                let name: String = row[4]
                var fate = row[5] as Bool ? (en: ", cancelled or returned since", pl: ", potem anulowane lub zwrócone") : (en: "", pl: "")
                if row[6] as Bool {
                    fate = (en: ", told by an event alone: Allegro does not know it", pl: " według samego zdarzenia: Allegro go nie zna")
                }
                let proposal = match.map { (en: "; the likeliest is \($0.name)", pl: "; najbardziej pasuje \($0.name)") }
                try Problems.raise(
                    db, kind: .reservationLeftOver, subject: order.text,
                    what: Words(
                        en: "Order \(order) still reserves \(pieces) × \(name)", pl: "Zamówienie \(order) wciąż rezerwuje \(pieces) × \(name)"),
                    why: Words(
                        en: "bought on \(since)\(fate.en), and no release names it\(proposal?.en ?? "")",
                        pl: "kupione \(since)\(fate.pl), a żadne wydanie go nie wskazuje\(proposal?.pl ?? "")"),
                    detail: match?.document.text, at: moment)
            }
            return told.count
        }
    }
}

/// How long the form that took a merged one's lines may take to be told.
private let unknownPatience = Duration.seconds(600)

/// The release of a document of the order `o`, or of a form that it took in, is still to come.
private let isAwaited = """
    EXISTS (SELECT 1 FROM order_documents d WHERE d.release_expected_until IS NOT NULL
        AND (d.order_id = o.id OR d.order_id IN (SELECT a.id FROM order_aliases a WHERE a.order_id = o.id)))
    """

private func settleOldLeftovers(_ db: Database, at moment: Timestamp) throws {
    try db.execute(
        sql: """
            UPDATE problems SET settled_at = ?, settled_by = 'over' WHERE kind = 'reservation_left_over' AND settled_at IS NULL
            AND NOT EXISTS (SELECT 1 FROM order_lines l JOIN reservations r ON r.line = l.id WHERE l.order_id = problems.subject AND r.open > 0)
            """, arguments: [moment.microseconds])
}

/// A release without an order that took out exactly these pieces after the sale, the first of them that is proposed for no other order.
private func likeliestRelease(
    _ db: Database, for order: OrderID, of product: ProductID, pieces: Int, after moment: Timestamp
) throws -> (document: DocumentID, name: String)? {
    try Row.fetchOne(
        db,
        sql: """
            SELECT d.id, d.name FROM document_lines n JOIN documents d ON d.id = n.document
            WHERE n.product = ? AND n.count = ? AND d.kind = 'release' AND d.is_deleted = 0 AND d.known_at >= ? AND d.external_id IS NULL
                AND d.invoice IS NULL AND d.family NOT IN (SELECT document FROM document_orders)
                AND d.family NOT IN (SELECT document FROM closings)
                AND NOT EXISTS (SELECT 1 FROM problems q
                    WHERE q.kind = 'reservation_left_over' AND q.detail = d.id AND q.subject <> ? AND q.settled_at IS NULL)
            ORDER BY d.known_at, d.id LIMIT 1
            """, arguments: [product.text, StockAmount(pieces: pieces).tenThousandths, moment.microseconds, order.text]
    ).map { (DocumentID($0[0]), $0[1]) }
}
