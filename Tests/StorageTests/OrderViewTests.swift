import Inventory
import Testing

@testable import Storage

@Suite("Orders as people see them")
struct OrderViewTests {
    /// A set of two mugs and a teapot, and an order for three of it.
    private func sellSets(_ store: Store, order: OrderID = "o1", line: LineItemID = "l1", updatedAt: Timestamp = morning) async throws {
        let window = WarehouseLevel.Window(from: morning, to: morning)
        let listing = OfferListing(
            id: "77", name: "Zestaw", format: .buyNow, externalID: nil, imageURL: nil, isFulfilledByAllegro: false,
            sighting: Offer.Sighting(status: .active, quantity: 9, endedBy: nil, window: window))
        try await apply(store, [1, 2].map { .product(ListedProduct(id: ProductID("p\($0)"), code: "", ean: "", name: "")) })
        _ = try await store.take([listing], account: "main", rules: CommandRules(), at: morning)
        try await store.link("77", to: OfferLink(components: [.init(product: "p1", units: 2), .init(product: "p2", units: 1)]), at: morning)
        let sold = OrderLine(id: line, offer: "77", quantity: 3, price: Money(hundredths: 1000, currency: "EUR"), boughtAt: morning)
        let buyer = OrderParties(buyer: .init(login: "anna", email: "a@allegromail.example"))
        try await apply(
            store,
            [
                .order(
                    Order(id: order, account: "main", status: .ready, boughtAt: morning, updatedAt: updatedAt, lines: [sold], parties: buyer),
                    readAt: window)
            ])
    }

    private func apply(_ store: Store, _ inputs: [StockInput]) async throws {
        _ = try await store.apply(
            [UnderstoodDelivery(id: "none", sequence: 0, receivedAt: morning, meaning: .success(inputs))], rules: LedgerRules(), at: morning)
    }

    @Test("a line of a set holds pieces of each component, and has no one product (R42)")
    func sets() async throws {
        let store = try TestDirectory().openQuickly()
        try await sellSets(store)
        let line = try #require(try await store.orderView("o1")?.lines.first)
        #expect(line.holdings == [.init(product: "p1", pieces: 6, open: 6), .init(product: "p2", pieces: 3, open: 3)])
        #expect(line.product == nil)
        #expect(line.pieces == 9)
        #expect(line.reservation == .open)
        #expect(try await store.product("p1")?.reservations == [ReservationView(order: "o1", line: "l1", pieces: 6, since: morning)])
    }

    @Test("the document of an order shows its number, its total, KSeF's number and when it reached the order")
    func invoice() async throws {
        let store = try TestDirectory().openQuickly()
        try await sellSets(store)
        try await store.write { db in
            try db.execute(
                sql: "INSERT OR IGNORE INTO order_documents (order_id, account, state, since) VALUES ('o1', 'main', 'wanted', 0)")
        }
        #expect(try await store.orderView("o1")?.invoice == nil)
        try await store.write { db in
            try db.execute(
                sql: """
                    UPDATE order_documents SET document = '77', number = 'FV 1/2026', total = 6298, currency = 'PLN', ksef_number = 'K-1', uploaded_at = 5
                    """)
        }
        #expect(
            try await store.orderView("o1")?.invoice
                == OrderInvoiceView(
                    id: "77", number: "FV 1/2026", total: Money(hundredths: 6298, currency: "PLN"), ksefNumber: "K-1",
                    uploadedAt: Timestamp(microseconds: 5)))
    }

    @Test("a merged form is not listed; by its id the order is found that its lines live on in, and both are erased together (R46)")
    func merged() async throws {
        let directory = try TestDirectory()
        defer { withExtendedLifetime(directory) {} }
        let store = try directory.openQuickly()
        try await sellSets(store, order: "old")
        try await sellSets(store, order: "new", updatedAt: morning + .seconds(1))
        #expect(try await store.orders(OrderFilter(), after: nil, limit: 10).map(\.id) == ["new"])
        #expect(try await store.orderView("old")?.id == "new")
        #expect(try await store.erasePersonalData(of: "old") == .done)
        #expect(try await store.read { db in try Int.fetchOne(db, sql: "SELECT count(*) FROM orders WHERE parties IS NOT NULL") } == 0)
    }

    @Test("a page of orders is found by its index, whatever it is filtered by", .ofFiles)
    func index() async throws {
        let store = try TestDirectory().openQuickly()
        let plan = try await store.read { db in
            try Row.fetchAll(
                db, sql: "EXPLAIN QUERY PLAN \(OrderViews.page)",
                arguments: ["time": 0, "after": "", "account": nil, "status": nil, "limit": 1]
            ).map { $0["detail"] as String }
        }
        #expect(plan.contains { $0.contains("USING INDEX orders_by_time") || $0.contains("USING COVERING INDEX orders_by_time") }, "\(plan)")
        #expect(!plan.contains { $0.contains("TEMP B-TREE") }, "\(plan)")
    }

    @Test("the shop's figures count orders, reserved pieces and documents, and say how far the journal is known")
    func figures() async throws {
        let store = try TestDirectory().openQuickly()
        try await sellSets(store)
        try await store.advanceJournal(of: "main", to: "e1", completeAt: morning)
        let figures = try await store.shopFigures()
        #expect(figures.orders == [.ready: 1])
        #expect(figures.reservedPieces == 9)
        #expect(figures.documents.values.reduce(0, +) <= 1)
        #expect(figures.journalComplete == ["main": morning])
        #expect(figures.heldEnds == 0)
        #expect(figures.foreignOffers == 0)
    }

    @Test(
        "a cursor is read as it was written, and nothing else is",
        arguments: [("5.a", true), ("-5.a.b", true), ("5.", false), (".a", false), ("a.b", false), ("+5.a", false), ("5", false), ("", false)])
    func cursor(text: String, isOne: Bool) {
        #expect(OrderCursor(text)?.description == (isOne ? text : nil))
    }
}

@Suite("Searching")
struct SearchTextTests {
    @Test(
        "letter case and accents do not matter, in Polish as elsewhere",
        arguments: [
            ("ŁÓDŹ", "lodz"), ("Zażółć gęślą jaźń", "zazolc gesla jazn"), ("KUB-1", "kub-1"), ("Müller", "muller"), ("Straße", "straße"),
            ("e\u{301}", "e"), ("Ёлка", "елка"), ("", ""),
        ])
    func folding(text: String, folded: String) {
        #expect(SearchText.fold(text) == folded)
    }
}
