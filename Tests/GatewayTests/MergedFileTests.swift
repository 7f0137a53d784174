import Gateway
import Inventory
import Sandbox
import Storage
import Testing

@Suite("The file of a merged order's document")
struct MergedFileTests {
    @Test("goes to the form that stands now, whether it was declared on the old one or not (R34)", arguments: [OrderDocument.State.final, .declared])
    func standingForm(_ state: OrderDocument.State) async throws {
        let shop = try await Shop()
        try await shop.documentAtOnce()
        let old = try shop.buyMugs(1)
        try await shop.runFinely(until: state, old)
        let standing = try shop.buyMugs(1)
        try await shop.merge(old, into: standing)
        let document = try await shop.run(until: .accepted, old)
        #expect(document.number != nil)
        #expect(shop.attached(to: standing).filter(\.isAccepted).map(\.number).contains(document.number))
        #expect(!shop.attached(to: old).contains { $0.isAccepted })
        #expect(try await shop.problems(.foreignDocument).isEmpty)
    }

    @Test("that Allegro answers 404 for a form before we hear what it was merged into rejects no file: it goes to the other form (R34)")
    func goneFirst() async throws {
        let (shop, allegro, _) = try await Shop.watched()
        try await shop.documentAtOnce()
        let old = try shop.buyMugs(1)
        try await shop.runFinely(until: .declared, old)
        _ = try await shop.store.updateSettings { $0.accounts["main"]?.documentDelay = .seconds(86_400) }
        let standing = try shop.buyMugs(1)
        allegro.lose("checkout-forms/\(old)")
        try await shop.run(for: .seconds(20))
        #expect(try await shop.problems(.invoiceRefused).isEmpty)
        #expect(try await shop.store.orderDocument(of: old)?.state == .declared)
        try await shop.merge(old, into: standing)
        try await shop.run(until: .accepted, old)
        #expect(allegro.count("checkout-forms/\(standing)/invoices") > 0)
    }
}

extension Shop {
    /// Tells a form that holds the old one's lines, as Allegro does after a merge.
    func merge(_ old: OrderID, into standing: OrderID) async throws {
        var form = try #require(try await store.documentFacts(of: old)).order
        (form.id, form.updatedAt) = (standing, now)
        let told = UnderstoodDelivery(
            id: "merge", sequence: 0, receivedAt: now, meaning: .success([.order(form, readAt: WarehouseLevel.Window(from: now, to: now))]))
        _ = try await store.apply([told], rules: LedgerRules(), at: now)
    }
}
