import Gateway
import Inventory
import NIOConcurrencyHelpers
import Sandbox
import Storage
import Testing

@Suite("Orders are fetched (R18)")
struct OrderFetchingTests {
    /// A shop whose mug is synchronised, that has begun to follow the journal and swept once.
    private func shop(allegro: AllegroTemper = .calm) async throws -> Shop {
        let shop = try await Shop(allegro: allegro)
        // Documents come later than any of these tests: their releases would close what is counted here.
        _ = try await shop.store.updateSettings { $0.accounts["main", default: AccountSettings()].documentDelay = .seconds(86_400) }
        try await shop.synchroniseMug()
        return shop
    }

    private func reserved(_ shop: Shop) async throws -> Int? { try await shop.store.product(Shop.mug)?.availability.reserved }

    /// An event of the journal as a relay would push it.
    private func event(_ order: SandboxOrder, type: String = "BOUGHT") -> String {
        let lines = order.lines.map { #"{"id":"\#($0.id)","offer":{"id":"\#($0.offer)"},"quantity":\#($0.quantity)}"# }.joined(separator: ",")
        return """
            {"events":[{"id":"1795500100000001","type":"\(type)","occurredAt":"2026-11-24T09:15:00Z","order":{"seller":{"id":"1"},"buyer":{"id":"2"},\
            "lineItems":[\(lines)],"checkoutForm":{"id":"\(order.id)","revision":"1"}}}]}
            """
    }

    private func push(_ body: String, to shop: Shop, trust: SenderTrust = .signed, source: String = Shop.relay) async throws {
        try await shop.deliver(body, trust: trust, source: source, kind: .allegro)
    }

    @Test("an order reaches the gateway by the journal alone (R18)")
    func journal() async throws {
        let shop = try await shop()
        shop.world.setFault(.serverError, .init(path: "checkout-forms"), on: .allegro)
        shop.world.buy(Shop.offer.text, quantity: 2)
        try await shop.run(for: .seconds(7))
        #expect(try await reserved(shop) == 2)
    }

    @Test("an order reaches the gateway by a pushed notice alone (R18)")
    func pushed() async throws {
        let shop = try await shop()
        shop.world.setFault(.serverError, .init(path: "/order/"), on: .allegro)
        let order = try #require(shop.world.buy(Shop.offer.text, quantity: 2))
        try await push(event(order), to: shop)
        try await shop.run(for: .seconds(1))
        #expect(try await reserved(shop) == 2)
    }

    @Test("where polls are scarce a pushed notice defers the next one, but not beyond the set time (R18)")
    func deferred() async throws {
        // One of a thousand accounts that share the client id: a poll in some thirteen seconds.
        let shop = try await Shop { $0.polls.expect(1000, of: "sandbox-client") }
        try await shop.synchroniseMug()
        try await shop.run(for: .seconds(40))
        let order = try #require(shop.world.buy(Shop.offer.text, quantity: 1))
        func pushes(_ count: Int, trust: SenderTrust = .signed) async throws -> Timestamp? {
            for _ in 0..<count {
                try await push(event(order), to: shop, trust: trust)
                try await shop.run(for: .seconds(5), every: .seconds(1))
            }
            return try await shop.store.orderJournal(of: "main").completeAt
        }
        let first = try await pushes(1)
        #expect(try await pushes(12) == first)
        // One that nobody signed may be no order's.
        let unsigned = try await pushes(12, trust: .keyed)
        #expect(unsigned != first)
        #expect(try await pushes(120) != unsigned)
        let last = try await shop.store.orderJournal(of: "main").completeAt
        try await shop.run(for: .seconds(15), every: .seconds(1))
        #expect(try await shop.store.orderJournal(of: "main").completeAt != last)
    }

    @Test("while nothing is due and nothing was written, the store is not asked")
    func leavesTheStoreAlone() async throws {
        let shop = try await shop()
        let fetcher = try #require(shop.gateway.orders.fetchers.first)
        var pace = Pace.again
        while pace == .again { pace = await fetcher.step(at: shop.now) }
        // Whoever asks a store that is closed is told an error, and tries again a while later: by one of the two steps that is another time.
        try shop.store.close()
        for later in [Duration.zero, .milliseconds(1)] { #expect(await fetcher.step(at: shop.now + later) == pace) }
    }

    @Test("an order reaches the gateway by the forms that changed alone, as soon as by the journal (R18)")
    func changes() async throws {
        let shop = try await shop()
        shop.world.setFault(.lateEvents, .init(times: 3), on: .allegro)
        shop.world.buy(Shop.offer.text, quantity: 2)
        try await shop.run(for: .seconds(6))
        #expect(try await reserved(shop) == 2)
        // Forms that stay as they are, are no news.
        func pages() async throws -> Int { try await shop.appliedBodies().count { $0.contains(#""question":"forms""#) } }
        try await shop.run(for: .seconds(6))
        let before = try await pages()
        try await shop.run(for: .seconds(30))
        #expect(try await pages() == before)
        shop.world.buy(Shop.offer.text, quantity: 1)
        try await shop.run(for: .seconds(6))
        #expect(try await reserved(shop) == 3)
    }

    @Test("where polls are scarce an order reaches the gateway by the sweep over checkout forms alone (R18)")
    func sweep() async throws {
        // One of a thousand accounts that share the client id.
        let shop = try await Shop { $0.polls.expect(1000, of: "sandbox-client") }
        try await shop.synchroniseMug()
        shop.world.setFault(.serverError, .init(path: "/order/events"), on: .allegro)
        shop.world.buy(Shop.offer.text, quantity: 2)
        try await shop.run(for: .seconds(7))
        #expect(try await reserved(shop) == 0)
        try await shop.run(for: .seconds(600), every: .seconds(2))
        #expect(try await reserved(shop) == 2)
    }

    @Test("repeats from all three ways, out of turn, count once (R18)")
    func repeats() async throws {
        let shop = try await shop(allegro: AllegroTemper())
        var sold = 0
        for pieces in 1...5 {
            let order = try #require(shop.world.buy(Shop.offer.text, quantity: pieces))
            sold += pieces
            for _ in 0..<2 { try await push(event(order), to: shop) }
            try await push(event(order, type: "READY_FOR_PROCESSING"), to: shop)
            try await shop.run(for: .seconds(1))
        }
        try await shop.run(for: .seconds(620), every: .seconds(2))
        #expect(try await reserved(shop) == sold)
        #expect(try await shop.store.deliveries(state: .dead, after: nil, limit: 10).isEmpty)
        #expect(try await shop.store.nextOrderLook() == nil)
    }

    @Test("an event that enters the journal a minute late is taken, and counts once beside the sweep (R18)")
    func lateEvents() async throws {
        let shop = try await shop()
        shop.world.setFault(.lateEvents, .init(times: 3), on: .allegro)
        shop.world.buy(Shop.offer.text, quantity: 2)
        shop.world.setFault(.serverError, .init(path: "checkout-forms"), on: .allegro)
        try await shop.run(for: .seconds(10))
        #expect(try await reserved(shop) == 0)
        try await shop.run(for: .seconds(60), every: .seconds(1))
        #expect(try await reserved(shop) == 2)
        shop.world.clearFaults()
        try await shop.run(for: .seconds(620), every: .seconds(2))
        #expect(try await reserved(shop) == 2)
    }

    @Test("what was bought while the gateway was down is found from where it left the journal (R18)")
    func restart() async throws {
        let shop = try await shop()
        shop.world.buy(Shop.offer.text, quantity: 1)
        try await shop.run(for: .seconds(7))
        let left = try await shop.store.orderJournal(of: "main")
        #expect(left.event != nil)
        shop.restart()
        shop.world.setFault(.serverError, .init(path: "checkout-forms"), on: .allegro)
        shop.world.buy(Shop.offer.text, quantity: 2)
        shop.world.buy(Shop.offer.text, quantity: 3)
        try await shop.run(for: .seconds(7))
        #expect(try await reserved(shop) == 6)
        let now = try await shop.store.orderJournal(of: "main")
        #expect(now.event.map { left.event ?? "" < $0 } == true)
        #expect(try #require(now.completeAt) > #require(left.completeAt))
    }

    @Test("an order that was open before the first start is found by the first sweep, not by the journal")
    func firstStart() async throws {
        let shop = try await Shop()
        _ = try await shop.store.updateSettings { $0.fetchOrders = false }
        shop.world.buy(Shop.offer.text, quantity: 4)
        try await shop.run(for: .seconds(1))
        _ = try await shop.store.updateSettings { $0.fetchOrders = true }
        try await shop.run(for: .seconds(2))
        try await shop.synchroniseMug()
        #expect(try await reserved(shop) == 4)
        let pages = try await shop.appliedBodies()
        #expect(pages.contains { $0.contains(#""question":"forms""#) })
        #expect(!pages.contains { $0.contains(#""question":"events""#) })
    }

    @Test("nothing is fetched while orders are not to be fetched, and everything once they are (R16, R18)")
    func off() async throws {
        let shop = try await Shop()
        _ = try await shop.store.updateSettings { $0.fetchOrders = false }
        shop.world.buy(Shop.offer.text, quantity: 2)
        try await shop.run(for: .seconds(12))
        #expect(try await shop.store.orderJournal(of: "main") == OrderJournal())
        _ = try await shop.store.updateSettings { $0.fetchOrders = true }
        try await shop.synchroniseMug()
        #expect(try await reserved(shop) == 2)
    }

    @Test("frozen, orders are read all the same (R49)")
    func frozen() async throws {
        let shop = try await shop()
        _ = try await shop.store.updateSettings { $0.frozen = true }
        shop.world.buy(Shop.offer.text, quantity: 2)
        try await shop.run(for: .seconds(7))
        #expect(try await reserved(shop) == 2)
        #expect(try await shop.store.nextOrderLook() == nil)
    }

    @Test("after a standstill of 500 orders the sweep brings them a hundred at a time: few forms are read one by one (R18)")
    func standstill() async throws {
        let (shop, allegro, _) = try await Shop.watched(shop: .large(offers: 50))
        try await shop.run(for: .seconds(1))
        for number in 0..<500 { try #require(shop.world.buy(String(8_000_000_001 + number % 50)) != nil) }
        shop.time.withLockedValue { $0 = $0 + .seconds(3600) }
        try await shop.run(for: .seconds(5))
        #expect(try await shop.store.shopFigures().orders == [.ready: 500])
        #expect(allegro.count("order/checkout-forms/") < 50, "\(allegro.count("order/checkout-forms/")) of 500 forms were read by themselves")
    }

    @Test("a cancelled order frees what it reserved, read from its form (R7)")
    func cancelled() async throws {
        let shop = try await shop()
        let order = try #require(shop.world.buy(Shop.offer.text, quantity: 2))
        try await shop.run(for: .seconds(7))
        #expect(try await reserved(shop) == 2)
        #expect(shop.world.allegro { $0.cancel(order.id, at: $1) })
        try await shop.run(for: .seconds(7))
        #expect(try await reserved(shop) == 0)
    }

    @Test("a form that was merged into another answers 404, and its lines live on in the other (R18)")
    func merged() async throws {
        var temper = AllegroTemper.calm
        temper.buyerDelay = .seconds(60)...(.seconds(60))
        let shop = try await shop(allegro: temper)
        let one = try #require(shop.world.buy(Shop.offer.text, quantity: 1))
        let two = try #require(shop.world.buy(Shop.offer.text, quantity: 2))
        try await shop.run(for: .seconds(7))
        #expect(shop.world.allegro { $0.merge(one.id, two.id, at: $1) } != nil)
        try await shop.store.lookAtOrder(OrderID(one.id), account: "main", due: shop.now)
        try await shop.run(for: .seconds(12))
        #expect(try await reserved(shop) == 3)
        #expect(try await shop.store.nextOrderLook() == nil)
        let bodies = try await shop.appliedBodies()
        #expect(bodies.contains { $0.contains(#""question":"gone""#) && $0.contains(one.id) })
        #expect(try await shop.store.deliveries(state: .dead, after: nil, limit: 10).isEmpty)
    }

    @Test("an event without a signature reserves nothing by itself: its order is read")
    func keyed() async throws {
        let shop = try await shop()
        shop.world.setFault(.serverError, .init(path: "/order/"), on: .allegro)
        let order = try #require(shop.world.buy(Shop.offer.text, quantity: 2))
        try await push(event(order), to: shop, trust: .keyed)
        try await shop.run(for: .seconds(1))
        #expect(try await reserved(shop) == 0)
        shop.world.clearFaults()
        shop.world.setFault(.serverError, .init(path: "/order/events"), on: .allegro)
        try await shop.run(for: .seconds(20))
        #expect(try await reserved(shop) == 2)
    }

    @Test("an order is no less there because its account may not be asked: such tries do not count")
    func unauthorised() async throws {
        let shop = try await shop()
        let order = try #require(shop.world.buy(Shop.offer.text, quantity: 2))
        shop.world.allegro { allegro, _ in allegro.revokeTokens(refreshToo: true) }
        // By now the journal was asked in vain.
        try await shop.run(for: .seconds(12))
        try await push(event(order), to: shop, trust: .keyed)
        try await shop.run(for: .seconds(12))
        #expect(try await shop.store.ordersToRead(limit: 1, at: shop.now).map(\.attempts) == [0])
    }

    @Test("events of a source whose account nobody knows wait as a dead letter")
    func unknownSource() async throws {
        let shop = try await shop()
        let order = try #require(shop.world.buy(Shop.offer.text, quantity: 2))
        try await push(event(order), to: shop, source: "stranger")
        try await shop.run(for: .seconds(1))
        #expect(try await shop.store.deliveries(state: .dead, after: nil, limit: 10).map(\.reason) == ["source stranger names no account"])
    }

    @Test("429 and 500 on the way delay orders and lose none", arguments: [FaultKind.tooManyRequests, .serverError, .reset])
    func troubles(_ fault: FaultKind) async throws {
        let shop = try await shop()
        // The rate budget waits in real time: three refusals are enough to be told.
        shop.world.setFault(fault, .init(share: 0.7, times: 3, path: "/order/"), on: .allegro)
        for _ in 0..<3 {
            shop.world.buy(Shop.offer.text, quantity: 1)
            try await shop.run(for: .seconds(5))
        }
        try await shop.run(for: .seconds(90), every: .seconds(1))
        #expect(try await reserved(shop) == 3)
        #expect(try await shop.store.nextOrderLook() == nil)
    }
}
