import Gateway
import Inventory
import Sandbox
import Storage
import Testing

@Suite("One document for each order")
struct InvoicerTests {
    @Test("an order gets one invoice, its WZ closes what it reserved, its PDF reaches the buyer (R7, R19, R34)")
    func wholeWay() async throws {
        let shop = try await Shop()
        try await shop.documentAtOnce()
        let order = try shop.buyMugs(2)
        try await shop.run(until: .accepted, order)
        let invoice = try #require(shop.invoices(of: order).first)
        #expect(shop.invoices(of: order).count == 1)
        #expect(invoice.kind == .normal)
        #expect(invoice.totals.brutto == shop.world.order(order.text)?.total)
        #expect(invoice.lines.map(\.good) == ["501", nil])
        #expect(shop.attached(to: order).map(\.isAccepted) == [true])
        #expect(shop.attached(to: order).map(\.number) == [invoice.fullNumber])
        #expect(try await shop.mugs() == [71, 0, 71])
        #expect(shop.shown == (71, .active))
        let view = try #require(try await shop.store.orderView(order)?.invoice)
        #expect((view.id, view.number) == (invoice.id, invoice.fullNumber))
        #expect(view.uploadedAt != nil)
        #expect(try await shop.store.problems(kind: nil, after: nil, limit: 10).isEmpty)
    }

    @Test("orders that nobody told of are looked for every few minutes; where it is woken after the store has changed, within one")
    func quiet() async throws {
        let shop = try await Shop()
        try await shop.synchroniseMug()
        let invoicer = shop.gateway.invoicer
        let moment = shop.now + .seconds(61)
        guard case .rest(let next?) = await invoicer.step(at: moment) else {
            Issue.record("it has something to do")
            return
        }
        #expect(next > moment + .seconds(400))
        #expect(await invoicer.step(at: moment + .seconds(1)) == .rest(until: next))
        _ = try await shop.store.updateSettings { $0.frozen = false }
        #expect(await invoicer.step(at: moment + .seconds(2)) == .rest(until: moment + .seconds(60)))
    }

    @Test("a multipack's invoice releases pieces, not packs (R8, R19)")
    func multipack() async throws {
        let shop = try await Shop()
        try await shop.documentAtOnce()
        let order = try shop.buy(SandboxPurchase([(Shop.set.text, 1)]))
        try await shop.run(until: .accepted, order)
        // 89.99 over two pieces: 44.99 and 45.00.
        #expect(shop.invoices(of: order).first?.lines.map(\.price.description) == ["44.99", "45.00", "9.99"])
        #expect(try await shop.mugs() == [71, 0, 71])
    }

    @Test("when the answer to the addition is lost, the document is found and never added again (R19)")
    func answerLost() async throws {
        let shop = try await Shop()
        try await shop.documentAtOnce()
        shop.world.setFault(.answerLost, .init(times: 1, path: "invoices/add"), on: .wfirma)
        let order = try shop.buyMugs()
        try await shop.run(until: .unknown, order)
        try await shop.run(until: .accepted, order)
        #expect(shop.invoices(of: order).count == 1)
        #expect(try await shop.mugs() == [71, 0, 71])
    }

    @Test("an addition that surely may have failed is repeated only after two looks ten minutes apart (R19)")
    func neverMade() async throws {
        let shop = try await Shop()
        try await shop.documentAtOnce()
        shop.world.setFault(.serverError, .init(times: 1, path: "invoices/add"), on: .wfirma)
        let order = try shop.buyMugs()
        try await shop.run(until: .unknown, order)
        let since = shop.now
        try await shop.run(for: .seconds(590), every: .seconds(2))
        #expect(shop.invoices(of: order).isEmpty)
        try await shop.run(until: .accepted, order, within: .seconds(60), every: .milliseconds(500))
        #expect(shop.now - since > .seconds(600))
        #expect(shop.invoices(of: order).count == 1)
    }

    @Test("a crash between any two steps never makes a second document or a second upload (R19)", arguments: [false, true])
    func crashes(_ losesAnswers: Bool) async throws {
        let shop = try await Shop()
        try await shop.documentAtOnce()
        if losesAnswers {
            shop.world.setFault(.answerLost, .init(times: 1, path: "invoices/add"), on: .wfirma)
            shop.world.setFault(.answerLost, .init(times: 2, path: "invoices", method: "POST"), on: .allegro)
            shop.world.setFault(.answerLost, .init(times: 1, path: "file", method: "PUT"), on: .allegro)
        }
        let order = try shop.buyMugs()
        try await shop.runFinely(until: .accepted, order, within: .seconds(120), crashes: true)
        #expect(shop.invoices(of: order).count == 1)
        #expect(shop.attached(to: order).count == 1)
        #expect(try await shop.mugs() == [71, 0, 71])
    }

    @Test("an invoice waits for its KSeF number before its PDF goes to the buyer (R34)")
    func ksef() async throws {
        let shop = try await Shop()
        try await shop.documentAtOnce()
        shop.world.setKSeF(.numbers(after: .seconds(240)...(.seconds(240))))
        let order = try shop.buyMugs()
        try await shop.run(until: .verified, order)
        try await shop.run(for: .seconds(200), every: .seconds(1))
        #expect(shop.attached(to: order).isEmpty)
        try await shop.run(until: .accepted, order, within: .seconds(400), every: .seconds(1))
        #expect(try await shop.store.orderView(order)?.invoice?.ksefNumber == shop.invoices(of: order).first?.ksef?.number)
    }

