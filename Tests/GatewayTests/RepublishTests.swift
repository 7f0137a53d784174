import Gateway
import Inventory
import Sandbox
import Testing

@testable import Storage

@Suite("Allegro's own relisting")
struct RepublishTests {
    @Test("switching sync on switches Allegro's republish off, and keeps how it was (R15)")
    func switchedOff() async throws {
        let shop = try await Shop()
        #expect(shop.world.offer(Shop.offer.text)?.republish == true)
        try await shop.synchroniseMug()
        #expect(shop.world.offer(Shop.offer.text)?.republish == false)
        // Sold out, it is ended and stays the one offer: nothing is listed under a new id.
        let offers = shop.world.allegro { allegro, _ in allegro.offerCount }
        try await shop.book(.release, 70)
        try await shop.book(.release, 3, warehouse: "2")
        try await shop.run(for: .seconds(8))
        #expect(shop.shown.status == .ended)
        #expect(shop.world.allegro { allegro, _ in allegro.offerCount } == offers)
    }

    @Test("an offer without republish is not edited (R15)")
    func nothingToDo() async throws {
        let shop = try await Shop()
        try await shop.run(for: .seconds(1))
        try await shop.synchronise(Shop.teapotOffer, "502")
        #expect(shop.world.offer(Shop.teapotOffer.text)?.republish == false)
        #expect(try await shop.store.offerEditDue(at: shop.now + .seconds(86_400)) == nil)
    }

    @Test(
        "429, 500 and lost answers delay it, and how it was is not overwritten by what we made of it (R15)",
        arguments: [
            FaultKind.tooManyRequests, .serverError, .answerLost,
        ])
    func patience(_ fault: FaultKind) async throws {
        let shop = try await Shop()
        shop.world.setFault(fault, .init(times: 3, path: "product-offers", method: "PATCH"), on: .allegro)
        try await shop.synchroniseMug()
        try await shop.run(for: .seconds(60), every: .milliseconds(500))
        #expect(shop.world.offer(Shop.offer.text)?.republish == false)
        #expect(try await shop.subjects(of: .republishRefused) == [])
        // Given back, it is as it was before sync (R45).
        let now = shop.now
        try await shop.store.write { try OfferEdits.ask($0, Shop.offer, republish: nil, due: now) }
        try await shop.run(for: .seconds(5))
        #expect(shop.world.offer(Shop.offer.text)?.republish == true)
    }

    @Test("an account without authorisation leaves its edits as they are, and they are made once it has one")
    func unauthorised() async throws {
        let shop = try await Shop()
        try await shop.run(for: .seconds(1))
        shop.world.allegro { allegro, _ in allegro.revokeTokens(refreshToo: true) }
        try await shop.store.link(Shop.offer, to: OfferLink(components: [.init(product: Shop.mug, units: 1)]), at: shop.now)
        let asked = shop.now
        _ = try await shop.store.switchSync([Shop.offer], enabled: true, at: asked)
        try await shop.run(for: .seconds(15))
        #expect(try await shop.store.nextOfferEdit() == asked, "nothing is written again and again")
        try await shop.signIn("main", at: shop.world)
        try await shop.run(for: .seconds(90), every: .milliseconds(200))
        #expect(shop.world.offer(Shop.offer.text)?.republish == false)
    }

    @Test("of an account that the configuration no longer lists nothing is given back: a person is told, and how it was stays known (R45)")
    func accountGone() async throws {
        let shop = try await Shop()
        try await shop.run(for: .seconds(1))
        let sighting = Offer.Sighting(status: .active, quantity: 2, window: .init(from: shop.now, to: shop.now))
        let listing = OfferListing(
            id: "6600000001", name: "Kubek", format: .buyNow, externalID: nil, imageURL: nil, isFulfilledByAllegro: false, sighting: sighting)
        _ = try await shop.store.take([listing], account: "gone", rules: CommandRules(), at: shop.now)
        try await shop.store.keepRepublish(true, of: listing.id)
        #expect(try await shop.store.leave(at: shop.now).republishToGiveBack == 1)
        try await shop.run(for: .seconds(5))
        #expect(try await shop.subjects(of: .republishRefused) == [listing.id.text])
        #expect(try await shop.store.settings().frozen)
        #expect(try await shop.store.leave(at: shop.now).republishToGiveBack == 1, "it is not forgotten")
    }

    @Test("frozen, the relisting is left as it is; thawed, it is switched off (R15, R49)")
    func frozen() async throws {
        let shop = try await Shop()
        try await shop.run(for: .seconds(1))
        _ = try await shop.store.updateSettings { $0.frozen = true }
        try await shop.synchronise(Shop.offer, "501")
        #expect(shop.world.offer(Shop.offer.text)?.republish == true)
        _ = try await shop.store.updateSettings { $0.frozen = false }
        try await shop.run(for: .seconds(3))
        #expect(shop.world.offer(Shop.offer.text)?.republish == false)
    }
}

extension Shop {
    /// Links an offer to one product and switches its sync on.
    func synchronise(_ offer: OfferID, _ product: ProductID, units: Int = 1) async throws {
        try await store.link(offer, to: OfferLink(components: [.init(product: product, units: units)]), at: now)
        let outcome = try await store.switchSync([offer], enabled: true, at: now)
        guard outcome.first?.outcome == .enabled else { throw ShopFault.notSynchronised("\(outcome)") }
        try await run(for: .seconds(5))
    }

    /// What is open of a kind, by subject.
    func subjects(of kind: OpenProblem.Kind) async throws -> [String] {
        try await store.problems(kind: kind, after: nil, limit: 100).map(\.subject)
    }
}
