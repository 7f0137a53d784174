import Inventory
import Sandbox
import Storage
import Testing

@Suite("Leaving")
struct LeavingTests {
    @Test("everything goes off by one action, relisting comes back as it was, and nothing is sent afterwards (R45)")
    func leaves() async throws {
        let shop = try await Shop()
        try await shop.synchroniseMug()
        try await shop.run(for: .seconds(5))
        #expect(shop.world.offer(Shop.offer.text)?.republish == false)
        let shown = shop.shown
        let leaving = try await shop.store.leave(at: shop.now)
        #expect(leaving.offers == 1)
        #expect(leaving.republishToGiveBack == 1)
        #expect(leaving.choices.offers[Shop.offer]?.link == OfferLink(components: [.init(product: Shop.mug, units: 1)]))
        try await shop.run(for: .seconds(10))
        #expect(shop.world.offer(Shop.offer.text)?.republish == true)
        let settings = try await shop.store.settings()
        #expect(settings.frozen && !settings.fetchOrders && !settings.issueInvoices)
        try await shop.book(.release, 60)
        try await shop.run(for: .seconds(10))
        #expect(shop.shown == shown)
        #expect(try await shop.store.offer(Shop.offer)?.offer.isSynchronised == false)
    }

    @Test("a shop that is switched on again before relisting was given back is not frozen by it (R45)")
    func thinksBetter() async throws {
        let shop = try await Shop()
        try await shop.synchroniseMug()
        try await shop.run(for: .seconds(5))
        #expect(try await !shop.store.leave(at: shop.now).isFrozen)
        _ = try await shop.store.updateSettings { ($0.fetchOrders, $0.issueInvoices) = (true, true) }
        try await shop.run(for: .seconds(10))
        #expect(shop.world.offer(Shop.offer.text)?.republish == true)
        #expect(try await !shop.store.settings().frozen)
    }

    @Test("what waits in the outbox does not leave once the shop has left (R45)")
    func takesBack() async throws {
        let shop = try await Shop()
        try await shop.synchroniseMug()
        let shown = shop.shown
        _ = try await shop.store.updateSettings { $0.frozen = true }
        try await shop.book(.release, 60)
        try await shop.run(for: .seconds(2))
        _ = try await shop.store.updateSettings { $0.frozen = false }
        _ = try await shop.store.leave(at: shop.now)
        try await shop.run(for: .seconds(10))
        #expect(shop.shown == shown)
        #expect(try await shop.store.settings().frozen)
    }
}
