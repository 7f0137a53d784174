import Gateway
import Inventory
import Sandbox
import Storage
import Testing

@Suite("A freeze stops everything that is sent (R49)")
struct FreezeTests {
    private func freeze(_ shop: Shop, _ isFrozen: Bool) async throws { _ = try await shop.store.updateSettings { $0.frozen = isFrozen } }

    /// A decrease leaves while `fault` strikes once, then everything is frozen.
    private func frozen(after fault: FaultKind) async throws -> Shop {
        let shop = try await Shop()
        try await shop.synchroniseMug()
        shop.world.setFault(fault, .init(times: 1, path: "commands", method: "PUT"), on: .allegro)
        try await shop.book(.release, 3)
        try await shop.run(for: .milliseconds(50))
        try await freeze(shop, true)
        return shop
    }

    @Test("a command that left before and did not arrive is asked about and withdrawn; a thaw sends what is then right")
    func notArrived() async throws {
        let shop = try await frozen(after: .reset)
        try await shop.run(for: .seconds(5))
        #expect(shop.shown == (73, .active))
        #expect(try await shop.waitingCommands() == 0)
        try await shop.book(.release, 1)
        try await shop.run(for: .seconds(5))
        #expect(shop.shown == (73, .active))
        try await freeze(shop, false)
        try await shop.run(for: .seconds(5))
        #expect(shop.shown == (69, .active))
    }

    @Test("a command that Allegro turned away was not sent: frozen, it is taken back without a question")
    func turnedAway() async throws {
        let (shop, allegro, _) = try await Shop.watched()
        try await shop.synchroniseMug()
        shop.world.setFault(.tooManyRequests, .init(times: 1, path: "commands", method: "PUT"), on: .allegro)
        let before = allegro.count("offer-quantity-change-commands")
        try await shop.book(.release, 3)
        try await shop.run(for: .milliseconds(50))
        try await freeze(shop, true)
        try await shop.run(for: .seconds(90), every: .milliseconds(500))
        #expect(allegro.count("offer-quantity-change-commands") == before + 1)
        #expect(try await shop.waitingCommands() == 0)
    }

    @Test("a command that left before and arrived is followed to its end")
    func arrived() async throws {
        let shop = try await frozen(after: .answerLost)
        try await shop.run(for: .seconds(5))
        #expect(shop.shown == (70, .active))
        #expect(try await shop.store.offer(Shop.offer)?.offer.shown == ShownQuantity(exactly: 70))
    }
}
