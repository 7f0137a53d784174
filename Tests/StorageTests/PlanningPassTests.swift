import Inventory
import NIOConcurrencyHelpers
import Testing

@testable import Storage

@Suite("One pass of the planner looks at its own offers alone")
struct PlanningPassTests {
    private let directory: TestDirectory
    private let store: Store
    private let number = NIOLockedValueBox(0)

    /// Twenty synchronised offers of as many products, all of which are gone at once.
    init() async throws {
        directory = try TestDirectory()
        store = try directory.openQuickly()
        _ = try await store.updateSettings { ($0.fetchOrders, $0.issueInvoices) = (true, true) }
        let window = WarehouseLevel.Window(from: morning, to: morning)
        let products = (1...20).map { ProductID("\(100 + $0)") }
        let offers = (1...20).map { OfferID("\(9000 + $0)") }
        try await apply(
            [.warehouse(ListedWarehouse(id: "1", name: "Main", isCounted: true))]
                + products.map { .product(ListedProduct(id: $0, code: "", ean: "", name: "Good \($0)")) }
                + [
                    .readings(
                        products.map {
                            StockReading(key: StockKey(product: $0, warehouse: "1"), amount: StockAmount(pieces: 10), window: window, origin: .asked)
                        })
                ], at: morning)
        func listings(at moment: Timestamp) -> [OfferListing] {
            offers.map { offer in
                OfferListing(
                    id: offer, name: "Offer \(offer)", format: .buyNow, externalID: nil, imageURL: nil, isFulfilledByAllegro: false,
                    sighting: Offer.Sighting(status: .active, quantity: 10, window: .init(from: moment, to: moment)))
            }
        }
        _ = try await store.take(listings(at: morning), account: "main", rules: CommandRules(), at: morning)
        for (offer, product) in zip(offers, products) {
            try await store.link(offer, to: OfferLink(components: [.init(product: product, units: 1)]), at: morning)
        }
        _ = try await store.switchSync(offers, enabled: true, at: morning)
        _ = try await store.take(listings(at: morning + .seconds(1)), account: "main", rules: CommandRules(), at: morning + .seconds(1))
        _ = try await plan(limit: 100)
        try await apply(
            [
                .document(
                    WarehouseDocument(
                        id: "77", kind: .release, name: "WZ 77", version: DocumentVersion(number: 1, modified: nil), warehouse: "1",
                        lines: products.map { .init(product: $0, count: StockAmount(pieces: 10)) }, isDeleted: false,
                        recordedAt: morning + .seconds(2)))
            ], at: morning + .seconds(2))
    }

    private func apply(_ inputs: [StockInput], at moment: Timestamp) async throws {
        let inbox = GroupCommitInbox(store: store) {}
        let id = try await inbox.accept(delivery(at: moment)).id
        let row = try #require(try await store.delivery(id: id))
        _ = try await store.apply(
            [UnderstoodDelivery(id: id, sequence: row.sequence, receivedAt: moment, meaning: .success(inputs))], rules: LedgerRules(), at: moment)
        await inbox.stop()
    }

    private func plan(
        limit: Int, brake: Brake.Rules = Brake.Rules(), at moment: Timestamp = morning + .seconds(3)
    ) async throws -> PlanningOutcome {
        try await store.planDirtyOffers(limit: limit, brake: brake, at: moment) { [number] in
            let count = number.withLockedValue {
                $0 += 1; return $0
            }
            return CommandID("00000000-0000-0000-0000-" + String(String(1_000_000_000_000 + count).dropFirst()))
        }
    }

    private func move(_ product: ProductID, _ kind: WarehouseDocument.Kind, _ pieces: Int, _ id: DocumentID, at moment: Timestamp) async throws {
        try await apply(
            [
                .document(
                    WarehouseDocument(
                        id: id, kind: kind, name: "\(id)", version: DocumentVersion(number: 1, modified: nil), warehouse: "1",
                        lines: [.init(product: product, count: StockAmount(pieces: pieces))], isDeleted: false, recordedAt: moment))
            ], at: moment)
    }

