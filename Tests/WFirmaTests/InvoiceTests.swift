import CurlClient
import Inventory
import Testing
import WFirma

@Suite("Sales documents")
struct InvoiceTests {
    private static func draft(_ kind: OrderDocumentKind = .invoice, isVATPayer: Bool = true) throws -> OrderDocumentDraft {
        OrderDocumentDraft(
            kind: kind, isVATPayer: isVATPayer, externalID: "order-1", date: try #require(CalendarDate("2026-11-24")), currency: "PLN",
            lines: [
                .init(name: "Kubek", product: "501", unit: "szt.", count: 2, price: 4999, vat: isVATPayer ? "23" : nil),
                .init(name: "Dostawa: Paczkomat", product: nil, unit: "usł.", count: 1, price: 1399, vat: isVATPayer ? "23" : nil),
            ], paymentMethod: .transfer, paid: 11397, warehouse: "1")
    }

    private static func row(
        _ id: String = "71", external: String = "order-1", total: String = "113.97", ksef: String = "", status: String = ""
    ) -> String {
        """
        {"id":"\(id)","type":"normal","fullnumber":"FV 12/2026","id_external":"\(external)","currency":"PLN","total":"\(total)","netto":"92.66",
         "ksef_reference_number":"\(ksef)","ksef_status":"\(status)","contractor":{"id":"9"},"invoicecontents":{
           "0":{"invoicecontent":{"id":"1","name":"Kubek","good":{"id":"501"},"count":"2.0000","price":"49.99","vat":"23","vat_code":{"id":"222"}}},
           "1":{"invoicecontent":{"id":"2","name":"Dostawa: Paczkomat","good":{"id":"0"},"count":"1.0000","price":"13.99","vat":"23"}}}}
        """
    }

