import Inventory
import Sandbox
import Storage
import Testing

@testable import Gateway

/// Moving in from another program: first beside it, then in its place.
@Suite("In the shadow of another program")
struct ShadowTests {
    private static func report(_ shop: Shop) async throws -> ShadowReport {
        try await shop.store.shadowReport(since: Timestamp(microseconds: 0), patience: .seconds(300))
    }

    private static func invoices(_ shop: Shop) -> Int { shop.world.wfirma { wfirma, _ in wfirma.allInvoices.count } }

    @Test("nothing is sent; what the other program leaves otherwise is listed, and settled once both agree; its changes are no foreign hand's (R32)")
    func compared() async throws {
        let shop = try await Shop()
        try await shop.store.enterShadow(at: shop.now)
        try await shop.synchroniseMug()
        try await shop.run(for: .seconds(60), every: .seconds(1))
        #expect(shop.world.offer(Shop.offer.text)?.available == 10)
        let found = try #require(try await Self.report(shop).differences.first)
        #expect(found.kind == .offer && found.subject == Shop.offer.text && found.settledAt == nil)
        #expect(found.ours == "73" && found.theirs == "10" && found.why == Plan.Reason.lessThanTarget.rawValue)

        for pieces in [60, 71, 65, 70, 73] {
            shop.world.setQuantity(pieces, ofOffer: Shop.offer.text)
            try await shop.run(for: .seconds(340), every: .seconds(2))
        }
        let settled = try await Self.report(shop)
        #expect(settled.since != nil)
        #expect(!settled.differences.isEmpty)
        #expect(settled.differences.allSatisfy { $0.subject == Shop.offer.text && $0.settledAt != nil })
        #expect(try await shop.store.problems(kind: .foreignHand, after: nil, limit: 10).isEmpty)
        #expect(try await shop.store.offer(Shop.offer)?.offer.isContested == false)
    }

    @Test("what somebody would do by hand is refused in the shadow, and an offer that both leave ended is no difference (R10, R32)")
    func byHand() async throws {
        let shop = try await Shop()
        try await shop.store.enterShadow(at: shop.now)
        try await shop.synchroniseMug()
        for deed in [OfferDeed.end, .resume, .pause, .unpause] {
            let outcomes = try await shop.store.carryOut(deed, on: [Shop.offer], at: shop.now)
            #expect(outcomes.map(\.outcome) == [.refused(.shadow)])
        }
        shop.world.end(Shop.offer.text)
        try await shop.run(for: .seconds(600), every: .seconds(1))
        #expect(try await shop.store.offer(Shop.offer)?.offer.status == .ended)
        #expect(try await Self.report(shop).differences.allSatisfy { $0.settledAt != nil })
    }

    @Test("what could not be issued before the shadow is the other program's for good (R37)")
    func refusedBefore() async throws {
        let shop = try await Shop()
        try await shop.synchroniseMug()
        try await shop.run(for: .seconds(60), every: .seconds(1))
        let order = try shop.buyMugs(1)
        try await shop.run(for: .seconds(100), every: .seconds(1))
        let document = try #require(try await shop.store.orderDocument(of: order))
        #expect(document.state == .wanted)
        #expect(try await shop.store.advance(document, by: .refused(fault: "no stock"), at: shop.now)?.state == .refused)
        try await shop.store.enterShadow(at: shop.now)
        try await shop.store.leaveShadow(at: shop.now)
        #expect(try await shop.store.orderDocument(of: order)?.state == OrderDocument.State.none)
    }

    @Test("once live, what the other program left is read first; orders from before get no document from us, the next one does (R37)")
    func takenOver() async throws {
        let shop = try await Shop()
        try await shop.store.enterShadow(at: shop.now)
        try await shop.synchroniseMug()
        shop.world.setQuantity(40, ofOffer: Shop.offer.text)
        shop.world.buy(Shop.offer.text, quantity: 2)
        try await shop.run(for: .seconds(600), every: .seconds(1))
        #expect(Self.invoices(shop) == 0)
        #expect(try await Self.report(shop).differences.contains { $0.kind == .order && $0.ours == "document" && $0.theirs == "none" })

        #expect(try await shop.store.leaveShadow(at: shop.now))
        #expect(try await !shop.store.leaveShadow(at: shop.now))
        #expect(try await shop.store.offer(Shop.offer)?.offer.shown == nil)
        shop.restart()
        try await shop.run(for: .seconds(600), every: .seconds(1))
        #expect(shop.world.offer(Shop.offer.text)?.available == 71)
        #expect(Self.invoices(shop) == 0)
        #expect(try await Self.report(shop).differences.allSatisfy { $0.settledAt != nil })

        shop.world.buy(Shop.offer.text, quantity: 1)
        try await shop.run(for: .seconds(600), every: .seconds(1))
        #expect(Self.invoices(shop) == 1)
        #expect(shop.world.offer(Shop.offer.text)?.available == 70)
    }

    @Test("only what something happened to is planned again, and what nobody follows any more differs from nothing (R32)")
    func changedOnly() async throws {
        let shop = try await Shop()
        try await shop.store.enterShadow(at: shop.now)
        try await shop.synchroniseMug()
        try await shop.run(for: .seconds(60), every: .seconds(1))
        #expect(try await Self.report(shop).differences.map(\.settledAt) == [nil])
        let revision = shop.store.revision
        #expect(try await !shop.store.compareShadow(brake: Brake.Rules(), limit: 10, at: shop.now))
        #expect(shop.store.revision == revision, "it wrote although nothing happened")
        _ = try await shop.store.switchSync([Shop.offer], enabled: false, at: shop.now)
        #expect(try await !shop.store.compareShadow(brake: Brake.Rules(), limit: 10, at: shop.now))
        #expect(try await Self.report(shop).differences.allSatisfy { $0.settledAt != nil })
        // Settled long ago, it goes.
        #expect(try await shop.store.pruneShadow(settledBefore: shop.now, limit: 10) == 0)
        #expect(try await shop.store.pruneShadow(settledBefore: shop.now + .seconds(1), limit: 10) == 1)
    }

    @Test("orders are left to the other program step by step, each of them, however many there are (R37)")
    func manyOrders() async throws {
        let shop = try await Shop()
        try await shop.store.enterShadow(at: shop.now)
        let window = WarehouseLevel.Window(from: shop.now, to: shop.now)
        let orders = (0..<250).map { number in
            StockInput.order(
                Order(
                    id: OrderID("o-\(number)"), account: "main", status: .ready, boughtAt: shop.now, updatedAt: shop.now,
                    lines: [OrderLine(id: LineItemID("l-\(number)"), offer: Shop.offer, quantity: 1, boughtAt: shop.now)]), readAt: window)
        }
        _ = try await shop.store.apply(
            [UnderstoodDelivery(id: "none", sequence: 0, receivedAt: shop.now, meaning: .success(orders))], rules: LedgerRules(), at: shop.now)
        #expect(try await shop.store.leaveShadow(at: shop.now + .seconds(1)))
        for number in [0, 1, 199, 200, 249] {
            #expect(try await shop.store.orderDocument(of: OrderID("o-\(number)"))?.state == OrderDocument.State.none, "\(number)")
        }
    }
}
