import Foundation
import Sandbox
import Testing

@Suite("wFirma's invoices")
struct InvoiceTests {
    @Test("an invoice with goods makes a WZ from the active warehouse and lowers its stock at once")
    func release() throws {
        var bench = WFirmaBench()
        let id = try bench.issue(
            [WFirmaBench.line(count: "2"), WFirmaBench.shipping()], more: #""id_external":"order-1","alreadypaid_initial":"50","#)
        let invoice = bench.read(id)
        #expect(invoice["fullnumber"] as? String == "FV 1/2026")
        #expect(invoice["total"] as? String == "109.97")
        #expect(invoice["netto"] as? String == "89.41")
        #expect(invoice["tax"] as? String == "20.56")
        #expect(invoice["remaining"] as? String == "59.97")
        #expect(invoice["paymentstate"] as? String == "unpaid")
        #expect(invoice["ksef_status"] == nil)
        #expect(bench.wfirma.count(ofGood: "501", in: "1") == SandboxCount(68))
        let release = try #require(bench.documents(of: id).first)
        #expect(release["type"] as? String == "WZ")
        #expect(release["id_external"] as? String == nil)
        #expect((release["warehouse"] as? [String: Any])?["id"] as? String == "1")
    }

    @Test("an invoice's WZ can be found only a while after it, but the stock has fallen")
    func lateRelease() throws {
        var temper = WFirmaTemper.calm
        temper.invoices.releaseShownAfter = .seconds(2)...(.seconds(2))
        temper.invoices.releaseCarriesExternalID = true
        var bench = WFirmaBench(temper: temper)
        let id = try bench.issue([WFirmaBench.line()], more: #""id_external":"order-1","#)
        #expect(bench.wfirma.count(ofGood: "501", in: "1") == SandboxCount(69))
        #expect(bench.documents(of: id).isEmpty)
        bench.wait(.seconds(2))
        #expect(bench.documents(of: id).first?["id_external"] as? String == "order-1")
    }

    @Test("the warehouse that releases is the active one, or the URL's where the temper says so", arguments: [(false, "1"), (true, "2")])
    func warehouse(honoursURL: Bool, expected: String) {
        var temper = WFirmaTemper.calm
        temper.invoices.releasesFrom = honoursURL ? .asked : .active
        var bench = WFirmaBench(temper: temper)
        bench.addContractor()
        _ = bench.send("invoices/add", "&warehouse_id=2", WFirmaBench.invoice([WFirmaBench.line()]))
        #expect(bench.wfirma.allDocuments.map(\.warehouse) == [expected])
    }

    @Test("too little stock hangs at its line and nothing is made")
    func tooLittle() {
        var bench = WFirmaBench()
        bench.addContractor()
        let body = WFirmaBench.invoice([WFirmaBench.line("502", count: "1"), WFirmaBench.line(count: "71")])
        let reply = bench.send("invoices/add", "", body)
        #expect(reply.code == "ERROR")
        #expect(reply.text("invoices.0.invoice.invoicecontents.1.invoicecontent.errors.0.error.message")?.contains("Stan magazynowy") == true)
        #expect(bench.wfirma.allInvoices.isEmpty)
        #expect(bench.wfirma.count(ofGood: "502", in: "1") == SandboxCount(5))
    }

    @Test("id_external is found by eq and is not unique; other unknown filters are dropped")
    func externalID() throws {
        var bench = WFirmaBench()
        let first = try bench.issue([WFirmaBench.shipping()], more: #""id_external":"order-1","#)
        let second = try bench.issue([WFirmaBench.shipping()], more: #""id_external":"order-1","#)
        _ = try bench.issue([WFirmaBench.shipping()])
        func found(_ field: String, _ value: String) -> [String] {
            bench.send("invoices/find", "", WFirmaBench.condition("invoices", field, value)).items("invoices", "invoice").compactMap {
                $0["id"] as? String
            }
        }
        #expect(found("id_external", "order-1") == [first, second])
        #expect(found("description", "nothing like it").count == 3)
        #expect(bench.send("invoices/find", "", WFirmaBench.condition("invoices", "id_external", "none")).code == "NOT FOUND")
    }

    @Test(
        "refusals hang where they belong",
        arguments: [
            (WFirmaBench.invoice([WFirmaBench.shipping()], contractor: ""), "invoices.0.invoice.errors.0.error.field", "contractor"),
            (
                WFirmaBench.invoice([WFirmaBench.shipping()], contractor: #""contractor":{"name":"Bez adresu"},"#),
                "invoices.0.invoice.contractor.errors.0.error.field", "zip"
            ),
            (WFirmaBench.invoice([]), "invoices.0.invoice.errors.0.error.field", "invoicecontents"),
            (WFirmaBench.invoice([WFirmaBench.shipping()], type: "bill"), "invoices.0.invoice.errors.0.error.field", "type"),
            (
                WFirmaBench.invoice([WFirmaBench.line("999")]), "invoices.0.invoice.invoicecontents.0.invoicecontent.errors.0.error.field", "good"
            ),
            (
                WFirmaBench.invoice([WFirmaBench.line(vat: #""vat":"25""#)]),
                "invoices.0.invoice.invoicecontents.0.invoicecontent.errors.0.error.field", "vat"
            ),
        ])
    func refusals(body: String, path: String, field: String) {
        var bench = WFirmaBench()
        bench.addContractor()
        let reply = bench.send("invoices/add", "", body)
        #expect(reply.status == 200)
        #expect(reply.code == "ERROR")
        #expect(reply.text(path) == field)
    }

    @Test("a line without a VAT code's id may vanish though the answer is OK")
    func lostLines() throws {
        var bench = WFirmaBench()
        bench.wfirma.setFault(.lostLines)
        let id = try bench.issue([WFirmaBench.line(vat: #""vat_code":{"id":"222"}"#), WFirmaBench.shipping()])
        let lines = try #require(bench.read(id)["invoicecontents"] as? [String: Any])
        #expect(lines.count == 1)
        #expect(bench.read(id)["total"] as? String == "49.99")
    }

    @Test("a refusal may come under the code OK")
    func quietRefusal() {
        var bench = WFirmaBench()
        bench.wfirma.setFault(.quietRefusal)
        let reply = bench.send("invoices/add", "", WFirmaBench.invoice([WFirmaBench.shipping()]))
        #expect(reply.code == "OK")
        #expect(reply.text("invoices.0.invoice.id") == nil)
        #expect(reply.text("invoices.0.invoice.errors.0.error.field") == "contractor")
    }

    @Test("VAT is reckoned once for each code, whether prices are gross or net")
    func totals() throws {
        var bench = WFirmaBench()
        let id = try bench.issue([
            WFirmaBench.line(count: "3", price: "0.99"), WFirmaBench.line("502", price: "10.00", vat: #""vat":"8""#), WFirmaBench.shipping("5.00"),
        ])
        let contents = try #require(bench.read(id)["vat_contents"] as? [String: Any])
        func tax(_ place: String) -> String? { ((contents[place] as? [String: Any])?["vat_content"] as? [String: Any])?["tax"] as? String }
        #expect(tax("0") == "1.49")
        #expect(tax("1") == "0.74")
        #expect(bench.read(id)["total"] as? String == "17.97")
    }

    @Test("payments come on top of what was paid at first")
    func payments() throws {
        var bench = WFirmaBench()
        let id = try bench.issue([WFirmaBench.shipping()], more: #""alreadypaid_initial":"4.99","#)
        let body = #"{"payments":{"0":{"payment":{"object_name":"invoice","object_id":"\#(id)","value":"5.00","date":"2026-11-24"}}}}"#
        #expect(bench.send("payments/add", "", body).code == "OK")
        #expect(bench.read(id)["paymentstate"] as? String == "paid")
        #expect(bench.read(id)["alreadypaid"] as? String == "9.99")
    }

    @Test("deleting takes the WZ along; a payer of no VAT issues bills")
    func deletion() throws {
        var bench = WFirmaBench()
        let id = try bench.issue([WFirmaBench.line()])
        #expect(bench.send("invoices/delete/\(id)").code == "OK")
        #expect(bench.send("invoices/get/\(id)").code == "NOT FOUND")
        #expect(bench.wfirma.count(ofGood: "501", in: "1") == SandboxCount(70))
        #expect(bench.wfirma.allDocuments.isEmpty)
    }

    @Test(
        "receipts need nobody's name, proformas and drafts move nothing",
        arguments: [("receipt_fiscal_normal", 69), ("proforma", 70), ("normal_draft", 70)])
    func kinds(type: String, left: Int) throws {
        var bench = WFirmaBench()
        bench.addContractor()
        let contractor = type.hasPrefix("receipt") ? "" : #""contractor":{"id":"101"},"#
        let reply = bench.send("invoices/add", "", WFirmaBench.invoice([WFirmaBench.line()], type: type, contractor: contractor))
        #expect(reply.code == "OK")
        #expect(bench.wfirma.count(ofGood: "501", in: "1") == SandboxCount(left))
        guard type == "normal_draft", let id = reply.text("invoices.0.invoice.id") else { return }
        #expect(reply.text("invoices.0.invoice.fullnumber") == "")
        let accepted = try bench.wfirma.acceptDraft(id, at: bench.now).get()
        #expect(accepted.fullNumber == "FV 1/2026")
        #expect(bench.wfirma.count(ofGood: "501", in: "1") == SandboxCount(69))
    }
}
