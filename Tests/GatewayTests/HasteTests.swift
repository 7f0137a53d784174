import Gateway
import Inventory
import NIOConcurrencyHelpers
import Sandbox
import Storage
import Testing

@Suite("An end passes what is to be read for the first time")
struct HasteTests {
    private let shop: Shop
    private let allegro: WatchedExchange

    /// Three hundred offers, some of them ended by a person, that were linked and switched on in one action.
    init() async throws {
        (shop, allegro, _) = try await Shop.watched(shop: .large(offers: 300))
        try await shop.run(for: .seconds(2))
        for number in 1...300 {
            try await shop.store.link(
                Self.offer(number), to: OfferLink(components: [.init(product: ProductID(String(number)), units: 1)]), at: shop.now)
        }
        for number in 1...50 { shop.world.end(Self.offer(number).text) }
        _ = try await shop.store.switchSync((1...300).map(Self.offer), enabled: true, at: shop.now)
    }

    private static func offer(_ number: Int) -> OfferID { OfferID(String(8_000_000_000 + number)) }

    @Test("an offer that sells out before it was read is read next, and ended (R4, R31)")
    func list() async throws {
        try await shop.book(.release, 10, good: "300")
        let (before, atEnd) = (allegro.count("offer.id="), NIOLockedValueBox<Int?>(nil))
        allegro.once(after: "offer-publication-commands") { [allegro] in atEnd.withLockedValue { $0 = allegro.count("offer.id=") } }
        try await shop.run(for: .seconds(1))
        #expect(shop.shown(Self.offer(300)).status == .ended)
        #expect(atEnd.withLockedValue { $0 } == before + 1)
    }

    @Test("one that a person ends is read before the others have been asked one by one who ended them (R31)")
    func details() async throws {
        let (store, planner, now) = (shop.store, shop.gateway.planner, shop.now)
        let asked = NIOLockedValueBox<Int?>(nil)
        allegro.once(after: "product-offers/\(Self.offer(2))") { [allegro] in
            _ = try? await store.endByHand([Self.offer(300)], at: now)
            _ = await planner.step(at: now)
            allegro.once(after: "offer.id=\(Self.offer(300))") { asked.withLockedValue { $0 = allegro.count("product-offers/") } }
        }
        try await shop.run(for: .seconds(1))
        #expect(shop.shown(Self.offer(300)).status == .ended)
        #expect(try #require(asked.withLockedValue { $0 }) < 10)
    }
}
