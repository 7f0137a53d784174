import Gateway
import Inventory
import NIOConcurrencyHelpers
import Sandbox
import Storage
import Testing

@Suite("What was known before does not count as known now")
struct LateKnowledgeTests {
    @Test("what an offer showed under its owner's hand contradicts nothing when sync goes on: it is made right at once (R1)")
    func ownersHand() async throws {
        let shop = try await Shop()
        try await shop.run(for: .seconds(1))
        try await shop.store.link(Shop.offer, to: OfferLink(components: [.init(product: Shop.mug, units: 1)]), at: shop.now)
        shop.world.allegro { _ = $0.setQuantity(90, ofOffer: Shop.offer.text, at: $1) }
        _ = try await shop.store.switchSync([Shop.offer], enabled: true, at: shop.now)
        try await shop.run(for: .seconds(4))
        #expect(shop.shown == (73, .active))
    }

    @Test("pieces of a cancelled order are shown once, whether Allegro gives them back or not", arguments: [true, false])
    func cancellation(returnsStock: Bool) async throws {
        var temper = AllegroTemper.calm
        temper.cancellationReturnsStock = returnsStock
        let shop = try await Shop(allegro: temper)
        _ = try await shop.store.updateSettings { $0.accounts["main", default: AccountSettings()].documentDelay = .seconds(86_400) }
        try await shop.synchroniseMug()
        let order = try #require(shop.world.buy(Shop.offer.text, quantity: 3))
        try await shop.run(for: .seconds(12))
        #expect(shop.shown == (70, .active))
        #expect(shop.world.cancel(order.id))
        let end = shop.now + .seconds(30)
        while shop.now < end {
            try await shop.run(for: .milliseconds(100))
            #expect(shop.shown.quantity <= 73)
        }
        #expect(shop.shown == (73, .active))
        #expect(try await shop.store.offer(Shop.offer)?.offer.foreignChanges == 0)
    }

    @Test("an order's release that another program tells minutes after a fall without a reason raises nothing, not even for a moment (R7)")
    func releaseAfterUnexplainedFall() async throws {
        let shop = try await Shop()
        _ = try await shop.store.updateSettings { $0.accounts["main", default: AccountSettings()].documentDelay = .seconds(86_400) }
        try await shop.synchroniseMug()
        _ = try shop.world.release("501", .init(2), from: "1").get()
        shop.gateway.reconciler.hurry()
        try await shop.run(for: .seconds(120), every: .milliseconds(500))
        #expect(shop.shown == (71, .active))
        let order = try #require(shop.world.buy(Shop.offer.text, quantity: 2))
        try await shop.run(for: .seconds(12), every: .milliseconds(200))
        #expect(shop.shown == (69, .active))
        let document = try shop.world.release("501", .init(2), from: "1").get()
        try await shop.deliver(
            """
            {"event":"warehouse_document.added","warehouse_document":{"id":"\(document.id)","type":"WZ","fullnumber":"WZ 9","version":1,\
            "id_external":"\(order.id)","warehouse":{"id":"1"},"warehouse_document_contents":[{"good":{"id":"501"},"count":"2.0000"}]}}
            """)
        let end = shop.now + .seconds(40)
        while shop.now < end {
            try await shop.run(for: .milliseconds(200))
            #expect(shop.shown == (69, .active))
        }
    }

    @Test("a comparison that is asked for while one runs is another one (R22)")
    func askedMeanwhile() async throws {
        let (shop, _, wfirma) = try await Shop.watched()
        try await shop.run(for: .seconds(2))
        let first = try await shop.store.ask("reconcile", at: shop.now)
        shop.time.withLockedValue { $0 = $0 + .milliseconds(10) }
        _ = await shop.gateway.reconciler.step(at: shop.now)
        // Stock was read, and the offers are compared next: now somebody asks.
        let second = try await shop.store.ask("reconcile", at: shop.now + .milliseconds(5))
        let before = wfirma.count("goods/find")
        shop.time.withLockedValue { $0 = $0 + .milliseconds(10) }
        _ = await shop.gateway.applier.step(at: shop.now)
        _ = await shop.gateway.reconciler.step(at: shop.now)
        #expect(try await shop.store.answer(to: first, within: .seconds(1)).granted)
        #expect(try await shop.store.hasWish(), "what it saw may be older than the second question")
        try await shop.run(for: .seconds(2))
        #expect(try await shop.store.answer(to: second, within: .seconds(1)).granted)
        #expect(wfirma.count("goods/find") > before)
    }
}
