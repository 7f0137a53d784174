import Gateway
import Inventory
import Sandbox
import Storage
import Testing

/// Allegro dates sales and ends by its own clock; what we know of an offer must not hang on how ours goes.
@Suite("Our clock is set anew")
struct AllegroClockTests {
    private static let jumps: [Duration] = [.seconds(600), .seconds(-600), .seconds(40), .seconds(-5)]

    private func shop(after jump: Duration) async throws -> Shop {
        let shop = try await Shop()
        _ = try await shop.store.updateSettings { $0.accounts["main", default: AccountSettings()].documentDelay = .seconds(86_400) }
        try await shop.synchroniseMug()
        shop.setClock(by: jump)
        // Read by the new clock.
        // What was due by the old clock is due by the new one; the offer is read by it.
        try await shop.run(for: max(.zero, .zero - jump), every: .seconds(2))
        shop.gateway.reconciler.hurry()
        try await shop.run(for: .seconds(2))
        return shop
    }

    private func foreignHands(_ shop: Shop) async throws -> Int { try #require(try await shop.store.offer(Shop.offer)).offer.foreignChanges }

    @Test("a sale is known to be one, and what it sold out returns with the next receipt (R10, R29, R44)", arguments: jumps)
    func soldOut(_ jump: Duration) async throws {
        let shop = try await shop(after: jump)
        shop.world.buy(Shop.offer.text, quantity: 70)
        try await shop.run(for: .seconds(30), every: .milliseconds(200))
        #expect(shop.shown == (3, .active))
        shop.world.buy(Shop.offer.text, quantity: 3)
        try await shop.run(for: .seconds(30), every: .milliseconds(200))
        #expect(try await shop.store.offer(Shop.offer)?.offer.endedBy?.isWantOfStock == true)
        #expect(try await foreignHands(shop) == 0)
        try await shop.book(.receipt, 5)
        try await shop.run(for: .seconds(10))
        #expect(shop.shown == (5, .active))
    }

    @Test(
        "what a sale took the last piece of comes back, though another hand had lowered it a moment before (R10, R44)",
        arguments: [Duration.zero] + jumps)
    func soldOutAfterAHand(_ jump: Duration) async throws {
        let shop = try await shop(after: jump)
        shop.world.setQuantity(3, ofOffer: Shop.offer.text)
        try await shop.run(for: .milliseconds(200))
        shop.world.buy(Shop.offer.text, quantity: 3)
        #expect(shop.shown == (0, .ended))
        shop.gateway.reconciler.hurry()
        try await shop.run(for: .seconds(120), every: .milliseconds(200))
        #expect(shop.shown == (70, .active))
    }

    @Test("a clock that is set back keeps no order from being fetched, and no comparison from being made, until it has caught up (R18, R22)")
    func setBack() async throws {
        let shop = try await Shop()
        try await shop.synchroniseMug()
        shop.setClock(by: .seconds(-3600))
        _ = try shop.buyMugs(3)
        _ = try shop.world.release("501", .init(10), from: "1").get()
        try await shop.run(for: .seconds(60), every: .milliseconds(200))
        #expect(try await shop.mugs() == [63, 3, 60])
    }

    @Test("an end of ours is ours, and a receipt resumes it (R10)", arguments: jumps)
    func ended(_ jump: Duration) async throws {
        let shop = try await shop(after: jump)
        try await shop.book(.release, 70)
        try await shop.book(.release, 3, warehouse: "2")
        try await shop.run(for: .seconds(20), every: .milliseconds(200))
        #expect(try await shop.store.offer(Shop.offer)?.offer.endedBy == .gateway)
        try await shop.book(.receipt, 5)
        try await shop.run(for: .seconds(10))
        #expect(shop.shown == (5, .active))
    }

    @Test(
        "set before a command that leaves unaware of it, the end is ours all the same (R10)",
        arguments: [Duration.seconds(600), .seconds(40), .seconds(-5)])
    func setMeanwhile(_ jump: Duration) async throws {
        let shop = try await shop(after: .zero)
        try await shop.book(.release, 70)
        try await shop.book(.release, 3, warehouse: "2")
        shop.setClock(by: jump)
        try await shop.run(for: .seconds(20), every: .milliseconds(200))
        #expect(try await shop.store.offer(Shop.offer)?.offer.endedBy == .gateway)
    }

    @Test("a hand on Allegro is a foreign one whatever our clock says (R29, R44)", arguments: jumps)
    func truly(_ jump: Duration) async throws {
        let shop = try await shop(after: jump)
        shop.world.allegro { _ = $0.setQuantity(90, ofOffer: Shop.offer.text, at: $1) }
        shop.gateway.reconciler.hurry()
        try await shop.run(for: .seconds(30), every: .milliseconds(200))
        #expect(shop.shown == (73, .active))
        #expect(try await foreignHands(shop) == 1)
    }
}
