import Gateway
import Inventory
import Sandbox
import Storage
import Testing

@Suite("What cannot be read holds up nothing else")
struct UnreadableTests {
    /// Something changed for these goods, says somebody who does not sign.
    private func noticed(_ goods: String...) -> String {
        let contents = goods.map { #"{"good":{"id":"\#($0)"},"count":"1"}"# }.joined(separator: ",")
        return """
            {"event":"warehouse_document.added","warehouse_document":{"id":"77001","type":"WZ","version":1,"warehouse":{"id":"1"},\
            "warehouse_document_contents":[\(contents)]}}
            """
    }

    private func failing(_ shop: Shop) async throws -> [String] {
        try await shop.store.problems(kind: .comparisonFailing, after: nil, limit: 10).map(\.subject)
    }

    @Test("one good that cannot be read holds back no other; after some ten minutes a person is told, until it can be read")
    func unreadableGood() async throws {
        let shop = try await Shop()
        try await shop.synchroniseMug()
        shop.world.setFault(.serverError, .init(path: "goods/get/502"), on: .wfirma)
        _ = try shop.world.release("501", .init(5), from: "1").get()
        try await shop.deliver(noticed("502", "501"), trust: .keyed)
        try await shop.run(for: .seconds(3))
        #expect(shop.shown == (68, .active))
        #expect(try await failing(shop).isEmpty)
        try await shop.run(for: .seconds(900), every: .seconds(1))
        #expect(try await failing(shop) == ["502"])
        shop.world.clearFaults()
        try await shop.run(for: .seconds(330), every: .seconds(1))
        #expect(try await failing(shop).isEmpty)
        #expect(try await shop.store.nextLook() == nil)
    }

    @Test("one offer that cannot be read holds back no other, and is asked for ever more patiently")
    func unreadableOffer() async throws {
        let (shop, allegro, _) = try await Shop.watched()
        try await shop.synchroniseMug()
        try await shop.store.link(Shop.teapotOffer, to: OfferLink(components: [.init(product: "502", units: 1)]), at: shop.now)
        shop.world.setFault(.serverError, .init(path: "product-offers/\(Shop.teapotOffer)"), on: .allegro)
        shop.world.end(Shop.teapotOffer.text)
        shop.world.end(Shop.offer.text)
        shop.gateway.reconciler.hurry()
        try await shop.run(for: .seconds(15))
        #expect(try await shop.store.offer(Shop.offer)?.offer.endedBy == .hand)
        try await shop.run(for: .seconds(900), every: .seconds(1))
        #expect(try await failing(shop) == [Shop.teapotOffer.text])
        #expect(allegro.count("product-offers/\(Shop.teapotOffer)") < 60)
        shop.world.clearFaults()
        try await shop.run(for: .seconds(330), every: .seconds(1))
        #expect(try await failing(shop).isEmpty)
        #expect(try await shop.store.offer(Shop.teapotOffer)?.offer.endedBy == .hand)
    }

    @Test("an ended offer that sells no product of ours is not asked who ended it; one that does is asked once")
    func endedOffers() async throws {
        let (shop, allegro, _) = try await Shop.watched()
        for offer in [Shop.offer, Shop.teapotOffer] { shop.world.end(offer.text) }
        try await shop.run(for: .seconds(1))
        for _ in 0..<2 {
            shop.gateway.reconciler.hurry()
            try await shop.run(for: .seconds(5))
        }
        #expect(allegro.count("product-offers/") == 0)
        try await shop.store.link(Shop.offer, to: OfferLink(components: [.init(product: Shop.mug, units: 1)]), at: shop.now)
        for _ in 0..<3 {
            shop.gateway.reconciler.hurry()
            try await shop.run(for: .seconds(5))
        }
        #expect(allegro.count("product-offers/") == 1)
        #expect(try await shop.store.offer(Shop.offer)?.offer.endedBy == .hand)
    }

    @Test("an offer in a state that we do not know is asked for ever more patiently, and a person is told")
    func unknownState() async throws {
        let (shop, allegro, _) = try await Shop.watched()
        try await shop.synchroniseMug()
        allegro.replace(#""BUY_NOW""#, with: #""SWAP""#, in: "offers")
        try await shop.book(.release, 3)
        try await shop.run(for: .seconds(3))
        let before = allegro.count("product-offers/\(Shop.offer)")
        try await shop.run(for: .seconds(900), every: .seconds(1))
        #expect(allegro.count("product-offers/\(Shop.offer)") - before < 20)
        #expect(try await failing(shop) == [Shop.offer.text])
        allegro.leave()
        try await shop.run(for: .seconds(330), every: .seconds(1))
        #expect(try await failing(shop).isEmpty)
    }

    @Test("while an account cannot be reached it is asked ever more seldom, and not for each offer")
    func unreachableAccount() async throws {
        let (shop, allegro, _) = try await Shop.watched(shop: .large(offers: 400))
        try await shop.run(for: .seconds(2))
        // Each shows something else than we know, so each is to be read again.
        let listings = try await shop.store.offers(OfferFilter(), after: nil, limit: 400).map { view in
            OfferListing(
                id: view.offer.id, name: view.offer.name, format: .buyNow, externalID: nil, imageURL: nil, isFulfilledByAllegro: false,
                sighting: .init(status: .active, quantity: 3, window: .init(from: shop.now, to: shop.now)))
        }
        _ = try await shop.store.take(listings, account: "main", rules: CommandRules(), at: shop.now)
        shop.world.setFault(.reset, on: .allegro)
        let before = allegro.count("/sale/")
        try await shop.run(for: .seconds(60), every: .milliseconds(500))
        #expect(allegro.count("/sale/") - before < 20)
        shop.world.clearFaults()
        try await shop.run(for: .seconds(60), every: .milliseconds(500))
        #expect(try await shop.store.offersToLookAt(limit: 1, at: Timestamp(microseconds: .min)).next == nil)
    }
}
