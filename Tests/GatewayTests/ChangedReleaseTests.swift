import Gateway
import Inventory
import Sandbox
import Storage
import Testing

/// A person changes in wFirma itself what released an order: the pieces are back in stock, and the order still needs them.
@Suite("A release that is edited or deleted in wFirma")
struct ChangedReleaseTests {
    /// Three mugs are sold, invoiced and released: 70 are left.
    private func released() async throws -> (shop: Shop, document: String) {
        let shop = try await Shop()
        try await shop.documentAtOnce()
        let order = try shop.buyMugs(3)
        try await shop.run(until: .accepted, order)
        try await shop.run(for: .seconds(5))
        #expect(try await shop.mugs() == [70, 0, 70])
        let invoice = try #require(shop.invoices(of: order).first)
        return (shop, try #require(shop.world.wfirma { wfirma, _ in wfirma.allDocuments.first { $0.invoice == invoice.id } }).id)
    }

    /// Nothing is ever shown that the order needs.
    private func expectNothingMore(_ shop: Shop, for seconds: Int) async throws {
        for _ in 0..<seconds {
            try await shop.run(for: .seconds(1), every: .milliseconds(200))
            #expect(shop.shown.quantity <= 70)
        }
    }

    @Test("the edited version counts, and what it no longer releases is reserved again (R7, R27)")
    func edited() async throws {
        let (shop, document) = try await released()
        _ = try shop.world.wfirma { $0.edit(document, [.init(good: "501", count: .init(1))], at: $1) }.get()
        try await expectNothingMore(shop, for: 120)
        #expect(try await shop.mugs() == [72, 2, 70])
    }

    @Test("a deleted one is asked for before the rise counts, and all of it is reserved again (R7, R27)")
    func deleted() async throws {
        let (shop, document) = try await released()
        _ = try shop.world.wfirma { $0.delete(document, at: $1) }.get()
        shop.gateway.reconciler.hurry()
        try await expectNothingMore(shop, for: 60)
        #expect(try await shop.mugs() == [73, 3, 70])
        #expect(try await shop.store.risenProducts(limit: 1).isEmpty)
    }

    @Test("one deleted while another rise waits for its second look is asked for, too, before it counts (R7, R27)")
    func deletedMeanwhile() async throws {
        let (shop, document) = try await released()
        _ = try shop.world.transfer("501", .init(2), from: "2", to: "1").get()
        shop.gateway.reconciler.hurry()
        try await expectNothingMore(shop, for: 10)
        _ = try shop.world.wfirma { $0.delete(document, at: $1) }.get()
        try await expectNothingMore(shop, for: 120)
        #expect(try await shop.mugs() == [73, 3, 70])
    }

    @Test(
        "one that only a relay told, deleted unseen, however soon, is looked for by its invoice, among as many others as there are (R7, R27)",
        arguments: [(0, 40), (12, 40), (0, 5)])
    func deletedUnseen(_ others: Int, after seconds: Int) async throws {
        var temper = WFirmaTemper.calm
        temper.largestPage = 5
        let shop = try await Shop(wfirma: temper)
        _ = try shop.world.receive("502", .init(others + 1), in: "1").get()
        for _ in 0..<others { _ = try shop.world.release("502", .init(1), from: "1").get() }
        try await shop.documentAtOnce()
        shop.world.setFault(.serverError, FaultTerms(path: "warehouse_documents"), on: .wfirma)
        let document = try await shop.sellAndTell(3)
        try await shop.run(for: .seconds(seconds), every: .milliseconds(200))
        #expect(try await shop.mugs() == [70, 0, 70])
        _ = try shop.world.wfirma { $0.delete(document, at: $1) }.get()
        shop.world.clearFaults()
        shop.gateway.reconciler.hurry()
        try await expectNothingMore(shop, for: 120)
        #expect(try await shop.mugs() == [73, 3, 70])
    }

    @Test("one deleted while another order's release hides it from every count is asked for before that order's pieces are sold again (R7, R27)")
    func deletedBesideAnother() async throws {
        let shop = try await Shop()
        try await shop.synchroniseMug()
        let orders = try [shop.buyMugs(3), shop.buyMugs(3)]
        let first = try shop.release(3, for: orders[0]).id
        try await shop.run(for: .seconds(60))
        #expect(try await shop.mugs() == [70, 3, 67])
        // The count is as it was, and is read before any document is.
        shop.world.setFault(.serverError, FaultTerms(path: "warehouse_documents"), on: .wfirma)
        _ = try shop.world.wfirma { $0.delete(first, at: $1) }.get()
        _ = try shop.release(3, for: orders[1])
        shop.gateway.reconciler.hurry()
        try await shop.run(for: .seconds(20))
        shop.world.clearFaults()
        for _ in 0..<120 {
            try await shop.run(for: .seconds(1), every: .milliseconds(200))
            #expect(shop.shown.quantity <= 67)
        }
        #expect(try await shop.mugs() == [70, 3, 67])
    }

    @Test("one deleted whose pieces a movement without an order hides from every count is found by the next whole comparison (R7, R22, R27)")
    func deletedUnnoticed() async throws {
        let (shop, document) = try await released()
        shop.world.setFault(.serverError, FaultTerms(path: "warehouse_documents"), on: .wfirma)
        _ = try shop.world.wfirma { $0.delete(document, at: $1) }.get()
        _ = try shop.world.release("501", .init(3), from: "1").get()
        shop.gateway.reconciler.hurry()
        try await shop.run(for: .seconds(20))
        shop.world.clearFaults()
        shop.gateway.reconciler.hurry()
        try await expectNothingMore(shop, for: 120)
        #expect(try await shop.mugs() == [70, 3, 67])
        #expect(shop.shown.quantity == 67)
    }

    @Test("a release that a receipt hid from every count withholds its pieces for a moment alone (R7)")
    func hiddenByReceipt() async throws {
        let shop = try await Shop()
        try await shop.synchroniseMug()
        let order = try shop.buyMugs(3)
        try await shop.run(for: .seconds(10))
        shop.world.setFault(.serverError, FaultTerms(path: "warehouse_documents"), on: .wfirma)
        _ = try shop.world.receive("501", .init(3), in: "1").get()
        _ = try shop.release(3, for: order)
        shop.gateway.reconciler.hurry()
        try await shop.run(for: .seconds(20))
        shop.world.clearFaults()
        try await shop.run(for: .seconds(120))
        #expect(try await shop.mugs() == [73, 0, 73])
        #expect(shop.shown.quantity == 73)
    }

    @Test("a rise that deleted nothing counts at its second look")
    func otherRise() async throws {
        let (shop, _) = try await released()
        _ = try shop.world.receive("501", .init(4), in: "1").get()
        shop.gateway.reconciler.hurry()
        try await shop.run(for: .seconds(60), every: .milliseconds(200))
        #expect(try await shop.mugs() == [74, 0, 74])
    }
}

extension Shop {
    /// Mugs are sold and invoiced, and a relay alone tells of their release; its id in wFirma.
    func sellAndTell(_ pieces: Int) async throws -> String {
        let order = try buyMugs(pieces)
        try await runFinely(until: .added, order)
        let invoice = try #require(invoices(of: order).first)
        let document = try #require(world.wfirma { wfirma, _ in wfirma.allDocuments.first { $0.invoice == invoice.id } }).id
        try await deliver(
            """
            {"event":"warehouse_document.added","warehouse_document":{"id":"\(document)","type":"WZ","fullnumber":"WZ \(document)","version":1,\
            "warehouse":{"id":"1"},"invoice":{"id":"\(invoice.id)"},"warehouse_document_contents":[{"good":{"id":"501"},"count":"\(pieces).0000"}]}}
            """)
        return document
    }

    /// A person releases mugs of an order by hand.
    fileprivate func release(_ pieces: Int, for order: OrderID) throws -> SandboxDocument {
        try world.wfirma { $0.enter(.wz, [.init(good: "501", count: .init(pieces))], warehouse: "1", order: order.text, at: $1) }.get()
    }
}
