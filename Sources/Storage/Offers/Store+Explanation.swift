public import Inventory

extension Store {
    /// How many causes of each step are told.
    static let explanationDepth = 5

    /// Why an offer shows what it shows (R24); nil for one that is not known.
    public func explanation(of id: OfferID) async throws -> Explanation? {
        try await read { db in
            guard let offer = try Offers.offer(db, id) else { return nil }
            var availability: [ProductID: Availability] = [:]
            var causes: [ProductID: [Explanation.Cause]] = [:]
            var orders: [ProductID: [Explanation.Cause]] = [:]
            for component in offer.link?.components ?? [] {
                availability[component.product] = try Catalogue.availability(db, of: component.product)
                causes[component.product] = try Self.stockCauses(db, component.product)
                orders[component.product] = try Self.orderCauses(db, component.product)
            }
            return Explanation(
                offer, availability: { availability[$0] }, stockCauses: { causes[$0] ?? [] }, orders: { orders[$0] ?? [] },
                commands: try Self.commandCauses(db, id))
        }
    }

    private static func stockCauses(_ db: Database, _ product: ProductID) throws -> [Explanation.Cause] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT l.cause, l.document, d.name, l.delta, l.known_at, l.warehouse, w.name FROM ledger l
                JOIN warehouses w ON w.id = l.warehouse AND w.is_counted = 1 LEFT JOIN documents d ON d.id = l.document
                WHERE l.product = ? ORDER BY l.sequence DESC LIMIT ?
                """, arguments: [product.text, explanationDepth]
        ).map { row in
            let cause: String = row[0]
            let warehouse: String = row[6]
            let place = warehouse.isEmpty ? row[5] as String : warehouse
            let document: String? = row[1]
            let name =
                switch cause {
                case "opening": "first reading, \(place)"
                case "reading": "reading, \(place)"
                case "notice": "stock notice, \(place)"
                case "explained": "already in a reading: \(row[2] as String? ?? document ?? "")"
                default: row[2] as String? ?? document ?? ""
                }
            return Explanation.Cause(
                document == nil ? .reading : .document, id: document ?? row[5], name: name, delta: StockAmount(tenThousandths: row[3]),
                at: Timestamp(microseconds: row[4]))
        }
    }

    /// The orders that hold pieces of a product, the newest first.
    private static func orderCauses(_ db: Database, _ product: ProductID) throws -> [Explanation.Cause] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT l.order_id, l.offer_name, r.open, l.bought_at FROM reservations r JOIN order_lines l ON l.id = r.line
                WHERE r.product = ? AND r.open > 0 ORDER BY l.bought_at DESC, l.id LIMIT ?
                """, arguments: [product.text, explanationDepth]
        ).map { row in
            Explanation.Cause(
                .order, id: row[0], name: row[1], delta: -StockAmount(pieces: row[2]), at: Timestamp(microseconds: row[3]))
        }
    }

    private static func commandCauses(_ db: Database, _ offer: OfferID) throws -> [Explanation.Cause] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT c.id, c.action, c.value, c.state, c.written_at, p.outcome, p.code FROM command_offers p JOIN commands c ON c.id = p.command
                WHERE p.offer = ? ORDER BY c.written_at DESC, c.id LIMIT ?
                """, arguments: [offer.text, explanationDepth]
        ).map { row in
            let value = (row[2] as Int?).map { " \($0)" } ?? ""
            let outcome = row[5] as String? ?? row[3] as String
            let code = (row[6] as String?).map { " \($0)" } ?? ""
            return Explanation.Cause(
                .command, id: row[0], name: "\(row[1] as String)\(value): \(outcome)\(code)", delta: nil, at: Timestamp(microseconds: row[4]))
        }
    }
}
