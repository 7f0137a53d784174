public import Inventory

extension Store {
    /// Offers by id, after the one with id `after`, at most `limit`.
    public func offers(_ filter: OfferFilter, after: OfferID?, limit: Int) async throws -> [OfferView] {
        try await read { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT \(Offers.columns), max(coalesce(o.changed_at, 0), coalesce(o.read_at, 0)) AS shown_at FROM offers o
                    WHERE o.id > :after
                        AND (:account IS NULL OR o.account = :account)
                        AND (:product IS NULL OR o.id IN (SELECT offer FROM offer_components WHERE product = :product))
                        AND (:sync IS NULL OR o.is_synchronised = :sync)
                        AND (:linked IS NULL OR :linked = (o.id IN (SELECT offer FROM offer_components)))
                        AND (:status IS NULL OR o.status = :status)
                        AND (:format IS NULL OR o.format = :format)
                        AND (:problem IS NULL OR :problem = (o.hold IS 'held' OR EXISTS (SELECT 1 FROM problems p WHERE p.subject = o.id AND p.settled_at IS NULL)))
                        AND (:text IS NULL OR instr(o.search, :text))
                    ORDER BY o.id LIMIT :limit
                    """,
                arguments: [
                    "after": after?.text ?? "", "account": filter.account?.text, "product": filter.product?.text, "sync": filter.isSynchronised,
                    "linked": filter.isLinked,
                    "status": filter.status?.rawValue, "format": filter.format?.rawValue, "problem": filter.hasProblem,
                    "text": filter.text.map { SearchText.fold($0) }, "limit": limit,
                ])
            let products = AvailabilityCache(db)
            return try rows.map { try Self.view(db, $0, products) }
        }
    }

    /// One offer as people see it.
    public func offer(_ id: OfferID) async throws -> OfferView? {
        try await read { db in
            try Row.fetchOne(
                db, sql: "SELECT \(Offers.columns), max(coalesce(o.changed_at, 0), coalesce(o.read_at, 0)) AS shown_at FROM offers o WHERE o.id = ?",
                arguments: [id.text]
            ).map { try Self.view(db, $0, AvailabilityCache(db)) }
        }
    }

    /// Products by id, after the one with id `after`; `text` occurs in the name, the code or the EAN, or is the id (``SearchText``).
    public func products(text: String?, after: ProductID?, limit: Int) async throws -> [ProductView] {
        try await read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT id, code, ean, name FROM products WHERE id > :after
                        AND (:text IS NULL OR instr(search, :text) OR id = :id)
                    ORDER BY id LIMIT :limit
                    """,
                arguments: ["after": after?.text ?? "", "text": text.map { SearchText.fold($0) }, "id": text, "limit": limit]
            ).map { try Self.product(db, $0) }
        }
    }

    /// One product as people see it.
    public func product(_ id: ProductID) async throws -> ProductView? {
        try await read { db in
            try Row.fetchOne(db, sql: "SELECT id, code, ean, name FROM products WHERE id = ?", arguments: [id.text]).map { try Self.product(db, $0) }
        }
    }

    static func view(_ db: Database, _ row: Row, _ products: AvailabilityCache) throws -> OfferView {
        let offer = try Offers.offer(db, row)
        try products.load(for: offer)
        var availability: [ProductID: Availability] = [:]
        for component in offer.link?.components ?? [] { availability[component.product] = products[component.product] }
        let shownAt: Int64 = row["shown_at"]
        return OfferView(offer: offer, availability: availability, shownAt: shownAt == 0 ? nil : Timestamp(microseconds: shownAt))
    }

    private static func product(_ db: Database, _ row: Row) throws -> ProductView {
        let id = ProductID(row[0])
        let levels = try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT w.id, w.name, w.is_counted, l.amount FROM levels l JOIN warehouses w ON w.id = l.warehouse
                    WHERE l.product = ? ORDER BY w.id
                    """), arguments: [id.text])
        let offers = try String.fetchAll(
            db.cachedStatement(sql: "SELECT offer FROM offer_components WHERE product = ? ORDER BY offer"), arguments: [id.text])
        return ProductView(
            product: ListedProduct(id: id, code: row[1], ean: row[2], name: row[3]),
            availability: try Catalogue.availability(db, of: id) ?? Availability(stock: nil),
            warehouses: levels.map {
                (ListedWarehouse(id: WarehouseID($0[0]), name: $0[1], isCounted: $0[2]), StockAmount(tenThousandths: $0[3]))
            },
            reservations: try OrderViews.reservations(db, of: id), offers: offers.map { OfferID($0) })
    }
}
