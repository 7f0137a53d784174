import Gateway
import Inventory
import Sandbox
import Storage
import Testing

@Suite("Documents of other programs, and ours forgotten")
struct ForeignDocumentTests {
    @Test("where another program has documented an order, none is issued by us (R37)")
    func foreign() async throws {
        let shop = try await Shop()
        try await shop.documentAtOnce(delay: .seconds(10))
        let marked = try shop.buyMugs()
        shop.world.markExternalInvoices(marked.text)
        let other = try shop.buyMugs(1)
        _ = try shop.world.issue(
            SandboxSale([.init(good: "501", count: .init(1), price: .init(hundredths: 100))], order: other.text, mark: .externalID)
        ).get()
        try await shop.run(until: .foreign, marked)
        try await shop.run(until: .foreign, other)
        #expect(Set(try await shop.problems(.foreignDocument).map(\.subject)) == [marked.text, other.text])
        #expect(shop.world.invoices.count == 1)
    }

    @Test("an order that carries another program's file at Allegro gets no document from us (R37)")
    func foreignFile() async throws {
        let shop = try await Shop()
        try await shop.documentAtOnce(delay: .seconds(10))
        let order = try shop.buyMugs()
        try await shop.run(for: .seconds(5))
        #expect(shop.world.attachInvoice(to: order.text, number: "FV 7/2026"))
        try await shop.run(until: .foreign, order)
        #expect(try await shop.problems(.foreignDocument).map(\.subject) == [order.text])
        #expect(shop.world.invoices.isEmpty)
    }

    @Test("a document beside us that tells the order in its description is another program's (R37)")
    func foreignDescription() async throws {
        let shop = try await Shop()
        try await shop.documentAtOnce(delay: .seconds(10))
        let order = try shop.buyMugs()
        _ = try shop.world.documentBesideUs(order: order.text, mark: .description).get()
        try await shop.run(until: .foreign, order)
        #expect(try await shop.problems(.foreignDocument).map(\.subject) == [order.text])
        #expect(shop.world.invoices.count == 1)
    }

    @Test("another program's file that comes to the order beside ours is told (R37)")
    func foreignFileBeside() async throws {
        let shop = try await Shop()
        try await shop.documentAtOnce()
        let order = try shop.buyMugs()
        try await shop.runFinely(until: .uploaded, order)
        #expect(shop.world.attachInvoice(to: order.text, number: "FV 7/2026"))
        try await shop.run(until: .accepted, order)
        #expect(try await shop.problems(.foreignDocument).map(\.subject) == [order.text])
    }

    @Test("a document of ours that we forgot is known again by its order's id, not issued twice (R36)")
    func adopted() async throws {
        let shop = try await Shop()
        try await shop.documentAtOnce(delay: .seconds(10))
        let order = try shop.buyMugs()
        _ = try shop.world.documentBesideUs(order: order.text, mark: .externalID).get()
        try await shop.run(until: .accepted, order)
        #expect(shop.invoices(of: order).count == 1)
        // Its release closes what the order reserved, as if we had issued it now.
        #expect(try await shop.mugs() == [71, 0, 71])
        #expect(try await shop.store.orderDocument(of: order)?.releaseExpectedUntil == nil)
    }
}
