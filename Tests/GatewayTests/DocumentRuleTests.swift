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

    @Test("where the shop says so, a document is issued once its order's fulfilment is so far, read again right before (R39)")
    func fulfilmentStatus() async throws {
        let shop = try await Shop()
        try await shop.documentAtOnce()
        _ = try await shop.store.updateSettings { $0.accounts["main"]?.documentStatus = .readyForShipment }
        let (exact, later, never) = (try shop.buyMugs(1), try shop.buyMugs(1), try shop.buyMugs(1))
        try await shop.run(for: .seconds(30), every: .milliseconds(200))
        for (order, status) in [(exact, "PROCESSING"), (later, "PROCESSING"), (never, "SUSPENDED")] {
            shop.world.setFulfillment(status, ofOrder: order.text)
        }
        try await shop.run(for: .seconds(90), every: .milliseconds(500))
        #expect(shop.world.invoices.isEmpty)
        shop.world.setFulfillment("READY_FOR_SHIPMENT", ofOrder: exact.text)
        shop.world.setFulfillment("SENT", ofOrder: later.text)
        for order in [exact, later] { try await shop.run(until: .accepted, order) }
        #expect(shop.invoices(of: never).isEmpty)
    }

    @Test("a setting that is changed or taken back counts for orders that wait already (R39)")
    func fulfilmentSettingChanged() async throws {
        let shop = try await Shop()
        try await shop.documentAtOnce(delay: .seconds(30))
        let order = try shop.buyMugs(1)
        try await shop.run(for: .seconds(10), every: .milliseconds(200))
        _ = try await shop.store.updateSettings { $0.accounts["main"]?.documentStatus = .sent }
        try await shop.run(for: .seconds(120), every: .milliseconds(500))
        let waiting = try #require(try await shop.store.orderDocument(of: order))
        #expect(waiting.state == .wanted && waiting.dueAt == nil)
        _ = try await shop.store.updateSettings { $0.accounts["main"]?.documentStatus = nil }
        try await shop.run(until: .accepted, order, within: .seconds(120), every: .milliseconds(500))
    }

    @Test("an order in another currency is documented in it, to the haléř (R43)")
    func currency() async throws {
        let shop = try await Shop()
        try await shop.documentAtOnce()
        var purchase = SandboxPurchase([(Shop.set.text, 1)])
        purchase.currency = "CZK"
        let order = try shop.buy(purchase)
        try await shop.run(until: .accepted, order)
        let document = try #require(shop.invoices(of: order).first)
        #expect(document.currency == "CZK")
        #expect(document.totals.brutto == shop.world.order(order.text)?.total)
        #expect(document.paidInitially == document.totals.brutto)
    }

    @Test("wFirma answers OK and has lost lines: that goes before a person, and there is never a second document (R19)")
    func lostLines() async throws {
        let (shop, _, wfirma) = try await Shop.watched()
        try await shop.documentAtOnce()
        // Only lines that do not name their VAT code may vanish.
        wfirma.replace(#""vat_code":{"id":"222"}"#, with: #""vat_code":{"id":"0"}"#, in: "goods/get")
        shop.world.setFault(.lostLines, .init(times: 1), on: .wfirma)
        let order = try shop.buyMugs()
        try await shop.run(until: .mismatched, order)
        let problem = try #require(try await shop.problems(.documentMismatch).first { $0.subject == order.text })
        #expect(problem.why.pl.contains("lista pozycji"))
        try await shop.run(for: .seconds(1300), every: .seconds(5))
        #expect(shop.invoices(of: order).count == 1)
        #expect(shop.attached(to: order).isEmpty)
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

    @Test("a buyer who lives abroad and has the goods sent to Poland gets an invoice; one who has them sent abroad does not (R43)")
    func destination() async throws {
        let shop = try await Shop()
        try await shop.documentAtOnce()
        var buyer = SandboxOrder.Buyer()
        buyer.country = "CZ"
        var home = SandboxPurchase([(Shop.offer.text, 1)], buyer: buyer)
        home.delivery.country = "PL"
        var away = SandboxPurchase([(Shop.offer.text, 1)])
        away.delivery.country = "CZ"
        let (documented, refused) = (try shop.buy(home), try shop.buy(away))
        try await shop.run(until: .accepted, documented)
        try await shop.run(until: .refused, refused)
        #expect(try await shop.problems(.invoiceRefused).map(\.subject) == [refused.text])
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
