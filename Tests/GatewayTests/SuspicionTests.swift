import Gateway
import Inventory
import Sandbox
import Storage
import Testing

@Suite("Suspicion before obedience: the brake and the foreign hand")
struct SuspicionTests {
    /// Twenty synchronised offers of ten pieces each, of twenty products.
    private func largeShop() async throws -> Shop {
        let shop = try await Shop(shop: .large(offers: 20))
        try await shop.run(for: .seconds(1))
        for number in 1...20 {
            try await shop.store.link(offer(number), to: OfferLink(components: [.init(product: ProductID("\(number)"), units: 1)]), at: shop.now)
        }
        _ = try await shop.store.switchSync((1...20).map(offer), enabled: true, at: shop.now)
        try await shop.run(for: .seconds(5))
        return shop
    }

    private func offer(_ number: Int) -> OfferID { OfferID(String(8_000_000_000 + number)) }

    private func empty(_ goods: ClosedRange<Int>, of shop: Shop) async throws {
        for good in goods { try await shop.book(.release, 10, good: "\(good)") }
        try await shop.run(for: .seconds(5))
    }

    @Test("ends of more than a fifth of the offers are held and shown as 1; one problem names them, and a person lets them go (R30, R41)")
    func release() async throws {
        let shop = try await largeShop()
        try await empty(1...8, of: shop)
        for number in 1...8 { #expect(shop.shown(offer(number)) == (1, .active)) }
        let problem = try #require(try await shop.store.problems(kind: .brake, after: nil, limit: 10).first)
        #expect(problem.what.en.hasPrefix("8 offers"))
        #expect(problem.why.en.contains(offer(8).text))
        let explanation = try await shop.store.explanation(of: offer(1))
        #expect(explanation?.steps.first { $0.name == .brake }?.value == .pieces(1))
        // What the dry run shows is what is sent: nothing (R32).
        #expect(try await shop.store.plans(for: nil, at: shop.now).allSatisfy { $0.plan.action == .keep })
        #expect(try await shop.store.settleProblem(problem.id, action: .release, at: shop.now))
        try await shop.run(for: .seconds(5))
        for number in 1...8 { #expect(shop.shown(offer(number)).status == .ended) }
        #expect(try await shop.store.problems(kind: .brake, after: nil, limit: 10).isEmpty)
    }

    @Test("dropped ends wait for the product's next change of stock; a hold ends when stock is back (R30)")
    func drop() async throws {
        let shop = try await largeShop()
        try await empty(1...8, of: shop)
        try await shop.book(.receipt, 4, good: "1")
        try await shop.run(for: .seconds(5))
        #expect(shop.shown(offer(1)) == (4, .active))
        let problem = try #require(try await shop.store.problems(kind: .brake, after: nil, limit: 10).first)
        #expect(problem.what.en.hasPrefix("7 offers"))
        #expect(try await shop.store.settleProblem(problem.id, action: .drop, at: shop.now))
        try await shop.run(for: .seconds(5))
        #expect(shop.shown(offer(2)) == (1, .active))
        try await shop.book(.receipt, 3, good: "2")
        try await shop.run(for: .seconds(5))
        #expect(shop.shown(offer(2)) == (3, .active))
        try await shop.book(.release, 3, good: "2")
        try await shop.run(for: .seconds(5))
        #expect(shop.shown(offer(2)).status == .ended)
        #expect(shop.shown(offer(3)) == (1, .active))
    }

    @Test("a few ends are sent as ever; those of a short time count together (R30)")
    func window() async throws {
        let shop = try await largeShop()
        try await empty(1...4, of: shop)
        for number in 1...4 { #expect(shop.shown(offer(number)).status == .ended) }
        try await empty(5...5, of: shop)
        #expect(shop.shown(offer(5)) == (1, .active))
    }

    @Test("a change by a foreign hand is repaired so many times, then the offer is only lowered until a person says so (R29)")
    func foreignHand() async throws {
        let shop = try await Shop()
        try await shop.synchroniseMug()
        for number in 1...4 {
            shop.world.allegro { _ = $0.setQuantity(90 + number, ofOffer: Shop.offer.text, at: $1) }
            shop.gateway.reconciler.hurry()
            try await shop.run(for: .seconds(20), every: .milliseconds(200))
            #expect(shop.shown == (73, .active))
            #expect(try await shop.store.problems(kind: .foreignHand, after: nil, limit: 10).isEmpty == (number < 4))
        }
        try await shop.book(.receipt, 5)
        try await shop.run(for: .seconds(3))
        #expect(shop.shown == (73, .active))
        try await shop.book(.release, 9)
        try await shop.run(for: .seconds(3))
        #expect(shop.shown == (69, .active))
        try await shop.book(.receipt, 2)
        let problem = try #require(try await shop.store.problems(kind: .foreignHand, after: nil, limit: 10).first)
        #expect(try await shop.store.settleProblem(problem.id, action: .retry, at: shop.now))
        try await shop.run(for: .seconds(3))
        #expect(shop.shown == (71, .active))
    }

    @Test("another program that sets the offer back at once, each time before it was read back, is one too (R29)")
    func fastForeignHand() async throws {
        let shop = try await Shop()
        try await shop.synchroniseMug()
        let program = { shop.world.allegro { _ = $0.setQuantity(60, ofOffer: Shop.offer.text, at: $1) } }
        program()
        shop.gateway.reconciler.hurry()
        var settings = 0
        for _ in 0..<1500 {
            guard try await shop.store.problems(kind: .foreignHand, after: nil, limit: 1).isEmpty else { break }
            try await shop.run(for: .milliseconds(100))
            guard shop.shown.quantity != 60 else { continue }
            program()
            settings += 1
        }
        #expect(try await shop.store.problems(kind: .foreignHand, after: nil, limit: 1).first?.subject == Shop.offer.text)
        #expect(settings == 3, "three repairs, and then nothing raises it any more")
        try await shop.run(for: .seconds(60), every: .milliseconds(200))
        #expect(shop.shown == (60, .active))
    }
}