    private static func page(_ rows: String...) -> String {
        let listed = rows.enumerated().map { #""\#($0)":{"invoice":\#($1)}"# }.joined(separator: ",")
        return #"{"invoices":{\#(listed)},"status":{"code":"OK"}}"#
    }

    @Test("an invoice is added with its lines bound to goods, gross prices and the order's id")
    func add() async throws {
        let exchange = ScriptedExchange(.answer(Self.page(Self.row())))
        #expect(try await WFirmaClient(exchange).addInvoice(Self.draft(), contractor: "9") == "71")
        let sent = try #require(await exchange.sent.first)
        #expect(sent.url.hasPrefix("https://wfirma.test/invoices/add?"))
        #expect(sent.url.hasSuffix("&warehouse_id=1"))
        #expect(
            sent.bodyText == #"{"invoices":{"0":{"invoice":{"type":"normal","price_type":"brutto","date":"2026-11-24","disposaldate":"2026-11-24","#
                + #""paymentmethod":"transfer","currency":"PLN","alreadypaid_initial":"113.97","id_external":"order-1","contractor":{"id":"9"},"#
                + #""invoicecontents":{"0":{"invoicecontent":{"name":"Kubek","unit":"szt.","count":"2","price":"49.99","good":{"id":"501"},"vat":"23"}},"#
                + #""1":{"invoicecontent":{"name":"Dostawa: Paczkomat","unit":"usł.","count":"1","price":"13.99","vat":"23"}}}}}}}"#)
    }

    @Test(
        "each kind of document has its type, for VAT payers and for others (R38)",
        arguments: [
            (OrderDocumentKind.invoice, true, "normal"), (.receipt, true, "receipt_fiscal_normal"), (.proof, true, "receipt_normal"),
            (.invoice, false, "bill"), (.receipt, false, "receipt_fiscal_bill"), (.proof, false, "receipt_bill"),
        ])
    func kinds(_ kind: OrderDocumentKind, _ isVATPayer: Bool, _ type: String) async throws {
        let exchange = ScriptedExchange(.answer(Self.page(Self.row())))
        _ = try await WFirmaClient(exchange).addInvoice(Self.draft(kind, isVATPayer: isVATPayer), contractor: nil)
        let body = try #require(await exchange.sent.first).bodyText
        #expect(body.contains(#""type":"\#(type)""#))
        #expect(!body.contains("contractor"))
        #expect(body.contains(#""vat""#) == isVATPayer)
    }

    @Test(
        "a refusal is sure, also when the error hangs on a line; the same beside OK is not, nor is a lost answer (R19)",
        arguments: [
            (#"{"invoices":{"0":{"invoice":{"errors":{"0":{"error":{"field":"date","message":"Zła data"}}}}}},"status":{"code":"ERROR"}}"#, false),
            (
                #"{"invoices":{"0":{"invoice":{"id":"71","invoicecontents":{"0":{"invoicecontent":{"errors":{"0":{"error":{"field":"vat","message":"Brak"}}}}}}}}},"status":{"code":"OK"}}"#,
                true
            ), (#"{"status":{"code":"OUT OF SERVICE"}}"#, true), ("<html>504</html>", true),
            (#"{"status":{"code":"TOTAL REQUESTS LIMIT EXCEEDED"}}"#, false),
            (#"{"status":{"code":"AUTH"}}"#, false),
        ])
    func refusals(_ body: String, _ mayHaveHappened: Bool) async throws {
        let client = WFirmaClient(ScriptedExchange(.answer(body)))
        let error = await #expect(throws: WFirmaError.self) { try await client.addInvoice(Self.draft(), contractor: "9") }
        #expect(error?.mayHaveHappened == mayHaveHappened)
    }

    @Test("a time-out may have made the document, a refused connection has not (R19)")
    func noAnswer() async throws {
        let client = WFirmaClient(ScriptedExchange(.failure(.answerLost(reason: "time-out")), .failure(.notSent(reason: "refused"))))
        for expected in [true, false] {
            let error = await #expect(throws: WFirmaError.self) { try await client.addInvoice(Self.draft(), contractor: "9") }
            #expect(error?.mayHaveHappened == expected)
        }
    }

    @Test("documents are looked for by the order's id, and rows of other orders show that wFirma dropped the filter")
    func lookUp() async throws {
        let exchange = ScriptedExchange(
            .answer(Self.page(Self.row("71"), Self.row("70", external: "order-0"), Self.row("69", external: ""))), .code("NOT FOUND"))
        let page = try await WFirmaClient(exchange).invoices(externalID: "order-1")
        #expect(page.rows.map(\.id) == ["71"])
        #expect(page.unasked == 2)
        #expect(
            await exchange.sent.first?.bodyText == #"{"invoices":{"parameters":{"page":1,"limit":100,"order":{"desc":"id"},"conditions":{"#
                + #""0":{"condition":{"field":"id_external","operator":"eq","value":"order-1"}}}}}}"#)
        let none = try await WFirmaClient(exchange).invoices(externalID: "order-1")
        #expect(none.rows.isEmpty && none.unasked == 0)
    }

    @Test("a document read back tells lines, VAT, total and KSeF, and is held against its draft to the grosz (R19)")
    func readBack() async throws {
        let exchange = ScriptedExchange(
            .answer(Self.page(Self.row(ksef: "5265877635-20261124-01", status: "ok"))), .answer(Self.page(Self.row(total: "113.96"))),
            .code("NOT FOUND"))
        let client = WFirmaClient(exchange)
        let invoice = try #require(try await client.invoice("71"))
        #expect(invoice.number == "FV 12/2026")
        #expect(invoice.ksefNumber == "5265877635-20261124-01")
        #expect(invoice.ksefStatus == "ok")
        #expect(try Self.draft().differences(from: invoice) == [])
        let off = try #require(try await client.invoice("71"))
        #expect(off.ksefNumber == nil)
        #expect(try Self.draft().differences(from: off).map(\.en) == ["the total is 113.96 PLN instead of 113.97 PLN"])
        #expect(try await client.invoice("71") == nil)
    }

    @Test("a correction takes every line back to nothing and names the document and its lines (R48)")
    func correction() async throws {
        let exchange = ScriptedExchange(.answer(Self.page(Self.row())), .answer(Self.page(Self.row("72"))))
        let client = WFirmaClient(exchange)
        let invoice = try #require(try await client.invoice("71"))
        let id = try await client.addCorrection(
            of: invoice, externalID: "order-1/K", date: try #require(CalendarDate("2026-11-25")), reason: "Anulowanie zamówienia")
        #expect(id == "72")
        #expect(
            await exchange.sent.last?.bodyText == #"{"invoices":{"0":{"invoice":{"type":"correction","parent_id":"71","date":"2026-11-25","#
                + #""id_external":"order-1/K","description":"Anulowanie zamówienia","invoicecontents":{"#
                + #""0":{"invoicecontent":{"parent_id":"1","count":"0","price":"49.99"}},"1":{"invoicecontent":{"parent_id":"2","count":"0","price":"13.99"}}}}}}}"#
        )
    }

    @Test("a PDF comes raw, an error as JSON under the same status")
    func download() async throws {
        let exchange = ScriptedExchange(.answer("%PDF-1.7 …"), .code("NOT FOUND"), .code("AUTH"), .answer("", status: 502))
        let client = WFirmaClient(exchange)
        #expect(try await client.invoicePDF("71") == Array("%PDF-1.7 …".utf8))
        #expect(await exchange.sent.first?.url == "https://wfirma.test/invoices/download/71?inputFormat=json&outputFormat=json&company_id=5")
        await #expect(throws: WFirmaError.unreadable(reason: "there is no invoice 71")) { try await client.invoicePDF("71") }
        await #expect(throws: WFirmaError.authentication(code: "AUTH")) { try await client.invoicePDF("71") }
        await #expect(throws: WFirmaError.http(status: 502)) { try await client.invoicePDF("71") }
    }

    @Test("a company is looked for by its NIP alone, and a contractor is made with the kind of its number (R38)")
    func contractors() async throws {
        let found =
            #"{"contractors":{"0":{"contractor":{"id":"9","nip":"526-587-76-35"}},"1":{"contractor":{"id":"10","nip":""}}},"status":{"code":"OK"}}"#
        let made = #"{"contractors":{"0":{"contractor":{"id":"11"}}},"status":{"code":"OK"}}"#
        let exchange = ScriptedExchange(.answer(found), .answer(made), .answer(made))
        let client = WFirmaClient(exchange)
        #expect(try await client.contractors(nip: "5265877635") == ["9"])
        let address = PostalAddress(street: "Prosta 1", city: "Warszawa", zip: "00-838", country: "PL")
        #expect(try await client.addContractor(ContractorDraft(name: "Jan Kowalski", address: address)) == "11")
        #expect(
            await exchange.sent.last?.bodyText
                == #"{"contractors":{"0":{"contractor":{"name":"Jan Kowalski","street":"Prosta 1","zip":"00-838","city":"Warszawa","country":"PL","tax_id_type":"none"}}}}"#
        )
        _ = try await client.addContractor(ContractorDraft(name: "Kubki", taxNumber: .nip("5265877635"), address: address))
        #expect(await exchange.sent.last?.bodyText.contains(#""tax_id_type":"nip","nip":"5265877635""#) == true)
    }

    @Test("a good tells its VAT rate; where it names it by id alone, the company's codes tell it")
    func vat() async throws {
        let exchange = ScriptedExchange(
            .answer(
                #"{"goods":{"0":{"good":{"id":"501","name":"Kubek","unit":"szt.","brutto":"49.99","vat":"23","vat_code":{"id":"222"}}}},"status":{"code":"OK"}}"#
            ),
            .answer(#"{"vat_codes":{"0":{"vat_code":{"id":"222","code":"23"}},"1":{"vat_code":{"id":"223","code":"8"}}},"status":{"code":"OK"}}"#))
        let client = WFirmaClient(exchange)
        let good = try #require(try await client.goodOnDocument("501"))
        #expect((good.vat, good.vatCode, good.price, good.unit) == ("23", "222", 4999, "szt."))
        #expect(try await client.vatCodes() == ["222": "23", "223": "8"])
    }
}
