import Gateway
import Inventory
import NIOConcurrencyHelpers
import Sandbox
import Storage
import Testing

@Suite("Nothing acknowledged is lost, whatever else fails")
struct AcknowledgedTests {
    /// A shop whose documents come later than any of these tests.
    private func shop() async throws -> Shop {
        let shop = try await Shop()
        _ = try await shop.store.updateSettings { $0.accounts["main", default: AccountSettings()].documentDelay = .seconds(7 * 86_400) }
        try await shop.synchroniseMug()
        return shop
    }

    @Test("a stock notice that waits for documents counts at its bound, though wFirma answers nothing for half an hour (R25)")
    func noticeWhileReadsFail() async throws {
        let shop = try await shop()
        _ = try shop.buyMugs(30)
        try await shop.run(for: .seconds(12))
        #expect(try await shop.mugs() == [73, 30, 43])
        shop.world.setFault(.serverError, on: .wfirma)
        // Two pieces were taken by hand.
        try await shop.deliver(
            """
            {"event":"good.count_changed","good":{"id":"501","count":"68.0000","modified":"\(shop.now)"},"warehouse":{"id":"1"}}
            """)
        try await shop.run(for: .seconds(5))
        #expect(try await shop.mugs() == [73, 30, 43])
        try await shop.run(for: .seconds(25), every: .milliseconds(200))
        #expect(try await shop.mugs() == [71, 30, 41])
        #expect(shop.shown == (41, .active))
        // It was two pieces, and wFirma says so.
        _ = try shop.world.release("501", .init(2), from: "1").get()
        shop.world.clearFaults()
        try await shop.run(for: .seconds(400), every: .milliseconds(500))
        #expect(try await shop.mugs() == [71, 30, 41])
    }

    @Test("what wFirma recorded while nobody ran is told at the next start: a release whose fall a receipt hides closes its order (R7, R22)")
    func overnight() async throws {
        let shop = try await shop()
        let order = try shop.buyMugs(2)
        try await shop.run(for: .seconds(12))
        #expect(try await shop.mugs() == [73, 2, 71])
        // Nobody runs. The order is released, a piece is taken by hand, and as many come in.
        shop.time.withLockedValue { $0 = $0 + .seconds(3600) }
        _ = try shop.world.release("501", .init(2), from: "1", order: order.text).get()
        _ = try shop.world.wfirma { $0.enter(.rw, [.init(good: "501", count: .init(1))], warehouse: "1", at: $1) }.get()
        shop.time.withLockedValue { $0 = $0 + .seconds(6 * 3600) }
        _ = try shop.world.receive("501", .init(3), in: "1").get()
        shop.time.withLockedValue { $0 = $0 + .seconds(3600) }
        for _ in 0..<2 {
            shop.restart()
            try await shop.run(for: .seconds(60), every: .milliseconds(200))
            #expect(try await shop.mugs() == [73, 0, 73])
            #expect(shop.shown == (73, .active))
        }
    }

    @Test("an order that a relay invents holds its pieces until Allegro has known of none for an hour, and no longer (R7)")
    func inventedOrder() async throws {
        let shop = try await shop()
        try await shop.deliver(
            """
            {"events":[{"id":"1795500100000001","type":"BOUGHT","occurredAt":"\(shop.now)","order":{"seller":{"id":"1"},"buyer":{"id":"2"},\
            "lineItems":[{"id":"invented","offer":{"id":"\(Shop.offer)"},"quantity":3}],"checkoutForm":{"id":"f-0","revision":"1"}}}]}
            """, source: Shop.relay, kind: .allegro)
        try await shop.run(for: .seconds(2400), every: .seconds(2))
        #expect(try await shop.mugs() == [73, 3, 70])
        try await shop.run(for: .seconds(2400), every: .seconds(2))
        #expect(try await shop.mugs() == [73, 0, 73])
        #expect(shop.shown == (73, .active))
        #expect(try await shop.subjects(of: .reservationLeftOver) == [])
    }
}
