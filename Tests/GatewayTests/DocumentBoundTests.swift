import Gateway
import Inventory
import Sandbox
import Storage
import Testing

@Suite("No document waits for ever (invariant 8)")
struct DocumentBoundTests {
    private func settle(_ shop: Shop, _ kind: OpenProblem.Kind, _ action: OpenProblem.Action) async throws {
        let problem = try #require(try await shop.problems(kind).first)
        #expect(try await shop.store.settleProblem(problem.id, action: action, at: shop.now))
    }

    @Test("an order whose reading does not come is asked for again (R39)")
    func askedAgain() async throws {
        let (shop, allegro, _) = try await Shop.watched()
        try await shop.documentAtOnce(delay: .seconds(20))
        let order = try shop.buyMugs()
        try await shop.run(for: .seconds(10), every: .milliseconds(200))
        allegro.replace("lineItems", with: "lineThings", in: "checkout-forms/\(order)")
        try await shop.run(for: .seconds(30), every: .milliseconds(500))
        #expect(try await shop.store.orderDocument(of: order)?.state == .wanted)
        allegro.leave()
        try await shop.run(until: .accepted, order, within: .seconds(120), every: .milliseconds(500))
    }

    @Test("an order whose reading never comes is put before a person, whose action tries at once (R39)")
    func neverRead() async throws {
        let (shop, allegro, _) = try await Shop.watched()
        try await shop.documentAtOnce(delay: .seconds(20))
        let order = try shop.buyMugs()
        try await shop.run(for: .seconds(10), every: .milliseconds(200))
        allegro.replace("lineItems", with: "lineThings", in: "checkout-forms")
        try await shop.run(for: .seconds(3600), every: .seconds(15))
        #expect(try await shop.problems(.invoiceRefused).map(\.subject) == [order.text])
        #expect(shop.invoices(of: order).isEmpty)
        allegro.leave()
        try await settle(shop, .invoiceRefused, .issueInvoice)
        try await shop.run(until: .accepted, order, within: .seconds(360), every: .milliseconds(500))
        #expect(shop.invoices(of: order).count == 1)
    }

    @Test(
        "what Allegro answers with errors on a file's way is tried a bounded number of times, then put before a person once (R34)",
        arguments: [(OrderDocument.State.pdfFetched, "POST"), (.declared, "PUT"), (.uploaded, "GET")])
    func undelivered(_ state: OrderDocument.State, _ method: String) async throws {
        let shop = try await Shop()
        try await shop.documentAtOnce()
        let order = try shop.buyMugs()
        try await shop.runFinely(until: state, order)
        shop.world.setFault(.serverError, .init(path: "invoices", method: method), on: .allegro)
        try await shop.run(for: .seconds(2400), every: .seconds(15))
        let problem = try #require(try await shop.problems(.invoiceRefused).first)
        #expect(problem.subject == order.text)
        #expect(try await shop.store.settleProblem(problem.id, action: .dismiss, at: shop.now))
        try await shop.run(for: .seconds(1200), every: .seconds(15))
        #expect(try await shop.problems(.invoiceRefused).isEmpty, "told once")
        #expect(try await shop.store.orderDocument(of: order)?.state == state)
        shop.world.clearFaults()
        try await shop.run(until: .accepted, order, within: .seconds(400), every: .seconds(1))
        #expect(shop.attached(to: order).map(\.isAccepted) == [true])
    }

    @Test("a file that does not reach the order is brought at once when a person says so (R34)")
    func broughtAgain() async throws {
        let shop = try await Shop()
        try await shop.documentAtOnce()
        shop.world.setFault(.serverError, .init(path: "invoices", method: "POST"), on: .allegro)
        let order = try shop.buyMugs()
        try await shop.run(for: .seconds(2400), every: .seconds(15))
        shop.world.clearFaults()
        try await settle(shop, .invoiceRefused, .issueInvoice)
        try await shop.run(until: .accepted, order, within: .seconds(5))
    }

