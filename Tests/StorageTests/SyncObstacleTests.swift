import Inventory
import Testing

@testable import Storage

@Suite("What comes up after sync was switched on")
struct SyncObstacleTests {
    @Test("a set whose product wFirma lists no longer is a problem until it is back, or the set's sync is off (R42)")
    func lostComponent() async throws {
        let room = try await OutboxRoom(also: [])
        try await room.room.store.link(
            Stockroom.set, to: OfferLink(components: [.init(product: Stockroom.mug, units: 1), .init(product: Stockroom.saucer, units: 2)]),
            at: room.now)
        _ = try await room.store.switchSync([Stockroom.set], enabled: true, at: room.now)
        try await room.see(.active, 5, of: Stockroom.set)
        _ = try await room.plan()
        #expect(try await room.problems(.setIncomplete) == [])
        try await room.store.lost(Stockroom.saucer, at: room.now)
        _ = try await room.plan()
        #expect(try await room.problems(.setIncomplete) == [Stockroom.set.text])
        #expect(try await room.store.offer(Stockroom.set)?.availability[Stockroom.saucer]?.isGone == true)
        try await room.room.tell([.product(ListedProduct(id: Stockroom.saucer, code: "K", ean: "", name: "Saucer"))])
        _ = try await room.plan()
        #expect(try await room.problems(.setIncomplete) == [])
        try await room.store.lost(Stockroom.saucer, at: room.now)
        _ = try await room.plan()
        _ = try await room.store.switchSync([Stockroom.set], enabled: false, at: room.now)
        #expect(try await room.problems(.setIncomplete) == [])
        let again = try await room.store.switchSync([Stockroom.set], enabled: true, at: room.now)
        #expect(again.first?.outcome == .refused(.setIncomplete))
    }

    @Test("an account that the configuration no longer lists is told while its offers are synchronised, and once only")
    func missingAccount() async throws {
        let room = try await OutboxRoom()
        try await room.store.tellMissingAccounts(configured: ["main"], at: room.now)
        #expect(try await room.problems(.accountNotConfigured) == [])
        try await room.store.tellMissingAccounts(configured: [], at: room.now)
        let problem = try #require(try await room.store.problems(kind: .accountNotConfigured, after: nil, limit: 10).first)
        #expect(problem.subject == "main")
        #expect(try await room.store.settleProblem(problem.id, action: .dismiss, at: room.now))
        try await room.store.tellMissingAccounts(configured: ["other"], at: room.now)
        #expect(try await room.problems(.accountNotConfigured) == [])
        try await room.store.tellMissingAccounts(configured: ["main"], at: room.now)
        try await room.store.tellMissingAccounts(configured: ["other"], at: room.now)
        #expect(try await room.problems(.accountNotConfigured) == ["main"])
        _ = try await room.store.switchSync([OutboxRoom.offer], enabled: false, at: room.now)
        try await room.store.tellMissingAccounts(configured: ["other"], at: room.now)
        #expect(try await room.problems(.accountNotConfigured) == [])
    }

    @Test("an offer whose goods lie at Allegro by now is left alone and told, until it is sold from here again (R14)")
    func fulfilledByAllegro() async throws {
        let room = try await OutboxRoom()
        func list(fulfilled: Bool, _ quantity: Int) async throws {
            room.room.pass(.seconds(1))
            let sighting = Offer.Sighting(status: .active, quantity: quantity, window: .init(from: room.now, to: room.now))
            let listing = OfferListing(
                id: OutboxRoom.offer, name: "Offer", format: .buyNow, externalID: nil, imageURL: nil, isFulfilledByAllegro: fulfilled,
                sighting: sighting)
            _ = try await room.store.take([listing], account: "main", rules: room.rules, at: room.now)
        }
        try await list(fulfilled: true, 10)
        try await room.room.tell([room.room.release("9001", 10)])
        #expect(try await room.plan().isEmpty)
        #expect(try await room.store.plans(for: [OutboxRoom.offer], at: room.now).first?.plan.reason == .fulfilledByAllegro)
        #expect(try await room.problems(.fulfilledByAllegro) == [OutboxRoom.offer.text])
        try await list(fulfilled: false, 10)
        #expect(try await room.plan().map(\.action) == [.end])
        #expect(try await room.problems(.fulfilledByAllegro) == [])
    }
}
