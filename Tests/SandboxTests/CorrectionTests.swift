import Foundation
import Sandbox
import Testing

@Suite("wFirma's corrections")
struct CorrectionTests {
    private func bench(_ stock: WFirmaInvoiceTemper.CorrectionStock) -> WFirmaBench {
        var temper = WFirmaTemper.calm
        temper.invoices.correctionStock = stock
        return WFirmaBench(temper: temper)
    }

    private func correct(_ bench: inout WFirmaBench, _ parent: String, line: String, to count: Int) -> SandboxReply {
        let lines = #"{"0":{"invoicecontent":{"parent_id":"\#(line)","count":"\#(count)"}}}"#
        return bench.send(
            "invoices/add", "",
            #"{"invoices":{"0":{"invoice":{"type":"correction","parent_id":"\#(parent)","description":"Zwrot","invoicecontents":\#(lines)}}}}"#)
    }

    private func lines(_ bench: inout WFirmaBench, _ invoice: String) -> [String] {
        let map = bench.read(invoice)["invoicecontents"] as? [String: Any] ?? [:]
        return map.sorted { $0.key < $1.key }.compactMap { (($0.value as? [String: Any])?["invoicecontent"] as? [String: Any])?["id"] as? String }
    }

    @Test("a correction says how lines stand afterwards and tells the difference; lines left out stay")
    func difference() throws {
        var bench = bench(.nothing)
        let id = try bench.issue([WFirmaBench.line(count: "3", price: "10.00"), WFirmaBench.shipping()])
        let line = lines(&bench, id)[0]
        let reply = correct(&bench, id, line: line, to: 1)
        #expect(reply.text("invoices.0.invoice.fullnumber") == "FK 1/2026")
        #expect(reply.text("invoices.0.invoice.total") == "-20.00")
        #expect(reply.text("invoices.0.invoice.invoicecontents.1.invoicecontent.count") == "1.0000")
        #expect(bench.read(id)["corrections"] as? String == "1")
        #expect(bench.read(id)["total_composed"] as? String == "19.99")
        #expect(correct(&bench, id, line: line, to: 0).code == "ERROR")
        let second = try #require(reply.text("invoices.0.invoice.id"))
        let third = lines(&bench, second)[0]
        #expect(correct(&bench, second, line: third, to: 0).text("invoices.0.invoice.total") == "-10.00")
        #expect(bench.read(id)["total_composed"] as? String == "9.99")
    }

    @Test(
        "goods taken back return by a PZ, by the WZ's own rewriting, or not at all",
        arguments: [(.receipt, 70, ["WZ", "PZ"]), (.rewrittenRelease, 70, []), (.nothing, 67, ["WZ"])]
            as [(WFirmaInvoiceTemper.CorrectionStock, Int, [String])])
    func stock(temper: WFirmaInvoiceTemper.CorrectionStock, left: Int, kinds: [String]) throws {
        var bench = bench(temper)
        let id = try bench.issue([WFirmaBench.line(count: "3"), WFirmaBench.shipping()])
        let line = lines(&bench, id)[0]
        #expect(correct(&bench, id, line: line, to: 0).code == "OK")
        #expect(bench.wfirma.count(ofGood: "501", in: "1") == SandboxCount(left))
        #expect(bench.wfirma.allDocuments.map(\.kind.rawValue) == kinds)
    }

    @Test("a correction without a change is refused, and one of an unknown line")
    func refusals() throws {
        var bench = bench(.receipt)
        let id = try bench.issue([WFirmaBench.line()])
        let line = lines(&bench, id)[0]
        #expect(correct(&bench, id, line: line, to: 1).text("invoices.0.invoice.errors.0.error.field") == "invoicecontents")
        #expect(correct(&bench, id, line: "1", to: 0).code == "ERROR")
        #expect(correct(&bench, "1", line: line, to: 0).code == "ERROR")
    }
}
