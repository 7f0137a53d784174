import Gateway
import Inventory
import Sandbox
import Storage
import Testing

@Suite("After a total loss of the database")
struct LossTests {
    /// What the shop looks like from outside, and what was chosen.
    private func state(_ shop: Shop) async throws -> [String] {
        try await shop.store.offers(OfferFilter(), after: nil, limit: 100).map { view in
            let offer = view.offer
            return "\(offer.id) \(offer.status) \(offer.shown?.exact.map(String.init) ?? "?") target \(view.target.map(String.init) ?? "?") "
                + "sync \(offer.isSynchronised) auto \(offer.autoClose)/\(offer.autoResume) "
                + "\(offer.link.map { "\($0.components.map { "\($0.product)×\($0.units)" }) buffer \($0.buffer) cap \($0.cap ?? -1)" } ?? "unlinked")"
        }
    }

    private func recovered(_ shop: Shop) async throws -> Shop {
        let choices = try await shop.store.choices().choices
        let fresh = try await shop.afterLoss()
        #expect(try await !fresh.store.hasAdoptedChoices())
        try await fresh.store.adoptChoices(choices, at: fresh.now)
        #expect(try await fresh.store.hasAdoptedChoices())
        // Before a single offer is known, nothing of what was chosen is missing.
        #expect(try await fresh.store.choices().choices == choices)
        try await fresh.run(for: .seconds(20))
        #expect(try await fresh.store.choices().choices == choices)
        return fresh
    }

    @Test("the choices and both sides bring back the same offers, and sync goes on (R36)")
    func sameState() async throws {
        let shop = try await Shop()
        try await shop.synchroniseMug(buffer: 3, cap: 50)
        try await shop.synchronise(Shop.set, "501", units: 2)
        try await shop.run(for: .seconds(15))
        let before = try await state(shop)
        let fresh = try await recovered(shop)
        #expect(try await state(fresh) == before)
        #expect(try await fresh.subjects(of: .endedUnknown) == [])
        try await fresh.book(.release, 60)
        try await fresh.run(for: .seconds(5))
        #expect(fresh.shown == (10, .active))
        #expect(fresh.shown(Shop.set) == (6, .active))
    }

    @Test("what Allegro calls sold out comes back by itself; of another end nobody can tell whose it was, so a person is asked (R36, R10)")
    func ended() async throws {
        let shop = try await Shop()
        try await shop.synchroniseMug()
        try await shop.run(for: .seconds(1))
        try await shop.synchronise(Shop.teapotOffer, "502")
        // Ours: Allegro will only say USER. The teapot: EMPTY_STOCK.
        try await shop.book(.release, 70)
        try await shop.book(.release, 3, warehouse: "2")
        try await shop.run(for: .seconds(8))
        #expect(shop.shown.status == .ended)
        _ = shop.world.allegro { $0.setQuantity(0, ofOffer: Shop.teapotOffer.text, at: $1) }
        _ = try shop.world.receive("501", .init(9), in: "1").get()

        let fresh = try await recovered(shop)
        try await fresh.run(for: .seconds(20))
        #expect(fresh.shown(Shop.teapotOffer) == (5, .active))
        #expect(fresh.shown.status == .ended)
        #expect(try await fresh.subjects(of: .endedUnknown) == [Shop.offer.text])
    }

    @Test("choices wait for offers and products that are not known yet, and survive a restart (R36)")
    func waiting() async throws {
        let shop = try await Shop()
        var choices = Choices()
        choices.settings.fetchOrders = true
        choices.settings.issueInvoices = true
        choices.offers["9900000001"] = Choices.OfferChoice(link: OfferLink(components: [.init(product: "901", units: 1)]))
        choices.offers["9900000001"]?.isSynchronised = true
        try await shop.store.adoptChoices(choices, at: shop.now)
        try await shop.run(for: .seconds(5))
        #expect(try await shop.store.choices().choices.offers == choices.offers)
        #expect(try await shop.subjects(of: .comparisonFailing) == ["choices"], "nothing waits for ever unsaid")
        shop.world.open(
            SandboxShop(
                warehouses: [], goods: [(.init(id: "901", code: "NOWY", name: "Nowy"), ["1": .init(4)])],
                offers: [.init(id: "9900000001", name: "Nowy", available: 9)]))
        shop.gateway.reconciler.hurry()
        try await shop.run(for: .seconds(15))
        #expect(shop.shown("9900000001") == (4, .active))
        #expect(try await shop.subjects(of: .comparisonFailing) == [])
        #expect(try await shop.store.choices().choices.offers == choices.offers)
    }

    @Test("every change of a choice is counted, whoever makes it; what is no choice is not (R36)")
    func counted() async throws {
        let shop = try await Shop()
        try await shop.run(for: .seconds(1))
        let start = try await shop.store.choiceChanges()
        try await shop.synchroniseMug()
        let linked = try await shop.store.choiceChanges()
        #expect(linked > start)
        try await shop.book(.release, 5)
        try await shop.run(for: .seconds(3))
        #expect(try await shop.store.choiceChanges() == linked)
        _ = try await shop.store.updateSettings { $0.frozen = true }
        #expect(try await shop.store.choiceChanges() > linked)
    }
}
