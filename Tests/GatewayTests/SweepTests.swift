import Gateway
import Inventory
import Sandbox
import Storage
import Testing

@Suite("What a comparison costs, and what it finds")
struct SweepTests {
    /// Requests that wFirma answers while `act` goes on.
    private func requests(_ shop: Shop, _ act: () async throws -> Void) async throws -> Int {
        let before = shop.world.wfirma { wfirma, _ in wfirma.tally.requests }
        try await act()
        return shop.world.wfirma { wfirma, _ in wfirma.tally.requests } - before
    }

    /// A notice that says only that something changed.
    private func tellNothing(_ shop: Shop) async throws {
        try await shop.deliver(#"{"event_type":"Magazyn.Zmiana","object_id":"1","webhook_key":"k"}"#, trust: .keyed)
    }

    @Test("of 5000 goods a whole comparison reads every page, a look in between one page of documents and what they name (R22)")
    func cost() async throws {
        let shop = try await Shop(shop: .large(offers: 5000)) { $0.reconcileInterval = .seconds(300) }
        try await shop.run(for: .seconds(2), every: .seconds(1))
        // One page of warehouses, fifty of goods; at a quiet time, one of documents for each of the nine looks before the next whole comparison.
        let quiet = try await requests(shop) { try await shop.run(for: .seconds(290), every: .seconds(1)) }
        #expect(quiet == 9)
        let whole = try await requests(shop) {
            shop.gateway.reconciler.hurry()
            try await shop.run(for: .seconds(5), every: .seconds(1))
        }
        #expect(whole == 51)
        _ = try shop.world.release("17", .init(4), from: "1").get()
        let look = try await requests(shop) {
            try await tellNothing(shop)
            try await shop.run(for: .seconds(6), every: .seconds(1))
        }
        // The documents, the good; and the good again, for a fall that nothing told of is looked at twice.
        #expect(look <= 4)
        #expect(try await shop.store.product("17")?.availability.available == 6)
    }

    @Test(
        "between two whole comparisons the newest documents tell what changed, whether or not wFirma filters by the time of change (R22)",
        arguments: [true, false])
    func documents(honoursFilter: Bool) async throws {
        var temper = WFirmaTemper.calm
        temper.honoursModifiedCondition = honoursFilter
        let shop = try await Shop(wfirma: temper)
        try await shop.synchroniseMug()
        _ = try shop.world.release("501", .init(20), from: "1").get()
        try await shop.run(for: .seconds(35), every: .milliseconds(250))
        #expect(shop.shown == (53, .active))
        let document = try shop.world.receive("501", .init(7), in: "2").get()
        try await shop.run(for: .seconds(70), every: .milliseconds(250))
        #expect(shop.shown == (60, .active))
        // Edited later.
        _ = try shop.world.wfirma { $0.edit(document.id, [.init(good: "501", count: .init(2))], at: $1) }.get()
        try await shop.run(for: .seconds(35), every: .milliseconds(250))
        #expect(shop.shown == (55, .active))
    }

    @Test("what no document shows, a transfer or a lost number, is put right within one interval (R22)")
    func withinOneInterval() async throws {
        let shop = try await Shop { $0.reconcileInterval = .seconds(60) }
        try await shop.synchroniseMug()
        shop.world.wfirma { wfirma, _ in wfirma.add(SandboxGood(id: "501", code: "KUB-1", name: "Kubek"), opening: ["1": .init(-30)]) }
        try await shop.run(for: .seconds(65), every: .milliseconds(250))
        #expect(shop.shown == (43, .active))
    }

    @Test("a notice of which no document tells leads to a whole comparison (R22, R23)")
    func noticed() async throws {
        let shop = try await Shop()
        try await shop.synchroniseMug()
        _ = try shop.world.wfirma { $0.transfer("501", .init(3), from: "2", to: "1", at: $1) }.get()
        let before = shop.now
        try await tellNothing(shop)
        try await shop.run(for: .seconds(6))
        #expect(try await shop.store.product(Shop.mug)?.warehouses.last?.stock.description == "0")
        #expect(shop.now - before < .seconds(10))
    }
}
