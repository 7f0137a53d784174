import Gateway
import Inventory
import NIOConcurrencyHelpers
import Sandbox
import Storage
import Testing

@Suite("After an outage or a standstill only what is right by then is sent")
struct OutageTests {
    /// A synchronised shop; from now on commands of one kind break off before Allegro has them.
    private func shop(breaking kind: String) async throws -> Shop {
        let shop = try await Shop()
        try await shop.synchroniseMug()
        broken(kind, of: shop)
        return shop
    }

    private func broken(_ kind: String, of shop: Shop) { shop.world.setFault(.reset, .init(path: "\(kind)-commands", method: "PUT"), on: .allegro) }

    /// Runs, and collects what Allegro showed on the way.
    private func watch(_ shop: Shop, for span: Duration, _ isSeen: (_ quantity: Int, _ status: SandboxOffer.Status) -> Bool) async throws -> Bool {
        let end = shop.now + span
        var seen = false
        while shop.now < end {
            try await shop.run(for: .milliseconds(200), every: .milliseconds(100))
            seen = seen || isSeen(shop.shown.quantity, shop.shown.status)
        }
        return seen
    }

    @Test("an increase that broke off and is wanted no longer is not sent again (invariant 4)", arguments: [false, true])
    func increase(restarts: Bool) async throws {
        let shop = try await shop(breaking: "offer-quantity-change")
        try await shop.book(.receipt, 5)
        try await shop.run(for: .seconds(3))
        #expect(try await shop.waitingCommands() == 1)
        try await shop.book(.release, 5)
        try await shop.run(for: .seconds(3))
        if restarts { shop.restart() }
        shop.world.clearFaults()
        #expect(try await !watch(shop, for: .seconds(90)) { quantity, _ in quantity > 73 })
        #expect(shop.shown == (73, .active))
        #expect(try await shop.waitingCommands() == 0)
    }

    @Test("one that is wanted still goes again under its own id (invariant 5)")
    func wanted() async throws {
        let shop = try await shop(breaking: "offer-quantity-change")
        try await shop.book(.receipt, 5)
        try await shop.run(for: .seconds(8))
        shop.restart()
        shop.world.clearFaults()
        try await shop.run(for: .seconds(70), every: .milliseconds(200))
        #expect(shop.shown == (78, .active))
    }

    @Test("after an outage of minutes what prevents overselling is there within seconds: what was sold is heard of, what is gone comes down (R31)")
    func soonAgain() async throws {
        let shop = try await shop(breaking: "offer-quantity-change")
        shop.world.setFault(.reset, .init(path: "/order/"), on: .allegro)
        try await shop.book(.release, 5)
        shop.world.buy(Shop.offer.text, quantity: 2)
        try await shop.run(for: .seconds(180), every: .milliseconds(500))
        #expect(shop.shown == (71, .active))
        shop.world.clearFaults()
        try await shop.run(for: .seconds(8), every: .milliseconds(200))
        #expect(shop.shown == (66, .active))
        #expect(try await shop.store.product(Shop.mug)?.availability.reserved == 2)
    }

    @Test("an activation that broke off does not put the offer on sale once nothing is left (invariant 4)")
    func activation() async throws {
        let shop = try await Shop()
        try await shop.synchroniseMug()
        try await shop.book(.release, 70)
        try await shop.book(.release, 3, warehouse: "2")
        try await shop.run(for: .seconds(5))
        broken("offer-publication", of: shop)
        try await shop.book(.receipt, 6)
        try await shop.run(for: .seconds(10))
        #expect(try await shop.waitingCommands() == 1)
        try await shop.book(.release, 6)
        try await shop.run(for: .seconds(3))
        shop.restart()
        shop.world.clearFaults()
        #expect(try await !watch(shop, for: .seconds(90)) { _, status in status != .ended })
        #expect(try await shop.waitingCommands() == 0)
    }

