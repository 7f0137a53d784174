import CurlClient
import Sandbox
import Testing

@Suite("Orders and invoices by the sandbox's controls")
struct OrderControlTests {
    @Test("a script buys several lines with wishes, pays, cancels, returns and merges")
    func orders() async throws {
        try await SandboxHarness.run { harness in
            let bought = try await harness.control(
                "POST", "orders",
                #"{"lines":[{"offer":"7700000501","quantity":2},{"offer":"7700000502"}],"payment":"unpaid","invoice":"company","#
                    + #""buyer":{"login":"anna","company":"Firma","tax_id":"5252445767"},"delivery_cost":"12.00"}"#)
            #expect(bought.status == 201)
            #expect(bought.text.contains(#""total":"260.98""#))
            let order = try #require(harness.world.orders.first)
            #expect(order.buyer.invoice == .company(name: "Firma", taxID: "5252445767"))
            #expect(try await harness.control("POST", "orders/\(order.id)/pay").status == 204)
            #expect(try await harness.control("GET", "orders/\(order.id)").text.contains(#""status":"READY_FOR_PROCESSING""#))
            #expect(try await harness.control("POST", "orders/\(order.id)/surcharge", #"{"amount":"5.00"}"#).status == 204)
            #expect(try await harness.control("POST", "orders/\(order.id)/modify", #"{"buyer":{"city":"Warszawa"}}"#).status == 204)
            #expect(harness.world.order(order.id)?.buyer.city == "Warszawa")
            #expect(try await harness.control("POST", "orders/\(order.id)/return").status == 204)
            #expect(try await harness.control("POST", "orders/\(order.id)/cancel", #"{"by":"system"}"#).status == 204)
            // Only unpaid orders are merged, and a buyer who pays by themself may be quicker than the next request.
            var unpaid = SandboxPurchase([("7700000501", 1)])
            unpaid.paysByItself = false
            let one = try #require(harness.world.buy(unpaid))
            let two = try #require(harness.world.buy(unpaid))
            #expect(try await harness.control("POST", "orders/\(one.id)/merge", #"{"with":"\#(two.id)"}"#).status == 201)
            #expect(try await harness.allegro("GET", "/order/checkout-forms/\(one.id)").status == 404)
            #expect(try await harness.control("GET", "orders").text.contains(order.id))
            #expect(try await harness.control("POST", "orders", #"{"offer":"7700000501","payment":"gold"}"#).status == 422)
        }
    }

    @Test("wFirma's add-on documents an order beside us: goods by the offer's mark, delivery as a line, its WZ and KSeF")
    func invoices() async throws {
        try await SandboxHarness.run { harness in
            let order = try #require(harness.world.buy("7700000501", quantity: 3))
            #expect(try await harness.control("POST", "ksef", #"{"mode":"numbers","seconds":3600}"#).status == 204)
            let made = try await harness.control("POST", "orders/\(order.id)/add-on")
            #expect(made.status == 200)
            let invoice = try #require(harness.world.invoices(ofOrder: order.id).first)
            #expect(invoice.totals.brutto == order.total)
            #expect(harness.world.wfirma { wfirma, _ in wfirma.count(ofGood: "501") } == SandboxCount(70))
            #expect(try await harness.wfirma("invoices/get/\(invoice.id)").text.contains(#""ksef_status":"processing""#))
            #expect(try await harness.control("POST", "invoices/\(invoice.id)/ksef").status == 204)
            #expect(try await harness.wfirma("invoices/get/\(invoice.id)").text.contains(#""ksef_status":"ok""#))
            #expect(try await harness.control("DELETE", "invoices/\(invoice.id)").status == 409)
            #expect(try await harness.control("POST", "ksef", #"{"mode":"unauthorised"}"#).status == 204)
            #expect(try await harness.control("POST", "orders/\(order.id)/add-on", #"{"mark":"description"}"#).status == 409)
            let receipt = #"{"type":"receipt_normal","order":"\#(order.id)","good":"501","count":"1","price":"49.99"}"#
            #expect(try await harness.control("POST", "invoices", receipt).status == 200)
            #expect(try await harness.control("GET", "invoices?order=\(order.id)").text.contains(#""fullnumber":"D 1/"#))
            #expect(try await harness.control("GET", "contractors").text.contains("Klient detaliczny"))
        }
    }

    @Test("a PDF from wFirma reaches the order on Allegro, byte for byte")
    func upload() async throws {
        try await SandboxHarness.run { harness in
            let order = try #require(harness.world.buy("7700000501"))
            let isReady = try await harness.wait { harness.world.order(order.id)?.status == .readyForProcessing }
            #expect(isReady)
            let invoice = try harness.world.documentBesideUs(order: order.id).get()
            let pdf = try await harness.wfirma("invoices/download/\(invoice.id)").body
            let path = "/order/checkout-forms/\(order.id)/invoices"
            #expect(try await harness.allegro("POST", path, #"{"file":{"name":"FV.pdf"}}"#).status == 201)
            let declared = try #require(harness.world.order(order.id)?.invoices.first)
            let headers = [
                ("Authorization", "Bearer \(harness.access)"), ("Accept", "application/vnd.allegro.public.v1+json"),
                ("User-Agent", "Stockgate/1.0 (+https://example.pl)"), ("Content-Type", "application/pdf"),
            ]
            let answer = try await harness.client.send(
                ExchangeRequest(
                    method: "PUT", url: "\(harness.addresses.allegro)\(path)/\(declared.id)/file", headers: headers, body: pdf, timeout: .seconds(5)))
            #expect(answer.status == 200)
            let isAccepted = try await harness.wait { harness.world.order(order.id)?.invoices.first?.isAccepted == true }
            #expect(isAccepted)
            #expect(try await harness.control("GET", "orders/\(order.id)/invoices/\(declared.id)").body == pdf)
        }
    }
}
