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
        #expect(try await shop.store.risenProducts(limit: 10).isEmpty)
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