    @Test("the brake's share is one of what sells: what Allegro archived could not end (R30)")
    func shareOfWhatSells() async throws {
        for number in 5...20 { try await store.archive(OfferID("\(9000 + number)"), at: morning + .seconds(3)) }
        var rules = Brake.Rules()
        rules.products = 2
        #expect(try await plan(limit: 100, brake: rules).commands.map(\.action) == [.gain(-9)])
    }

    @Test("ends that wait for a person count for the brake's time alone, not for as long as they wait (R30)")
    func heldForLong() async throws {
        _ = try await plan(limit: 100)
        try await move("101", .receipt, 5, "78", at: morning + .seconds(10))
        _ = try await plan(limit: 100, at: morning + .seconds(11))
        let later = morning + .seconds(1300)
        try await move("101", .release, 5, "79", at: later)
        #expect(try await plan(limit: 100, at: later).commands.map(\.action) == [.end])
    }

    @Test("an end that the releases of orders explain does not count for the brake later either (R41)")
    func soldOut() async throws {
        try await store.write { db in
            for number in 101...104 {
                try db.execute(
                    sql: """
                        INSERT INTO orders (id, account, status, fulfilment, bought_at, first_seen_at) VALUES (?1, 'main', 'ready', 'sent', 0, 0);
                        """, arguments: ["o\(number)"])
                try db.execute(
                    sql: "INSERT INTO order_lines (id, order_id, position, offer, offer_name, quantity, bought_at) VALUES (?, ?, 0, ?, '', 10, 0)",
                    arguments: ["l\(number)", "o\(number)", "\(8900 + number)"])
                try db.execute(
                    sql: "INSERT INTO reservations (line, product, pieces, closed) VALUES (?, ?, 10, 10)", arguments: ["l\(number)", "\(number)"])
                try db.execute(
                    sql: "INSERT INTO closings (line, product, document, pieces) VALUES (?, ?, '77', 10)", arguments: ["l\(number)", "\(number)"])
            }
        }
        #expect(try await plan(limit: 4).commands.map(\.action) == [.end])
        let counted = try await store.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM offers WHERE suspect_end_at IS NOT NULL") }
        #expect(counted == 0)
    }

    @Test("ends of several passes count together: once they are too many, those that have not left are held with the others (R30)")
    func acrossPasses() async throws {
        let first = try await plan(limit: 4)
        #expect(first.commands.map(\.action) == [.end], "four of twenty offers are not too many, and the pass looks no further")
        for _ in 0..<10 { _ = try await plan(limit: 4) }
        let waiting = try await store.dueCommands(
            [.written], in: CommandLane.all(of: "main").map { ($0, 100) }, excluding: [], at: morning + .seconds(10)
        ).due
        #expect(waiting.allSatisfy { $0.action == .gain(-9) })
        #expect(waiting.flatMap(\.offers).count == 20)
        #expect(try await store.problems(kind: .brake, after: nil, limit: 10).first?.what.en.hasPrefix("20 offers") == true)
    }

    @Test("the brake names every document that took part, those of most products first (R30)")
    func causes() async throws {
        // Half of the goods come back and go again by another document.
        for (number, kind) in [WarehouseDocument.Kind.receipt, .release].enumerated() {
            let moment = morning + .seconds(3 + number)
            try await apply(
                [
                    .document(
                        WarehouseDocument(
                            id: DocumentID("8\(number)"), kind: kind, name: "DOC 8\(number)", version: DocumentVersion(number: 1, modified: nil),
                            warehouse: "1", lines: (1...8).map { .init(product: ProductID("\(100 + $0)"), count: StockAmount(pieces: 10)) },
                            isDeleted: false, recordedAt: moment))
                ], at: moment)
        }
        _ = try await plan(limit: 100, at: morning + .seconds(6))
        let why = try #require(try await store.problems(kind: .brake, after: nil, limit: 1).first?.why)
        #expect(why.en.contains("(WZ 77, products: 12; DOC 81, products: 8)"))
        #expect(why.pl.contains("(WZ 77, produktów: 12; DOC 81, produktów: 8)"))
    }
}
