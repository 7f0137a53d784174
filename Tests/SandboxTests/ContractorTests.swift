import Foundation
import Sandbox
import Testing

@Suite("wFirma's contractors and codes")
struct ContractorTests {
    @Test("contractors are found by number and by name; by e-mail everything comes back")
    func find() {
        var bench = WFirmaBench()
        func add(_ fields: String) -> String? { bench.send("contractors/add", "", #"{"contractors":{"0":{"contractor":{\#(fields)}}}}"#).code }
        #expect(add(#""name":"Kubki sp. z o.o.","zip":"60-001","city":"Poznań","nip":"5252445767","email":"a@example.pl""#) == "OK")
        #expect(add(#""name":"Anna","zip":"00-001","city":"Warszawa""#) == "OK")
        #expect(add(#""name":"Bez miasta","zip":"00-001""#) == "ERROR")
        func found(_ field: String, _ value: String) -> [String] {
            bench.send("contractors/find", "", WFirmaBench.condition("contractors", field, value)).items("contractors", "contractor").compactMap {
                $0["id"] as? String
            }
        }
        #expect(found("nip", "5252445767") == ["101"])
        #expect(found("Contractor.name", "Anna") == ["102"])
        #expect(found("email", "b@example.pl") == ["101", "102"])
        #expect(bench.send("contractors/get/102").text("contractors.0.contractor.tax_id_type") == "none")
    }

    @Test("vat_codes/find gives the Polish codes and other countries' rates")
    func codes() {
        var bench = WFirmaBench()
        let reply = bench.send("vat_codes/find", "", WFirmaBench.condition("vat_codes", "code", "23"))
        #expect(reply.text("vat_codes.0.vat_code.id") == "222")
        #expect(bench.send("vat_codes/find").items("vat_codes", "vat_code").count == 12)
    }

    @Test("goods carry their VAT and both prices; a company that pays no VAT issues bills")
    func goods() {
        var bench = WFirmaBench()
        #expect(bench.send("goods/get/501").text("goods.0.good.brutto") == "49.99")
        #expect(bench.send("goods/get/501").text("goods.0.good.vat") == "23")
        var small = SimulatedWFirma(seed: 1, company: WFirmaCompany(isVATPayer: false), temper: .calm, start: bench.now)
        small.add(SandboxWarehouse(id: "1", name: "Magazyn"))
        bench.wfirma = small
        bench.addContractor()
        #expect(bench.send("companies/get/1").text("companies.0.company.vat_payer") == "0")
        #expect(bench.send("invoices/add", "", WFirmaBench.invoice([WFirmaBench.shipping()])).code == "ERROR")
        #expect(bench.send("invoices/add", "", WFirmaBench.invoice([WFirmaBench.shipping()], type: "bill")).code == "OK")
    }

    @Test("invoices, payments and contractors have webhooks of their own", arguments: [WFirmaTemper.WebhookShape.envelope, .flat])
    func webhooks(shape: WFirmaTemper.WebhookShape) throws {
        var temper = WFirmaTemper.calm
        temper.webhookShape = shape
        var bench = WFirmaBench(temper: temper)
        for event in ["invoice/add", "invoice/del", "contractors/add"] {
            _ = bench.wfirma.addWebhook(url: "https://example.pl/\(event)", event: event)
        }
        let id = try bench.issue([WFirmaBench.line()])
        #expect(bench.send("invoices/delete/\(id)").code == "OK")
        let sent = bench.deliver(within: .seconds(1)) { _ in WebhookAnswer(status: 200) }
        #expect(Set(sent.map(\.url)) == Set(["contractors/add", "invoice/add", "invoice/del"].map { "https://example.pl/\($0)" }))
        let told = try #require(sent.first { $0.url.hasSuffix("invoice/add") }.map { SandboxReply(status: 200, body: $0.body) })
        switch shape {
        case .envelope:
            #expect(told.text("invoices.0.invoice.id") == id)
            #expect(told.text("metainfo.object_name") == "invoice")
        case .flat:
            #expect(told.text("event_type") == "Faktury.Dodanie")
            #expect(told.text("object_id") == id)
        }
    }
}