    @Test(
        "a file that Allegro refuses without a word of a scan is tried for ten minutes, then put before a person; one whose scan runs is tried on (R34)",
        arguments: [
            ("PUT", "INVALID_FILE", "The file is empty", OrderDocument.State.rejected),
            ("POST", "INVOICE_NOT_ALLOWED", "The order takes no invoice", .rejected),
            ("PUT", "VALIDATION_ERROR", "Security scan for SELLER invoice in given order [616a7a60] is in progress.", .declared),
            ("POST", "VALIDATION_ERROR", "Security scan for SELLER invoice in given order [616a7a60] is in progress.", .pdfFetched),
        ])
    func unprocessable(_ method: String, _ code: String, _ message: String, _ state: OrderDocument.State) async throws {
        let (shop, allegro, _) = try await Shop.watched()
        try await shop.documentAtOnce()
        allegro.refuse(method, "/invoices", status: 422, #"{"errors":[{"code":"\#(code)","message":"\#(message)"}]}"#)
        let order = try shop.buyMugs()
        try await shop.run(for: .seconds(540), every: .seconds(1))
        #expect(try await shop.store.orderDocument(of: order)?.state == (method == "PUT" ? .declared : .pdfFetched))
        try await shop.run(for: .seconds(360), every: .seconds(1))
        #expect(try await shop.store.orderDocument(of: order)?.state == state)
        #expect(try await shop.problems(.invoiceRefused).map(\.subject) == (state == .rejected ? [order.text] : []))
        allegro.leave()
        if state == .rejected { try await settle(shop, .invoiceRefused, .issueInvoice) }
        try await shop.run(until: .accepted, order, within: .seconds(400), every: .seconds(1))
        #expect(shop.attached(to: order).filter(\.isAccepted).count == 1)
    }

    /// Threads 8507, 9334, 13223.
    @Test("Allegro's own words for a scan that runs, told nine times of a declaration, delay the file by seconds each (R34)")
    func declarationsInBursts() async throws {
        let (shop, allegro, _) = try await Shop.watched()
        try await shop.documentAtOnce()
        let words = "Security scan for SELLER invoice in given order [616a7a60-353d-11ef-a9a5-091cc2522326] is in progress."
        allegro.refuse("POST", "/invoices", times: 9, status: 422, #"{"errors":[{"code":"VALIDATION_ERROR","message":"\#(words)"}]}"#)
        let order = try shop.buyMugs()
        try await shop.run(until: .accepted, order, within: .seconds(150), every: .milliseconds(200))
        #expect(shop.attached(to: order).map(\.isAccepted) == [true])
    }

    @Test(
        "what wFirma surely does not make is tried a bounded number of times, then put before a person (R19)",
        arguments: ["invoices/add", "contractors/add", "invoices/find"])
    func notMade(_ path: String) async throws {
        let shop = try await Shop()
        try await shop.documentAtOnce()
        shop.world.setFault(.requestsLimit, .init(path: path), on: .wfirma)
        let order = try shop.buyMugs()
        try await shop.run(for: .seconds(3600), every: .seconds(15))
        #expect(try await shop.problems(.invoiceRefused).map(\.subject) == [order.text])
        shop.world.clearFaults()
        try await settle(shop, .invoiceRefused, .issueInvoice)
        try await shop.run(until: .accepted, order, within: .seconds(60))
        #expect(try await shop.store.problems(kind: nil, after: nil, limit: 10).isEmpty)
    }

    @Test("an addition whose answer is lost again and again is put before a person (R19)")
    func alwaysUnknown() async throws {
        let shop = try await Shop()
        try await shop.documentAtOnce()
        shop.world.setFault(.serverError, .init(path: "invoices/add"), on: .wfirma)
        let order = try shop.buyMugs()
        try await shop.run(for: .seconds(9000), every: .seconds(20))
        #expect(try await shop.problems(.invoiceRefused).map(\.subject) == [order.text])
        #expect(shop.invoices(of: order).isEmpty)
    }

    @Test("a release that cannot be asked for is given up in time, holds up no other document, and is told until it comes (R7)")
    func releaseNotAsked() async throws {
        let shop = try await Shop()
        try await shop.documentAtOnce()
        shop.world.setFault(.serverError, .init(path: "warehouse_documents/find"), on: .wfirma)
        let order = try shop.buyMugs()
        try await shop.run(until: .accepted, order)
        #expect(try await shop.store.orderDocument(of: order)?.releaseExpectedUntil != nil)
        try await shop.run(for: .seconds(70), every: .milliseconds(500))
        #expect(try await shop.store.orderDocument(of: order)?.releaseExpectedUntil == nil)
        #expect(try await shop.problems(.releaseMissing).map(\.subject) == [order.text])
        #expect(try await shop.mugs()[1] == 2, "the smaller number: the order stays reserved")
        shop.world.clearFaults()
        try await shop.run(for: .seconds(400), every: .seconds(1))
        #expect(try await shop.problems(.releaseMissing).isEmpty)
        #expect(try await shop.mugs() == [71, 0, 71])
    }

    @Test("a release that cannot be read is given up in time, with what is wrong with it (R7)")
    func releaseUnreadable() async throws {
        let (shop, _, wfirma) = try await Shop.watched()
        try await shop.documentAtOnce()
        wfirma.replace(#""warehouse""#, with: #""storehouse""#, in: "warehouse_documents/find")
        let order = try shop.buyMugs()
        try await shop.run(until: .accepted, order)
        try await shop.run(for: .seconds(70), every: .milliseconds(500))
        #expect(try await shop.store.orderDocument(of: order)?.releaseExpectedUntil == nil)
        #expect(try await shop.problems(.releaseMissing).first?.why.en.contains("cannot be read") == true)
    }

    @Test("a release that came and cannot be applied is given up in time (R7)")
    func releaseNotApplied() async throws {
        let (shop, _, wfirma) = try await Shop.watched()
        try await shop.documentAtOnce()
        // A good that nobody lists: the delivery waits for it, or becomes a dead letter.
        wfirma.replace(#""good":{"id":"501"}"#, with: #""good":{"id":"99999"}"#, in: "warehouse_documents/find")
        let order = try shop.buyMugs()
        try await shop.run(until: .accepted, order)
        try await shop.run(for: .seconds(200), every: .milliseconds(500))
        #expect(try await shop.store.orderDocument(of: order)?.releaseExpectedUntil == nil)
        #expect(try await shop.problems(.releaseMissing).map(\.subject) == [order.text])
    }

    @Test("a buyer who changes while the document is retried gets it: another contractor, not the one made before (R38, R39)")
    func anotherBuyer() async throws {
        let shop = try await Shop()
        try await shop.documentAtOnce()
        shop.world.setFault(.requestsLimit, .init(times: 2, path: "invoices/add"), on: .wfirma)
        let order = try shop.buy(SandboxPurchase([(Shop.offer.text, 1)], buyer: .init(taxID: "5265877635")))
        for _ in 0..<300 where try await shop.store.orderDocument(of: order)?.contractor == nil { try await shop.run(for: .milliseconds(50)) }
        #expect(try await shop.store.orderDocument(of: order)?.contractor != nil)
        shop.world.modify(order.text) { $0.invoice = .company(name: "Inna Firma sp. z o.o.", taxID: "1132191233") }
        try await shop.run(until: .accepted, order, within: .seconds(180), every: .milliseconds(200))
        let invoice = try #require(shop.invoices(of: order).first)
        let contractor = shop.world.wfirma { wfirma, _ in wfirma.allContractors }.first { $0.id == invoice.contractor }
        #expect(contractor?.nip == "1132191233")
    }

    @Test("a buyer who stays the same is made once, however often the document is retried (R38)")
    func sameBuyer() async throws {
        let shop = try await Shop()
        try await shop.documentAtOnce()
        let before = shop.world.wfirma { wfirma, _ in wfirma.allContractors }.count
        shop.world.setFault(.requestsLimit, .init(times: 6, path: "invoices/add"), on: .wfirma)
        let order = try shop.buyMugs(1)
        try await shop.run(until: .accepted, order, within: .seconds(600), every: .milliseconds(500))
        #expect(shop.world.wfirma { wfirma, _ in wfirma.allContractors }.count == before + 1)
    }
}
