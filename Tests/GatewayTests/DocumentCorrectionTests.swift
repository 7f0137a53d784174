import Gateway
import Inventory
import Sandbox
import Storage
import Testing

@Suite("Corrections of orders' documents")
struct DocumentCorrectionTests {
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
        shop.world.setFault(.scanRunning, .init(times: 2, path: "invoices"), on: .allegro)
        try await shop.run(until: .accepted, order, .correction)
        let corrections = shop.world.invoices.filter { $0.kind == .correction }
        #expect(corrections.map(\.parent) == [document.invoice])
        #expect(corrections.first?.lines.allSatisfy { $0.count == .zero } == true)
        // The buyer has both files: the document's, and its correction's.
        #expect(shop.attached(to: order).map(\.number) == [document.number, corrections.first?.fullNumber])
        #expect(shop.attached(to: order).map(\.isAccepted) == [true, true])
        #expect(try await shop.store.problems(kind: nil, after: nil, limit: 10).isEmpty)
    }

    @Test("a crash between any two steps of a correction never makes a second one, nor a second upload (R48)", arguments: [false, true])
    func correctionCrashes(_ losesAnswers: Bool) async throws {
        let shop = try await Shop()
        try await shop.documentAtOnce()
        let order = try shop.buyMugs()
        try await shop.run(until: .accepted, order)
        shop.world.cancel(order.text)
        try await shop.run(for: .seconds(20), every: .milliseconds(200))
        let problem = try #require(try await shop.problems(.orderCancelledAfterInvoice).first)
        if losesAnswers {
            shop.world.setFault(.answerLost, .init(times: 1, path: "invoices/add"), on: .wfirma)
            shop.world.setFault(.answerLost, .init(times: 2, path: "invoices", method: "POST"), on: .allegro)
            shop.world.setFault(.answerLost, .init(times: 1, path: "file", method: "PUT"), on: .allegro)
        }
        #expect(try await shop.store.settleProblem(problem.id, action: .issueCorrection, at: shop.now))
        try await shop.runFinely(until: .accepted, order, .correction, within: .seconds(120), crashes: true)
        #expect(shop.world.invoices.count { $0.kind == .correction } == 1)
        #expect(shop.attached(to: order).map(\.isAccepted) == [true, true])
    }

    @Test("where Allegro takes one invoice for an order alone, a correction's file is put before a person (R48)")
    func oneInvoiceOnly() async throws {
        var temper = AllegroTemper.calm
        temper.invoices.allowsSeveral = false
        let shop = try await Shop(allegro: temper)
        try await shop.documentAtOnce()
        let order = try shop.buyMugs()
        try await shop.run(until: .accepted, order)
        shop.world.cancel(order.text)
        try await shop.run(for: .seconds(20), every: .milliseconds(200))
        let problem = try #require(try await shop.problems(.orderCancelledAfterInvoice).first)
        #expect(try await shop.store.settleProblem(problem.id, action: .issueCorrection, at: shop.now))
        try await shop.run(until: .rejected, order, .correction)
        let refused = try #require(try await shop.problems(.correctionRefused).first)
        #expect(refused.subject == order.text)
        #expect(refused.actions == [.issueCorrection, .dismiss])
        #expect(shop.world.invoices.count { $0.kind == .correction } == 1)
        #expect(shop.attached(to: order).count == 1)
    }
}
