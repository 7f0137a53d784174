import Gateway
import Inventory
import Sandbox
import Storage
import Testing

@Suite("A freeze at any moment of a document's life (R49)")
struct FrozenDocumentTests {
    /// A shop that notes what leaves it.
    private struct Watched {
        let shop: Shop
        let allegro: WatchedExchange
        let wfirma: WatchedExchange

        init() async throws {
            (shop, allegro, wfirma) = try await Shop.watched()
            try await shop.documentAtOnce()
        }

        /// Requests that change something at either side, so far.
        var writes: [String] { allegro.writes + wfirma.writes }

        func freeze(_ isFrozen: Bool) async throws { _ = try await shop.store.updateSettings { $0.frozen = isFrozen } }

        /// Freezes once the next answer from an address with `part` in it is here, before anything is made of it.
        func freeze(after part: String, _ exchange: WatchedExchange) {
            let store = shop.store
            exchange.once(after: part) { _ = try? await store.updateSettings { $0.frozen = true } }
        }

        /// Runs until the freeze has come, and on; nothing that changes something leaves.
        func stayFrozen() async throws {
            let limit = shop.now + .seconds(30)
            while shop.now < limit, try await !shop.store.isFrozen() { try await shop.run(for: .milliseconds(50)) }
            try #require(try await shop.store.isFrozen())
            let before = writes
            try await shop.run(for: .seconds(20), every: .milliseconds(500))
            #expect(writes == before)
        }
    }

    @Test(
        "frozen at any step, nothing is written; thawed, everything is done once (R49)",
        arguments: [
            OrderDocument.State.wanted, .lookedUp, .unknown, .added, .verified, .final, .pdfFetched, .declared, .uploaded,
        ])
    func everyStep(_ state: OrderDocument.State) async throws {
        let watched = try await Watched()
        let shop = watched.shop
        if state == .unknown { shop.world.setFault(.answerLost, .init(times: 1, path: "invoices/add"), on: .wfirma) }
        let order = try shop.buyMugs()
        try await shop.runFinely(until: state, order)
        try await watched.freeze(true)
        try await watched.stayFrozen()
        try await watched.freeze(false)
        try await shop.run(until: .accepted, order)
        #expect(shop.invoices(of: order).count == 1)
        #expect(shop.attached(to: order).map(\.isAccepted) == [true])
        #expect(try await shop.mugs() == [71, 0, 71])
        #expect(try await shop.store.problems(kind: nil, after: nil, limit: 10).isEmpty)
    }

    @Test("frozen between the look for a buyer and the making of one, none is made (R49)")
    func contractor() async throws {
        let watched = try await Watched()
        let shop = watched.shop
        watched.freeze(after: "contractors/find", watched.wfirma)
        let order = try shop.buy(SandboxPurchase([(Shop.offer.text, 1)], buyer: .init(taxID: "5265877635")))
        try await watched.stayFrozen()
        #expect(watched.wfirma.count("contractors/add") == 0)
        try await watched.freeze(false)
        try await shop.run(until: .accepted, order)
        #expect(shop.world.wfirma { wfirma, _ in wfirma.allContractors }.count { $0.nip == "5265877635" } == 1)
    }

    @Test("frozen between the look at the order and the declaration, none is declared (R49)")
    func declaration() async throws {
        let watched = try await Watched()
        let shop = watched.shop
        let order = try shop.buyMugs()
        try await shop.runFinely(until: .pdfFetched, order)
        watched.freeze(after: "/invoices", watched.allegro)
        try await watched.stayFrozen()
        #expect(shop.attached(to: order).isEmpty)
        try await watched.freeze(false)
        try await shop.run(until: .accepted, order)
        #expect(shop.attached(to: order).count == 1)
    }

    @Test("frozen between the look at the document and its correction, none is added (R48, R49)")
    func correction() async throws {
        let watched = try await Watched()
        let shop = watched.shop
        let order = try shop.buyMugs()
        try await shop.run(until: .accepted, order)
        shop.world.cancel(order.text)
        try await shop.run(for: .seconds(20), every: .milliseconds(200))
        let problem = try #require(try await shop.problems(.orderCancelledAfterInvoice).first)
        #expect(try await shop.store.settleProblem(problem.id, action: .issueCorrection, at: shop.now))
        try await shop.runFinely(until: .lookedUp, order, .correction)
        watched.freeze(after: "invoices/get", watched.wfirma)
        try await watched.stayFrozen()
        #expect(shop.world.invoices.count == 1)
        try await watched.freeze(false)
        try await shop.run(for: .seconds(20), every: .milliseconds(200))
        #expect(shop.world.invoices.count { $0.kind == .correction } == 1)
    }

    @Test("frozen between the look at an offer and the edit of its relisting, it is not edited (R15, R49)")
    func republish() async throws {
        let (shop, allegro, _) = try await Shop.watched()
        try await shop.run(for: .seconds(1))
        try await shop.store.link(Shop.offer, to: OfferLink(components: [.init(product: Shop.mug, units: 1)]), at: shop.now)
        _ = try await shop.store.switchSync([Shop.offer], enabled: true, at: shop.now)
        let store = shop.store
        allegro.once(after: "product-offers") { _ = try? await store.updateSettings { $0.frozen = true } }
        _ = await shop.gateway.offerEditor.step(at: shop.now)
        try #require(try await store.isFrozen())
        #expect(shop.world.offer(Shop.offer.text)?.republish == true)
        _ = try await store.updateSettings { $0.frozen = false }
        try await shop.run(for: .seconds(5))
        #expect(shop.world.offer(Shop.offer.text)?.republish == false)
    }

    @Test("while everything is frozen a release of a document issued before is fetched all the same: reading goes on (R49)")
    func release() async throws {
        let watched = try await Watched()
        let shop = watched.shop
        let order = try shop.buyMugs()
        try await shop.runFinely(until: .added, order)
        try await watched.freeze(true)
        try await shop.run(for: .seconds(5))
        #expect(try await shop.store.orderDocument(of: order)?.releaseExpectedUntil == nil)
        #expect(try await shop.mugs() == [71, 0, 71])
    }
}
