import Gateway
import Inventory
import Sandbox
import Storage
import Testing

@Suite("The main way, from a document to the offer")
struct MainWayTests {
    @Test("switching sync on makes the offer show the stock of all warehouses: 70 + 3 = 73 (R1, R3)")
    func switchOn() async throws {
        let shop = try await Shop()
        try await shop.synchroniseMug()
        #expect(shop.shown == (73, .active))
    }

    @Test("a receipt raises the offer and a release lowers it (R2)")
    func receiptAndRelease() async throws {
        let shop = try await Shop()
        try await shop.synchroniseMug()
        try await shop.book(.receipt, 5)
        try await shop.run(for: .seconds(3))
        #expect(shop.shown == (78, .active))
        try await shop.book(.release, 10)
        try await shop.run(for: .seconds(3))
        #expect(shop.shown == (68, .active))
    }

    @Test("a delivery is applied in one step, which also tells whether others wait")
    func oneStep() async throws {
        let shop = try await Shop()
        try await shop.synchroniseMug()
        for _ in 0..<70 { try await shop.book(.release, 1) }
        #expect(await shop.gateway.applier.step(at: shop.now) == .again)
        #expect(await shop.gateway.applier.step(at: shop.now) == .rest(until: nil))
        #expect(try await shop.mugs() == [3, 0, 3])
    }

    @Test("at zero the offer ends, a receipt resumes it under the same id with the right quantity (R4, R5)")
    func endAndResume() async throws {
        let shop = try await Shop()
        try await shop.synchroniseMug()
        try await shop.book(.release, 70)
        try await shop.book(.release, 3, warehouse: "2")
        try await shop.run(for: .seconds(5))
        #expect(shop.shown.status == .ended)
        #expect(try await shop.store.offer(Shop.offer)?.offer.endedBy == .gateway)
        try await shop.book(.receipt, 4)
        try await shop.run(for: .seconds(8))
        #expect(shop.shown == (4, .active))
    }

    @Test("a sale on an offer that we ended proves that somebody resumed it: it is ended again at once, long before a comparison (R29, R31)")
    func soldWhileEnded() async throws {
        let shop = try await Shop()
        try await shop.synchroniseMug()
        try await shop.book(.release, 70)
        try await shop.book(.release, 3, warehouse: "2")
        try await shop.run(for: .seconds(5))
        #expect(shop.shown.status == .ended)
        #expect(shop.world.allegro { $0.resume(Shop.offer.text, at: $1) })
        shop.world.setQuantity(30, ofOffer: Shop.offer.text)
        try await shop.run(for: .seconds(2))
        #expect(shop.shown.status == .active)
        shop.world.buy(Shop.offer.text, quantity: 1)
        try await shop.run(for: .seconds(20))
        #expect(shop.shown.status == .ended)
    }

    @Test("a repeat under the same key changes nothing; the same body under no key counts each time (R26)")
    func repeats() async throws {
        let shop = try await Shop()
        try await shop.synchroniseMug()
        for _ in 0..<3 { try await shop.deliver(document: "9001", type: "PZ", good: "501", count: 2, key: "k1") }
        try await shop.run(for: .seconds(2))
        #expect(try await shop.store.product(Shop.mug)?.availability.available == 75)
    }

    @Test("an offer that a person ended stays ended when goods come in (R10)")
    func endedByHand() async throws {
        let shop = try await Shop()
        try await shop.synchroniseMug()
        shop.world.end(Shop.offer.text)
        try await shop.run(for: .seconds(1))
        shop.gateway.reconciler.hurry()
        try await shop.run(for: .seconds(15))
        #expect(try await shop.store.offer(Shop.offer)?.offer.endedBy == .hand)
        try await shop.book(.receipt, 5)
        try await shop.run(for: .seconds(5))
        #expect(shop.shown.status == .ended)
    }

    @Test("frozen, nothing is sent; thawed, what is then right is sent (R49)")
    func freeze() async throws {
        let shop = try await Shop()
        try await shop.synchroniseMug()
        _ = try await shop.store.updateSettings { $0.frozen = true }
        try await shop.book(.receipt, 5)
        try await shop.book(.release, 2)
        try await shop.run(for: .seconds(5))
        #expect(shop.shown == (73, .active))
        #expect(try await shop.store.plans(for: nil, at: shop.now).first?.plan.action == .add(3))
        _ = try await shop.store.updateSettings { $0.frozen = false }
        try await shop.run(for: .seconds(5))
        #expect(shop.shown == (76, .active))
    }

    @Test("a document of an unknown product waits as a dead letter and holds up nothing")
    func deadLetter() async throws {
        let shop = try await Shop()
        try await shop.synchroniseMug()
        try await shop.deliver(document: "1", type: "PZ", good: "999", count: 1)
        try await shop.book(.receipt, 1)
        try await shop.run(for: .seconds(3))
        #expect(shop.shown == (74, .active))
        #expect(try await shop.store.deliveries(state: .dead, after: nil, limit: 10).count == 1)
        #expect(try await shop.store.problems(kind: .deadDelivery, after: nil, limit: 10).count == 1)
    }

    @Test("settled commands are dropped after a week, and nothing that is still open")
    func housekeeping() async throws {
        let shop = try await Shop()
        try await shop.synchroniseMug()
        let explained = try await shop.store.explanation(of: Shop.offer)
        #expect(explained?.steps.contains { $0.name == .command } == true)
        let week = Timestamp(microseconds: shop.now.microseconds) + .seconds(8 * 86_400)
        #expect(await shop.gateway.housekeeper.step(at: week) == .rest(until: week + .seconds(1)))
        #expect(try await shop.store.explanation(of: Shop.offer)?.steps.contains { $0.name == .command } == false)
        try await shop.book(.receipt, 1)
        try await shop.run(for: .seconds(3))
        #expect(shop.shown == (74, .active))
    }

    @Test("what no webhook told is found by comparison and put right (R22)")
    func comparison() async throws {
        let shop = try await Shop()
        try await shop.synchroniseMug()
        _ = try shop.world.release("501", .init(20), from: "1").get()
        shop.gateway.reconciler.hurry()
        try await shop.run(for: .seconds(5))
        #expect(shop.shown == (53, .active))
        _ = try shop.world.receive("501", .init(7), in: "1").get()
        shop.gateway.reconciler.hurry()
        try await shop.run(for: .seconds(40))
        #expect(shop.shown == (60, .active))
    }
}
