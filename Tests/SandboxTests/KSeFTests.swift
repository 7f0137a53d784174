import Foundation
import Sandbox
import Testing

@Suite("wFirma, KSeF and PDFs")
struct KSeFTests {
    private func bench(_ ksef: WFirmaInvoiceTemper.KSeF) -> WFirmaBench {
        var temper = WFirmaTemper.calm
        temper.invoices.ksef = ksef
        return WFirmaBench(temper: temper)
    }

    private func text(_ reply: SandboxReply) -> String { String(decoding: reply.body, as: UTF8.self) }

    @Test("the KSeF number comes by itself after a while; until then the PDF has no lines")
    func number() throws {
        var bench = bench(.numbers(after: .seconds(300)...(.seconds(300))))
        let id = try bench.issue([WFirmaBench.line()])
        #expect(bench.read(id)["ksef_status"] as? String == "processing")
        #expect(bench.read(id)["ksef_reference_number"] as? String == "")
        let early = text(bench.send("invoices/download/\(id)"))
        #expect(early.hasPrefix("%PDF-1.4"))
        #expect(!early.contains("Kubek"))
        bench.wait(.seconds(300))
        #expect(bench.read(id)["ksef_status"] as? String == "ok")
        #expect(bench.read(id)["ksef_registration_date"] as? String == "2026-11-24 10:20:00")
        let number = try #require(bench.read(id)["ksef_reference_number"] as? String)
        #expect(number.hasPrefix("5252445767-20261124-"))
        let late = bench.send("invoices/download/\(id)")
        #expect(late.header("content-type") == "application/pdf")
        #expect(text(late).contains(number))
        #expect(text(late).contains("Kubek"))
        #expect(bench.send("invoices/delete/\(id)").code == "ERROR")
    }

    @Test("a receipt does not go there, and its PDF is final at once")
    func receipt() throws {
        var bench = bench(.numbers(after: .seconds(300)...(.seconds(300))))
        let id = try bench.issue([WFirmaBench.line()], type: "receipt_normal")
        #expect(bench.read(id)["ksef_status"] == nil)
        #expect(text(bench.send("invoices/download/\(id)")).contains("Kubek"))
    }

    @Test("without authorisation at KSeF nothing is issued that would go there")
    func unauthorised() {
        var bench = bench(.unauthorised)
        bench.addContractor()
        let reply = bench.send("invoices/add", "", WFirmaBench.invoice([WFirmaBench.line()]))
        #expect(reply.code == "ERROR")
        #expect(reply.text("status.message")?.contains("Brak autoryzacji w KSeF") == true)
        #expect(bench.wfirma.count(ofGood: "501", in: "1") == SandboxCount(70))
        let receipt = bench.send("invoices/add", "", WFirmaBench.invoice([WFirmaBench.line()], type: "receipt_normal"))
        #expect(receipt.code == "OK")
    }

    @Test("a PDF's table of objects points at its objects")
    func file() throws {
        var bench = bench(.off)
        let id = try bench.issue([WFirmaBench.shipping()])
        let body = bench.send("invoices/download/\(id)").body
        let pdf = text(bench.send("invoices/download/\(id)"))
        let start = try #require(pdf.split(separator: "startxref\n").last?.split(separator: "\n").first.flatMap { Int($0) })
        #expect(String(decoding: body[start..<(start + 4)], as: UTF8.self) == "xref")
        let entries = pdf.split(separator: "\n").filter { $0.hasSuffix(" n ") }
        for (place, entry) in entries.enumerated() {
            let offset = try #require(Int(entry.prefix(10)))
            #expect(String(decoding: body[offset..<(offset + 7)], as: UTF8.self) == "\(place + 1) 0 obj")
        }
        #expect(bench.send("invoices/download/1").code == "NOT FOUND")
    }
}
