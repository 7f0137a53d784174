import Gateway
import Inventory
import Sandbox
import Storage
import Testing

@Suite("The warehouses that count")
struct WarehouseTests {
    @Test("the first list of warehouses is no news; a new one counts by default and is told (R40)")
    func newWarehouse() async throws {
        let shop = try await Shop()
        try await shop.synchroniseMug()
        #expect(try await shop.subjects(of: .newWarehouse) == [])
        shop.world.wfirma { wfirma, _ in wfirma.add(SandboxWarehouse(id: "3", name: "Antresola")) }
        _ = try shop.world.receive("501", .init(7), in: "3").get()
        shop.gateway.reconciler.hurry()
        try await shop.run(for: .seconds(5))
        #expect(try await shop.subjects(of: .newWarehouse) == ["3"])
        #expect(shop.shown == (80, .active))
        shop.gateway.reconciler.hurry()
        try await shop.run(for: .seconds(5))
        #expect(try await shop.subjects(of: .newWarehouse) == ["3"])
    }

    @Test("what comes into a warehouse that wFirma has not listed counts once it is listed; of one that it never lists a person is told (R40)")
    func unlisted() async throws {
        let shop = try await Shop()
        try await shop.synchroniseMug()
        try await shop.deliver(document: "8001", type: "PZ", good: "501", count: 7, warehouse: "9")
        try await shop.run(for: .seconds(20))
        #expect(shop.shown == (73, .active))
        var told = try await shop.subjects(of: .newWarehouse)
        #expect(told == ["9"])
        let known = try await shop.store.warehouses()
        #expect(known.first { $0.id == "9" } == ListedWarehouse(id: "9", name: "", isCounted: true, isListed: false))
        // What is missing there counts until comparisons say twice that nothing is.
        try await shop.deliver(document: "8002", type: "WZ", good: "501", count: 2, warehouse: "9")
        try await shop.run(for: .seconds(3))
        #expect(shop.shown == (71, .active))
        shop.gateway.reconciler.hurry()
        try await shop.run(for: .seconds(45), every: .milliseconds(200))
        #expect(shop.shown == (73, .active))

        shop.world.wfirma { wfirma, _ in wfirma.add(SandboxWarehouse(id: "3", name: "Antresola")) }
        try await shop.book(.receipt, 5, warehouse: "3")
        try await shop.run(for: .seconds(20))
        #expect(shop.shown == (78, .active))
        told = try await shop.subjects(of: .newWarehouse)
        #expect(told.sorted() == ["3", "9"])
    }

    @Test("only the chosen warehouses count, and another choice plans every offer anew (R40)")
    func chosen() async throws {
        let shop = try await Shop { $0.countedWarehouses = ["1"] }
        try await shop.synchroniseMug()
        #expect(shop.shown == (70, .active))
        // The same database under another configuration.
        let sweep = try await shop.inbox.accept(Self.listing(counted: true, at: shop.now))
        guard case .accepted = sweep else { return #expect(Bool(false)) }
        try await shop.run(for: .seconds(3))
        #expect(shop.shown == (73, .active))
    }

    private static func listing(counted: Bool, at now: Timestamp) -> IncomingDelivery {
        IncomingDelivery(
            source: "wfirma-poll", kind: .wfirma, trust: .polled, key: nil, format: .json,
            body: Array(#"{"warehouses":[{"id":"2","name":"Sklep","counted":\#(counted)}]}"#.utf8), headers: [:], receivedAt: now)
    }

    @Test("a transfer between a counted and an uncounted warehouse changes stock; one between counted ones does not (R40)")
    func transfer() async throws {
        let shop = try await Shop { $0.countedWarehouses = ["1"] }
        try await shop.synchroniseMug()
        _ = try shop.world.wfirma { $0.transfer("501", .init(20), from: "1", to: "2", at: $1) }.get()
        shop.gateway.reconciler.hurry()
        try await shop.run(for: .seconds(5))
        #expect(shop.shown == (50, .active))
        // Told as a document of its own (MM), back again.
        _ = try shop.world.wfirma { $0.transfer("501", .init(5), from: "2", to: "1", at: $1) }.get()
        try await shop.deliver(
            """
            {"event":"warehouse_document.added","warehouse_document":{"id":"8001","type":"MM","fullnumber":"MM 1","version":1,"warehouse":{"id":"2"},\
            "warehouse_to":{"id":"1"},"warehouse_document_contents":[{"good":{"id":"501"},"count":"5.0000"}]}}
            """)
        try await shop.run(for: .seconds(3))
        #expect(shop.shown == (55, .active))

        let both = try await Shop()
        try await both.synchroniseMug()
        _ = try both.world.wfirma { $0.transfer("501", .init(20), from: "1", to: "2", at: $1) }.get()
        both.gateway.reconciler.hurry()
        try await both.run(for: .seconds(60), every: .milliseconds(250))
        #expect(both.shown == (73, .active))
    }

    @Test("a whole transfer found by comparison ends nothing while its rise waits for the second look; with nothing there it ends after it (R3)")
    func transferSeenHalf() async throws {
        let shop = try await Shop()
        try await shop.run(for: .seconds(1))
        try await shop.synchronise(Shop.teapotOffer, "502")
        _ = try shop.world.wfirma { $0.transfer("502", .init(5), from: "1", to: "2", at: $1) }.get()
        shop.gateway.reconciler.hurry()
        try await shop.run(for: .seconds(20), every: .milliseconds(250))
        #expect(shop.shown(Shop.teapotOffer) == (1, .active))
        try await shop.run(for: .seconds(20), every: .milliseconds(250))
        #expect(shop.shown(Shop.teapotOffer) == (5, .active))

        _ = try shop.world.wfirma { $0.transfer("502", .init(5), from: "2", to: "1", at: $1) }.get()
        shop.gateway.reconciler.hurry()
        try await shop.run(for: .seconds(20), every: .milliseconds(250))
        #expect(shop.shown(Shop.teapotOffer) == (1, .active))
        // Nobody tells of it: the second look finds nothing, and that is what ends the offer.
        _ = try shop.world.release("502", .init(5), from: "1").get()
        try await shop.run(for: .seconds(20), every: .milliseconds(250))
        #expect(shop.shown(Shop.teapotOffer).status == .ended)
    }

    @Test("a good that a warehouse does not list holds nothing there; one that vanished from the pages is asked for by itself (R3, R33)")
    func missingGood() async throws {
        var temper = WFirmaTemper.calm
        temper.listsGoodsWithoutStock = false
        let shop = try await Shop(wfirma: temper)
        try await shop.run(for: .seconds(1))
        try await shop.synchronise(Shop.teapotOffer, "502")
        #expect(shop.shown(Shop.teapotOffer) == (5, .active))
        _ = try shop.world.wfirma { $0.transfer("502", .init(2), from: "1", to: "2", at: $1) }.get()
        shop.gateway.reconciler.hurry()
        try await shop.run(for: .seconds(60), every: .milliseconds(250))
        #expect(shop.shown(Shop.teapotOffer) == (5, .active))
        #expect(try await shop.store.product("502")?.warehouses.map(\.stock.description) == ["3", "2"])
    }
}
