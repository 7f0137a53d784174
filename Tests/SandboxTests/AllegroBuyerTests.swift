import Foundation
import Sandbox
import Testing

@Suite("Allegro's buyers")
struct AllegroBuyerTests {
    /// Signed in for long enough to see a calendar's doings.
    private func bench() -> AllegroBench {
        var temper = AllegroTemper.calm
        temper.accessTokenLife = .seconds(30 * 24 * 3600)
        return AllegroBench(
            temper: temper,
            offers: [
                SandboxOffer(id: "1", name: "Kubek", externalID: "KUB-1", available: 10, taxRate: "23.00"),
                SandboxOffer(id: "2", name: "Czajnik", available: 5, isFulfillment: true),
            ])
    }

    private func types(_ bench: inout AllegroBench) -> [String] {
        bench.send("GET", "/order/events?limit=1000").list("events").compactMap { $0["type"] as? String }
    }

    /// A purchase one second after which everything by itself has happened.
    private func place(_ bench: inout AllegroBench, _ change: (inout SandboxPurchase) -> Void = { _ in }) throws -> String {
        var purchase = SandboxPurchase([("1", 1)])
        change(&purchase)
        let order = bench.allegro.buy(purchase, at: bench.now)
        bench.wait(.seconds(1))
        return try #require(order).id
    }

    private func form(_ bench: inout AllegroBench, _ order: String) -> SandboxReply { bench.send("GET", "/order/checkout-forms/\(order)") }

    @Test("a buyer wants an invoice to a company, to themself, or none")
    func wishes() throws {
        var bench = bench()
        let company = try place(&bench) { $0.buyer.invoice = .company(name: "Firma", taxID: "5252445767") }
        #expect(form(&bench, company).text("invoice.address.company.ids.0.value") == "5252445767")
        #expect(form(&bench, company).text("lineItems.0.tax.rate") == "23.00")
        let person = try place(&bench) { $0.buyer.invoice = .person }
        #expect(form(&bench, person).text("invoice.address.naturalPerson.lastName") == "Kowalski")
        let nobody = try place(&bench)
        #expect(form(&bench, nobody).value("invoice.required") as? Bool == false)
    }

    @Test("cash on delivery is ready unpaid and paid when it is handed over")
    func cashOnDelivery() throws {
        var bench = bench()
        let order = try place(&bench) { $0.payment = .cashOnDelivery }
        #expect(form(&bench, order).text("status") == "READY_FOR_PROCESSING")
        #expect(form(&bench, order).text("payment.type") == "CASH_ON_DELIVERY")
        #expect(form(&bench, order).text("payment.paidAmount.amount") == nil)
        #expect(bench.allegro.pay(order, at: bench.now) == true)
        #expect(form(&bench, order).text("payment.paidAmount.amount") == "59.98")
        #expect(bench.allegro.pay(order, at: bench.now) == false)
    }

    @Test("an order that nobody pays is cancelled by the calendar after a week, unless it is paid by then", arguments: [false, true])
    func unpaid(isPaidLater: Bool) throws {
        var bench = bench()
        let order = try place(&bench) { $0.paysByItself = false }
        #expect(form(&bench, order).text("status") == "FILLED_IN")
        if isPaidLater { #expect(bench.allegro.pay(order, at: bench.now) == true) }
        bench.wait(.seconds(8 * 24 * 3600))
        #expect(form(&bench, order).text("status") == (isPaidLater ? "READY_FOR_PROCESSING" : "CANCELLED"))
        #expect(types(&bench).last == (isPaidLater ? "READY_FOR_PROCESSING" : "AUTO_CANCELLED"))
    }

    @Test("a surcharge raises the total and tells READY again")
    func surcharge() throws {
        var bench = bench()
        let order = try place(&bench) { $0.delivery.cost = .init(hundredths: 1500) }
        #expect(bench.allegro.surcharge(order, .init(hundredths: 500), at: bench.now) == true)
        bench.wait(.seconds(1))
        #expect(types(&bench).count { $0 == "READY_FOR_PROCESSING" } == 2)
        #expect(form(&bench, order).text("summary.totalToPay.amount") == "69.99")
        #expect(form(&bench, order).text("surcharges.0.paidAmount.amount") == "5.00")
        #expect(form(&bench, order).text("payment.paidAmount.amount") == "64.99")
        #expect(form(&bench, order).text("delivery.cost.amount") == "15.00")
    }

    @Test("a buyer's change is told and changes the revision; a return is not told")
    func changes() throws {
        var bench = bench()
        let order = try place(&bench)
        let revision = form(&bench, order).text("revision")
        let isModified = bench.allegro.modify(order, at: bench.now) { $0.street = "Nowa 2" }
        #expect(isModified)
        bench.wait(.seconds(1))
        #expect(types(&bench).last == "BUYER_MODIFIED")
        #expect(form(&bench, order).text("delivery.address.street") == "Nowa 2")
        #expect(form(&bench, order).text("revision") != revision)
        #expect(bench.allegro.returnGoods(order, at: bench.now) == true)
        bench.wait(.seconds(1))
        #expect(form(&bench, order).text("fulfillment.status") == "RETURNED")
        #expect(types(&bench).last == "BUYER_MODIFIED")
    }

    @Test(
        "a buyer cancels within three days while nothing was begun; abroad within five minutes regardless; the system always",
        arguments: [("PLN", "NEW", 1, true), ("PLN", "PROCESSING", 1, false), ("PLN", "NEW", 4 * 86_400, false), ("CZK", "PROCESSING", 1, true)])
    func cancellation(currency: String, fulfillment: String, age: Int, isAllowed: Bool) throws {
        var bench = bench()
        let order = try place(&bench) { $0.currency = currency }
        #expect(bench.allegro.setFulfillment(fulfillment, ofOrder: order, at: bench.now) == true)
        bench.wait(.seconds(age))
        #expect(bench.allegro.cancel(order, at: bench.now) == isAllowed)
        if !isAllowed { #expect(bench.allegro.cancel(order, byBuyer: false, at: bench.now) == true) }
        #expect(form(&bench, order).text("fulfillment.status") == fulfillment)
    }

    @Test("foreign money and Allegro's own warehouse are told on the form, and filtered by")
    func elsewhere() throws {
        var bench = bench()
        let order = try place(&bench) {
            $0.currency = "CZK"
            $0.lines = [("2", 1)]
        }
        #expect(form(&bench, order).text("marketplace.id") == "allegro-cz")
        #expect(form(&bench, order).text("summary.totalToPay.currency") == "CZK")
        _ = try place(&bench)
        let found = bench.send("GET", "/order/checkout-forms?fulfillment.provider.id=ALLEGRO").list("checkoutForms").compactMap {
            $0["id"] as? String
        }
        #expect(found == [order])
    }

    @Test("a paid order can not be merged, and one cancelled meanwhile is not paid")
    func merging() throws {
        var bench = bench()
        let paid = try place(&bench)
        let open = try place(&bench) { $0.paysByItself = false }
        #expect(bench.allegro.merge(paid, open, at: bench.now) == nil)
        #expect(bench.allegro.cancel(open, at: bench.now) == true)
        #expect(bench.allegro.pay(open, at: bench.now) == false)
    }
}
