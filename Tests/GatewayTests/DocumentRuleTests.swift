import Gateway
import Inventory
import Sandbox
import Storage
import Testing

@Suite("Which orders get which document")
struct DocumentRuleTests {
    @Test("no invoice for an order with a product whose stock is zero; one action issues it once stock is back (R20)")
    func withoutStock() async throws {
        let shop = try await Shop()
        try await shop.documentAtOnce(delay: .seconds(30))
        let order = try shop.buyMugs()
        try await shop.run(for: .seconds(5))
        try await shop.book(.release, 70)
        try await shop.book(.release, 3, warehouse: "2")
        try await shop.run(until: .refused, order)
        let problem = try #require(try await shop.problems(.orderWithoutStock).first)
        #expect(problem.subject == order.text)
        #expect(problem.why.pl.contains("brak na stanie"))
        #expect(shop.invoices(of: order).isEmpty)
        try await shop.book(.receipt, 5)
        try await shop.run(for: .seconds(2))
        #expect(try await shop.store.settleProblem(problem.id, action: .issueInvoice, at: shop.now))
        try await shop.run(until: .accepted, order)
        #expect(try await shop.mugs() == [3, 0, 3])
    }

    @Test("where no warehouse holds every line, the problem says where the pieces lie (R40)")
    func elsewhere() async throws {
        let shop = try await Shop()
        try await shop.documentAtOnce()
        let order = try shop.buyMugs(72)
        try await shop.run(until: .refused, order)
        let problem = try #require(try await shop.problems(.orderWithoutStock).first)
        #expect(problem.why.pl.contains("Magazyn główny 70, Sklep 3"))
    }

    @Test("an order cancelled within the delay gets no document: it is read again right before (R39)")
    func cancelledAtOnce() async throws {
        let shop = try await Shop()
        try await shop.documentAtOnce(delay: .seconds(300))
        let order = try shop.buyMugs()
        try await shop.run(for: .seconds(200), every: .seconds(1))
        shop.world.cancel(order.text)
        try await shop.run(until: .cancelled, order)
        try await shop.run(for: .seconds(200), every: .seconds(1))
        #expect(shop.invoices(of: order).isEmpty)
        #expect(try await shop.mugs() == [73, 0, 73])
        #expect(try await shop.store.problems(kind: nil, after: nil, limit: 10).isEmpty)
    }

    @Test("an order cancelled after its invoice goes before a person; the correction is issued by one action, once (R21, R48)")
    func correction() async throws {
        let shop = try await Shop()
        try await shop.documentAtOnce()
        let order = try shop.buyMugs()
        let document = try await shop.run(until: .accepted, order)
        shop.world.cancel(order.text)
        try await shop.run(for: .seconds(20), every: .milliseconds(200))
        let problem = try #require(try await shop.problems(.orderCancelledAfterInvoice).first)
        #expect(shop.world.invoices.count == 1, "nothing is corrected behind a person's back")
        shop.world.setFault(.answerLost, .init(times: 1, path: "invoices/add"), on: .wfirma)
        #expect(try await shop.store.settleProblem(problem.id, action: .issueCorrection, at: shop.now))
        try await shop.run(until: .verified, order, .correction)
        let corrections = shop.world.invoices.filter { $0.kind == .correction }
        #expect(corrections.map(\.parent) == [document.invoice])
        #expect(corrections.first?.lines.allSatisfy { $0.count == .zero } == true)
    }

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

    @Test("a document of ours that we forgot is known again by its order's id, not issued twice (R36)")
    func adopted() async throws {
        let shop = try await Shop()
        try await shop.documentAtOnce(delay: .seconds(10))
        let order = try shop.buyMugs()
        _ = try shop.world.documentBesideUs(order: order.text, mark: .externalID).get()
        try await shop.run(until: .accepted, order)
        #expect(shop.invoices(of: order).count == 1)
    }

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

    @Test("two private persons of one name are two contractors (R38)")
    func persons() async throws {
        let shop = try await Shop()
        try await shop.documentAtOnce()
        let orders = [try shop.buyMugs(1), try shop.buyMugs(1)]
        for order in orders { try await shop.run(until: .accepted, order) }
        #expect(Set(orders.flatMap { shop.invoices(of: $0).compactMap(\.contractor) }).count == 2)
    }

    @Test("foreign VAT that is not configured, and a total that does not come out, are problems (R43)")
    func money() async throws {
        let shop = try await Shop()
        try await shop.documentAtOnce(delay: .seconds(10))
        var buyer = SandboxOrder.Buyer()
        buyer.country = "CZ"
        let abroad = try shop.buy(SandboxPurchase([(Shop.offer.text, 1)], buyer: buyer))
        let surcharged = try shop.buyMugs(1)
        try await shop.run(for: .seconds(3))
        shop.world.surcharge(surcharged.text, .init(hundredths: 500))
        try await shop.run(until: .refused, abroad)
        try await shop.run(until: .refused, surcharged)
        let problems = try await shop.problems(.invoiceRefused)
        #expect(Set(problems.map(\.subject)) == [abroad.text, surcharged.text])
        #expect(problems.first { $0.subject == abroad.text }?.why.pl.contains("CZ") == true)
        #expect(shop.world.invoices.isEmpty)
    }

    @Test("cash on delivery is not paid when its invoice is issued; an online payment is (R43)")
    func payment() async throws {
        let shop = try await Shop()
        try await shop.documentAtOnce()
        var purchase = SandboxPurchase([(Shop.offer.text, 1)])
        let online = try shop.buy(purchase)
        purchase.payment = .cashOnDelivery
        let cash = try shop.buy(purchase)
        for order in [online, cash] { try await shop.run(until: .accepted, order) }
        let paid = try #require(shop.invoices(of: online).first)
        #expect(paid.paidInitially == paid.totals.brutto)
        let unpaid = try #require(shop.invoices(of: cash).first)
        #expect((unpaid.paidInitially, unpaid.paymentMethod) == (.zero, "cod"))
    }

    @Test("a document that is not what was to be issued goes before a person, and there is never a second one (R19)")
    func mismatch() async throws {
        let shop = try await Shop()
        try await shop.documentAtOnce()
        shop.world.setFault(.serverError, .init(path: "invoices/get"), on: .wfirma)
        let order = try shop.buyMugs()
        let document = try await shop.run(until: .added, order)
        _ = try shop.world.deleteInvoice(try #require(document.invoice)).get()
        shop.world.clearFaults()
        try await shop.run(until: .mismatched, order)
        #expect(try await shop.problems(.documentMismatch).map(\.subject).contains(order.text))
        try await shop.run(for: .seconds(1300), every: .seconds(5))
        #expect(shop.invoices(of: order).isEmpty)
    }
}
