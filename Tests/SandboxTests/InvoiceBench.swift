import Foundation
import Sandbox
import Testing

/// Asking the simulated wFirma for invoices as its API is asked.
extension WFirmaBench {
    /// One line with a good, as JSON.
    static func line(_ good: String = "501", count: String = "1", price: String = "49.99", vat: String = #""vat":"23""#) -> String {
        #"{"invoicecontent":{"good":{"id":"\#(good)"},"name":"Kubek","unit":"szt.","count":"\#(count)","price":"\#(price)",\#(vat)}}"#
    }

    static func shipping(_ price: String = "9.99") -> String {
        #"{"invoicecontent":{"name":"Dostawa","unit":"szt.","count":"1","price":"\#(price)","vat":"23"}}"#
    }

    static func invoice(
        _ lines: [String], type: String = "normal", contractor: String = #""contractor":{"id":"101"},"#, more: String = ""
    ) -> String {
        let contents = lines.enumerated().map { "\"\($0.offset)\":\($0.element)" }.joined(separator: ",")
        return #"{"invoices":{"0":{"invoice":{\#(contractor)"type":"\#(type)","price_type":"brutto","date":"2026-11-24",\#(more)"#
            + #""invoicecontents":{\#(contents)}}}}}"#
    }

    /// The contractor 101.
    mutating func addContractor() {
        let reply = send(
            "contractors/add", "", #"{"contractors":{"0":{"contractor":{"name":"Anna Kowalska","zip":"60-001","city":"Poznań","nip":""}}}}"#)
        #expect(reply.text("contractors.0.contractor.id") == "101")
    }

    /// An invoice that must come about; its id.
    mutating func issue(_ lines: [String], type: String = "normal", more: String = "") throws -> String {
        if wfirma.allContractors.isEmpty { addContractor() }
        let reply = send("invoices/add", "", Self.invoice(lines, type: type, more: more))
        #expect(reply.code == "OK")
        return try #require(reply.text("invoices.0.invoice.id"))
    }

    mutating func read(_ invoice: String) -> [String: Any] { send("invoices/get/\(invoice)").items("invoices", "invoice").first ?? [:] }

    /// The warehouse documents that are found for an invoice.
    mutating func documents(of invoice: String) -> [[String: Any]] {
        send("warehouse_documents/find", "", #"{"warehouse_documents":{"parameters":{"limit":100}}}"#)
            .items("warehouse_documents", "warehouse_document").filter { ($0["invoice"] as? [String: Any])?["id"] as? String == invoice }
    }

    static func condition(_ module: String, _ field: String, _ value: String) -> String {
        #"{"\#(module)":{"parameters":{"conditions":{"0":{"condition":{"field":"\#(field)","operator":"eq","value":"\#(value)"}}}}}}"#
    }
}
