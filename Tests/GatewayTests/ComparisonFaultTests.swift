import Gateway
import Inventory
import Sandbox
import Storage
import Testing

@Suite("A comparison that meets trouble")
struct ComparisonFaultTests {
    private func failing(_ shop: Shop) async throws -> [String] {
        try await shop.store.problems(kind: .comparisonFailing, after: nil, limit: 10).map(\.subject)
    }

    @Test("a row that cannot be read leaves out its product alone, which is asked for by itself (R22)")
    func unreadableRow() async throws {
        let (shop, _, wfirma) = try await Shop.watched()
        try await shop.synchroniseMug()
        wfirma.replace(#""5.0000""#, with: #""five""#, in: "goods/find")
        _ = try shop.world.release("501", .init(20), from: "1").get()
        _ = try shop.world.receive("502", .init(1), in: "2").get()
        shop.gateway.reconciler.hurry()
        try await shop.run(for: .seconds(10))
        #expect(shop.shown == (53, .active))
        try await shop.run(for: .seconds(45), every: .milliseconds(500))
        #expect(try await shop.store.product("502")?.availability.available == 6)
        #expect(try await failing(shop).isEmpty)
    }

    @Test("while wFirma is out of service the offers are compared all the same; a person is told, until it is back (R22)")
    func oneSide() async throws {
        let shop = try await Shop()
        try await shop.synchroniseMug()
        shop.world.setFault(.outOfService, on: .wfirma)
        shop.world.end(Shop.offer.text)
        shop.gateway.reconciler.hurry()
        try await shop.run(for: .seconds(20))
        #expect(try await shop.store.offer(Shop.offer)?.offer.endedBy == .hand)
        try await shop.run(for: .seconds(120), every: .milliseconds(500))
        #expect(try await failing(shop) == ["wfirma"])
        shop.world.clearFaults()
        try await shop.run(for: .seconds(310), every: .milliseconds(500))
        #expect(try await failing(shop).isEmpty)
    }

    @Test("where wFirma cannot be reached, that is the reason told, not an account that is not signed in and has a problem of its own (R22)")
    func reason() async throws {
        let shop = try await Shop { options in
            let main = options.accounts[0]
            options.accounts.append(GatewayOptions.Account(name: "second", endpoint: main.endpoint, key: main.key, exchange: main.exchange))
        }
        shop.world.setFault(.outOfService, on: .wfirma)
        let wish = try await shop.store.ask("reconcile", at: shop.now)
        try await shop.run(for: .seconds(5))
        let answer = try await shop.store.answer(to: wish, within: .seconds(1))
        #expect(!answer.granted && answer.text.contains("OUT OF SERVICE") && !answer.text.contains("second"), "\(answer.text)")
        shop.world.clearFaults()
        let again = try await shop.store.ask("reconcile", at: shop.now)
        try await shop.run(for: .seconds(120), every: .milliseconds(500))
        #expect(try await shop.store.answer(to: again, within: .seconds(1)).text.contains("second"))
    }

    @Test("who asks for a comparison while one runs gets another soon after")
    func hurriedMeanwhile() async throws {
        let (shop, _, wfirma) = try await Shop.watched()
        try await shop.synchroniseMug()
        let (world, gateway) = (shop.world, shop.gateway)
        wfirma.once(after: "warehouse_id=2") {
            _ = world.release("501", .init(20), from: "1")
            gateway.reconciler.hurry()
        }
        shop.gateway.reconciler.hurry()
        try await shop.run(for: .seconds(10))
        #expect(shop.shown == (53, .active))
    }

    @Test("a warehouse that a document names first does not count where others were chosen (R40)")
    func chosenWarehouses() async throws {
        let shop = try await Shop { $0.countedWarehouses = ["1"] }
        try await shop.synchroniseMug()
        #expect(shop.shown == (70, .active))
        try await shop.deliver(document: "66001", type: "PZ", good: "501", count: 5, warehouse: "9")
        try await shop.run(for: .seconds(3))
        #expect(shop.shown == (70, .active))
    }

    @Test("nothing lies in a warehouse that wFirma lists no longer, and it is not asked about it")
    func goneWarehouse() async throws {
        let (shop, _, wfirma) = try await Shop.watched()
        try await shop.synchroniseMug()
        let gone = ListedWarehouse(id: "2", name: "Sklep", isCounted: true, isListed: false)
        let told = UnderstoodDelivery(id: "gone", sequence: 0, receivedAt: shop.now, meaning: .success([.warehouse(gone), .look([Shop.mug])]))
        _ = try await shop.store.apply([told], rules: LedgerRules(), at: shop.now)
        let before = wfirma.count("warehouse_id=2")
        try await shop.run(for: .seconds(5))
        #expect(shop.shown == (70, .active))
        #expect(wfirma.count("warehouse_id=2") == before)
        // It is back in the list: so is what lies there, once it was seen twice.
        shop.gateway.reconciler.hurry()
        try await shop.run(for: .seconds(45), every: .milliseconds(500))
        #expect(shop.shown == (73, .active))
    }
}