    @Test("an end that broke off does not end an offer that has stock again")
    func end() async throws {
        let shop = try await shop(breaking: "offer-publication")
        try await shop.book(.release, 70)
        try await shop.book(.release, 3, warehouse: "2")
        try await shop.run(for: .seconds(5))
        try await shop.book(.receipt, 10)
        try await shop.run(for: .seconds(3))
        shop.world.clearFaults()
        #expect(try await !watch(shop, for: .seconds(90)) { _, status in status == .ended })
        #expect(shop.shown == (10, .active))
    }

    @Test("what waited through a standstill is not sent before both sides were asked (invariant 4)")
    func standstill() async throws {
        let shop = try await Shop()
        try await shop.synchroniseMug()
        try await shop.book(.receipt, 5)
        for _ in 0..<5 {
            _ = await shop.gateway.applier.step(at: shop.now)
            _ = await shop.gateway.planner.step(at: shop.now)
        }
        #expect(try await shop.waitingCommands() == 1)
        // Nobody runs, and goods leave.
        _ = try shop.world.release("501", .init(20), from: "1").get()
        shop.time.withLockedValue { $0 = $0 + .seconds(7200) }
        shop.restart()
        #expect(try await !watch(shop, for: .seconds(30)) { quantity, _ in quantity > 73 })
        #expect(shop.shown == (58, .active))
    }

    @Test("a start at which the orders cannot be fetched lowers, and raises once they are known; after minutes a person is told (invariants 4 and 8)")
    func unknownOrders() async throws {
        let shop = try await Shop()
        try await shop.synchroniseMug()
        shop.restart()
        shop.world.setFault(.serverError, .init(path: "order/events"), on: .allegro)
        try await shop.book(.receipt, 5)
        try await shop.run(for: .seconds(5))
        #expect(shop.shown == (73, .active))
        try await shop.book(.release, 10)
        try await shop.run(for: .seconds(5))
        #expect(shop.shown == (68, .active))
        try await shop.book(.receipt, 2)
        try await shop.run(for: .seconds(180), every: .seconds(1))
        #expect(shop.shown == (68, .active))
        #expect(try await shop.subjects(of: .comparisonFailing) == ["main orders"])
        shop.world.clearFaults()
        try await shop.run(for: .seconds(70), every: .milliseconds(500))
        #expect(shop.shown == (70, .active))
        #expect(try await shop.subjects(of: .comparisonFailing) == [])
    }

    @Test("where the journal is there again and the forms are not, a person is still told (invariant 8)")
    func formsStillUnknown() async throws {
        let shop = try await Shop()
        try await shop.synchroniseMug()
        shop.restart()
        for path in ["order/events", "order/checkout-forms"] { shop.world.setFault(.serverError, .init(path: path), on: .allegro) }
        try await shop.run(for: .seconds(180), every: .seconds(1))
        #expect(try await shop.subjects(of: .comparisonFailing) == ["main orders"])
        shop.world.clearFaults()
        shop.world.setFault(.serverError, .init(path: "order/checkout-forms"), on: .allegro)
        try await shop.run(for: .seconds(60), every: .seconds(1))
        #expect(try await shop.subjects(of: .comparisonFailing) == ["main orders"])
    }

    @Test("an account that is authorised after the start is compared at once, not at the next time")
    func lateAuthorisation() async throws {
        let other = SandboxWorld(seed: 3) { SandboxInstant(microseconds: 1_795_500_000_000_000) }
        other.open(.large(offers: 3))
        let shop = try await Shop { $0.accounts.append(Shop.account("second", at: other)) }
        try await shop.run(for: .seconds(120), every: .milliseconds(500))
        try await shop.signIn("second", at: other)
        try await shop.run(for: .seconds(3))
        var theirs = OfferFilter()
        theirs.account = "second"
        #expect(try await shop.store.offers(theirs, after: nil, limit: 10).count == 3)
    }
}