    @Test("an invoice without a KSeF status is looked at again for a while: wFirma sets it some time after the issue (R34, R38)")
    func lateKSeFStatus() async throws {
        let shop = try await Shop { $0.invoicing.ksefWait = .seconds(120) }
        try await shop.documentAtOnce()
        shop.world.setKSeF(.numbers(after: .seconds(240)...(.seconds(240))))
        shop.world.setKSeFToldAfter(.seconds(90))
        let order = try shop.buyMugs()
        try await shop.run(until: .verified, order)
        try await shop.run(for: .seconds(200), every: .seconds(1))
        #expect(try await shop.store.orderDocument(of: order)?.state == .verified)
        #expect(shop.attached(to: order).isEmpty)
        try await shop.run(until: .accepted, order, within: .seconds(400), every: .seconds(1))
        #expect(try await shop.store.orderDocument(of: order)?.ksefNumber == shop.invoices(of: order).first?.ksef?.number)
    }

    @Test("an invoice that KSeF does not concern goes on once the wait is over, and not before; a receipt at once (R34, R38)")
    func withoutKSeF() async throws {
        let shop = try await Shop { $0.invoicing.ksefWait = .seconds(120) }
        try await shop.documentAtOnce(.receiptOrInvoice)
        let receipt = try shop.buyMugs(1)
        let invoice = try shop.buy(SandboxPurchase([(Shop.offer.text, 1)], buyer: .init(taxID: "5265877635")))
        try await shop.run(until: .accepted, receipt)
        try await shop.run(until: .verified, invoice)
        try await shop.run(for: .seconds(100), every: .seconds(1))
        #expect(shop.attached(to: invoice).isEmpty)
        try await shop.run(until: .accepted, invoice, within: .seconds(40), every: .milliseconds(500))
    }

    @Test("no KSeF authorisation is a problem in wFirma's own words, and nothing is made")
    func ksefUnauthorised() async throws {
        let shop = try await Shop()
        try await shop.documentAtOnce()
        shop.world.setKSeF(.unauthorised)
        let order = try shop.buyMugs()
        try await shop.run(until: .refused, order)
        let problem = try #require(try await shop.problems(.invoiceRefused).first)
        #expect(problem.subject == order.text)
        #expect(problem.why.pl.contains("nie ma autoryzacji w KSeF") && problem.why.pl.contains("Brak autoryzacji w KSeF"))
        #expect(problem.why.en.contains("not authorised in KSeF"))
        #expect(shop.invoices(of: order).isEmpty)
        shop.world.setKSeF(.off)
        #expect(try await shop.store.settleProblem(problem.id, action: .issueInvoice, at: shop.now))
        try await shop.run(until: .accepted, order)
    }

    @Test(
        "a scan that runs, 429 and 500 delay the upload and double nothing (R34)", arguments: [FaultKind.scanRunning, .tooManyRequests, .serverError])
    func patientUpload(_ fault: FaultKind) async throws {
        let shop = try await Shop()
        try await shop.documentAtOnce()
        shop.world.setFault(fault, .init(times: 3, path: "invoices"), on: .allegro)
        let order = try shop.buyMugs()
        try await shop.run(until: .accepted, order, within: .seconds(180), every: .milliseconds(200))
        #expect(shop.attached(to: order).map(\.isAccepted) == [true])
    }

    @Test("one refusal after another because of scans delays the upload by some seconds each, not by minutes (R34)")
    func burstsOfScans() async throws {
        let shop = try await Shop()
        try await shop.documentAtOnce()
        shop.world.setFault(.scanRunning, .init(times: 9, path: "invoices"), on: .allegro)
        let order = try shop.buyMugs()
        try await shop.run(until: .accepted, order, within: .seconds(150), every: .milliseconds(200))
        #expect(shop.attached(to: order).map(\.isAccepted) == [true])
    }

    @Test("a file that the scan rejects goes before a person, whose action brings it under a new declaration (R34)")
    func rejectedScan() async throws {
        let shop = try await Shop()
        try await shop.documentAtOnce()
        shop.world.setFault(.rejectedScan, .init(times: 1), on: .allegro)
        let order = try shop.buyMugs()
        try await shop.run(until: .rejected, order)
        let problem = try #require(try await shop.problems(.invoiceRefused).first)
        #expect(problem.subject == order.text)
        #expect(try await shop.store.settleProblem(problem.id, action: .issueInvoice, at: shop.now))
        try await shop.run(until: .accepted, order)
        #expect(shop.attached(to: order).map(\.isAccepted) == [false, true], "the rejected one takes no other file: there is a new one")
        #expect(shop.invoices(of: order).count == 1)
    }

    @Test("frozen, nothing is sent; thawed, what is then right is (R49)")
    func frozen() async throws {
        let shop = try await Shop()
        try await shop.documentAtOnce()
        _ = try await shop.store.updateSettings { $0.frozen = true }
        let order = try shop.buyMugs()
        try await shop.run(for: .seconds(20), every: .milliseconds(500))
        #expect(shop.invoices(of: order).isEmpty)
        #expect(try await shop.store.orderDocument(of: order)?.state == .wanted)
        _ = try await shop.store.updateSettings { $0.frozen = false }
        try await shop.run(until: .accepted, order)
    }
}
