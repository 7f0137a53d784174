import Foundation
import Sandbox
import Testing

@Suite("Allegro's invoices")
struct AllegroInvoiceTests {
    private let pdf = "%PDF-1.4\n%%EOF\n"

    /// A paid order and the path of its invoices.
    private func paid(_ bench: inout AllegroBench, invoice: SandboxOrder.InvoiceWish = .person) throws -> (order: SandboxOrder, path: String) {
        let order = try bench.buy(("1", 1), buyer: .init(invoice: invoice))
        bench.wait(.seconds(1))
        return (order, "/order/checkout-forms/\(order.id)/invoices")
    }

    private func bench(_ change: (inout AllegroInvoiceTemper) -> Void = { _ in }) -> AllegroBench {
        var temper = AllegroTemper.calm
        change(&temper.invoices)
        return AllegroBench(temper: temper, offers: [SandboxOffer(id: "1", name: "Kubek", available: 10)])
    }

    private func declare(_ bench: inout AllegroBench, _ path: String, number: String = "FV 1/2026") -> SandboxReply {
        bench.send("POST", path, #"{"file":{"name":"FV_1_2026.pdf"},"invoiceNumber":"\#(number)"}"#)
    }

    private func upload(_ bench: inout AllegroBench, _ path: String, _ id: String, _ body: String? = nil) -> SandboxReply {
        bench.send("PUT", "\(path)/\(id)/file", body ?? pdf, headers: ["content-type": "application/pdf"])
    }

    @Test("an invoice is declared, its file uploaded and scanned, and then it is accepted")
    func way() throws {
        var bench = bench { $0.scanDelay = .seconds(2)...(.seconds(2)) }
        let (order, path) = try paid(&bench)
        let declared = declare(&bench, path)
        #expect(declared.status == 201)
        let id = try #require(declared.text("id"))
        #expect(bench.send("GET", path).text("invoices.0.file.securityVerification.status") == nil)
        #expect(upload(&bench, path, id).status == 200)
        #expect(bench.send("GET", path).text("invoices.0.file.securityVerification.status") == "WAITING")
        bench.wait(.seconds(2))
        let seen = bench.send("GET", path)
        #expect(seen.text("invoices.0.file.securityVerification.status") == "ACCEPTED")
        #expect(seen.text("invoices.0.invoiceNumber") == "FV 1/2026")
        #expect(seen.value("hasExternalInvoices") as? Bool == false)
        #expect(bench.allegro.order(withID: order.id)?.invoices.first?.file?.bytes == Array(pdf.utf8))
    }

    @Test("a second file is a conflict, a file that is no PDF or too large is refused, and so is another media type")
    func refusedFiles() throws {
        var bench = bench()
        let (_, path) = try paid(&bench)
        let id = try #require(declare(&bench, path).text("id"))
        #expect(bench.send("PUT", "\(path)/\(id)/file", pdf).status == 415)
        #expect(upload(&bench, path, id, Data(pdf.utf8).base64EncodedString()).status == 422)
        #expect(upload(&bench, path, id, pdf + String(repeating: " ", count: 3_000_000)).status == 413)
        #expect(upload(&bench, path, id).status == 200)
        #expect(upload(&bench, path, id).status == 409)
        #expect(upload(&bench, path, "nothing").status == 404)
    }

    @Test("while a scan runs another upload is refused, and refusals come in bursts even at a first file")
    func scans() throws {
        var bench = bench { $0.scanDelay = .seconds(2)...(.seconds(2)) }
        let (_, path) = try paid(&bench)
        let one = try #require(declare(&bench, path).text("id"))
        let two = try #require(declare(&bench, path, number: "FV 2/2026").text("id"))
        #expect(upload(&bench, path, one).status == 200)
        #expect(upload(&bench, path, two).status == 422)
        bench.wait(.seconds(2))
        bench.allegro.temper.invoices.burstShare = 1
        #expect(upload(&bench, path, two).status == 422)
        bench.allegro.temper.invoices.burstShare = 0
        #expect(upload(&bench, path, two).status == 422)
        bench.wait(bench.allegro.temper.invoices.burstLength)
        #expect(upload(&bench, path, two).status == 200)
    }

    @Test("on demand a scan blocks an upload once, and rejects a file")
    func faults() throws {
        var bench = bench()
        let (_, path) = try paid(&bench)
        let id = try #require(declare(&bench, path).text("id"))
        bench.allegro.setFault(.scanRunning, FaultTerms(times: 1))
        bench.allegro.setFault(.rejectedScan, FaultTerms(times: 1))
        #expect(upload(&bench, path, id).status == 422)
        #expect(upload(&bench, path, id).status == 200)
        bench.wait(.seconds(1))
        #expect(bench.send("GET", path).text("invoices.0.file.securityVerification.status") == "REJECTED")
    }

    @Test("declaring too fast is 429; a second invoice is taken or a conflict, as the temper says", arguments: [true, false])
    func several(allowed: Bool) throws {
        var bench = bench {
            $0.pause = .seconds(1)
            $0.allowsSeveral = allowed
        }
        let (_, path) = try paid(&bench)
        #expect(declare(&bench, path).status == 201)
        #expect(declare(&bench, path).status == (allowed ? 429 : 409))
        bench.wait(.seconds(1))
        #expect(declare(&bench, path).status == (allowed ? 201 : 409))
    }

    @Test("an order not yet ready takes no invoice, an unknown one is not found, and an unwanted one may be lost")
    func refusedOrders() throws {
        var bench = bench { $0.losesUnwanted = true }
        let early = try bench.buy(("1", 1))
        #expect(declare(&bench, "/order/checkout-forms/\(early.id)/invoices").status == 422)
        #expect(declare(&bench, "/order/checkout-forms/\(commandID(1))/invoices").status == 404)
        let (_, path) = try paid(&bench, invoice: .none)
        let id = try #require(declare(&bench, path).text("id"))
        #expect(upload(&bench, path, id).status == 200)
        bench.wait(.seconds(1))
        #expect(bench.send("GET", path).list("invoices").isEmpty)
    }

    @Test("invoices sent past Allegro are told, and links to documents are ten at most")
    func elsewhere() throws {
        var bench = bench()
        let (order, path) = try paid(&bench)
        #expect(bench.allegro.markExternalInvoices(order.id, at: bench.now) == true)
        #expect(bench.send("GET", path).value("hasExternalInvoices") as? Bool == true)
        let links = "/order/\(order.id)/billing-documents/links"
        for number in 1...10 { #expect(bench.send("POST", links, #"{"url":"https://example.pl/\#(number)"}"#).status == 201) }
        #expect(bench.send("POST", links, #"{"url":"https://example.pl/11"}"#).status == 422)
        #expect(bench.send("GET", path).list("links").count == 10)
    }
}
