import Gateway
import Inventory
import Sandbox
import Storage
import Testing

@Suite("Which kind of document an order gets, and for whom")
struct DocumentKindTests {
    @Test("a receipt, or an invoice to the company of the order's NIP where the buyer asked for one (R38)")
    func kinds() async throws {
        let shop = try await Shop()
        try await shop.documentAtOnce(.receiptOrInvoice)
        let plain = try shop.buyMugs(1)
        let asked = try shop.buy(SandboxPurchase([(Shop.offer.text, 1)], buyer: .init(taxID: "5265877635")))
        let again = try shop.buy(SandboxPurchase([(Shop.offer.text, 1)], buyer: .init(taxID: "526-587-76-35")))
        for order in [plain, asked, again] { try await shop.run(until: .accepted, order) }
        #expect(shop.invoices(of: plain).map(\.kind) == [.fiscalReceipt])
        #expect(shop.invoices(of: asked).map(\.kind) == [.normal])
        let companies = shop.world.wfirma { wfirma, _ in wfirma.allContractors }.filter { $0.nip == "5265877635" }
        #expect(companies.count == 1)
        #expect(shop.invoices(of: asked).map(\.contractor) == shop.invoices(of: again).map(\.contractor))
    }

    @Test(
        "each choice gives its kind of document, with or without the buyer's wish for an invoice (R38)",
        arguments: [
            (OrderDocumentChoice.invoice, false, .normal), (.receipt, true, .fiscalReceipt), (.proof, true, .receipt),
            (.receiptOrInvoice, false, .fiscalReceipt), (.receiptOrInvoice, true, .normal), (.proofOrInvoice, false, .receipt),
            (.proofOrInvoice, true, .normal),
        ] as [(OrderDocumentChoice, Bool, SandboxInvoice.Kind)])
    func kind(_ choice: OrderDocumentChoice, _ wantsInvoice: Bool, _ kind: SandboxInvoice.Kind) async throws {
        let shop = try await Shop()
        try await shop.documentAtOnce(choice)
        let order = try shop.buy(SandboxPurchase([(Shop.offer.text, 1)], buyer: .init(invoice: wantsInvoice ? .person : .none)))
        try await shop.run(until: .accepted, order)
        let document = try #require(shop.invoices(of: order).first)
        #expect(document.kind == kind)
        #expect(document.totals.brutto == shop.world.order(order.text)?.total)
        #expect(shop.attached(to: order).map(\.isAccepted) == [true])
        #expect(try await shop.mugs() == [72, 0, 72])
    }

    @Test("where another program documents, no order gets one from us, whatever its buyer wants (R38)")
    func otherProgram() async throws {
        let shop = try await Shop()
        try await shop.documentAtOnce(.otherProgram)
        let order = try shop.buy(SandboxPurchase([(Shop.offer.text, 1)], buyer: .init(taxID: "5265877635")))
        try await shop.run(until: .none, order)
        try await shop.run(for: .seconds(120), every: .seconds(1))
        #expect(shop.world.invoices.isEmpty)
        #expect(try await shop.mugs() == [73, 1, 72])
    }

    @Test("two private persons of one name are two contractors (R38)")
    func persons() async throws {
        let shop = try await Shop()
        try await shop.documentAtOnce()
        let orders = [try shop.buyMugs(1), try shop.buyMugs(1)]
        for order in orders { try await shop.run(until: .accepted, order) }
        #expect(Set(orders.flatMap { shop.invoices(of: $0).compactMap(\.contractor) }).count == 2)
    }
}
