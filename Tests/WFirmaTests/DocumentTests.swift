import CurlClient
import Inventory
import Testing
import WFirma

@Suite("Reading warehouse documents")
struct DocumentTests {
    private static func row(
        _ id: String, _ type: String = "WZ", date: String = "2026-11-24", modified: String = "2026-11-24 10:15:00", invoice: String = "0",
        count: String = "3.0000"
    ) -> String {
        """
        {"id":"\(id)","type":"\(type)","date":"\(date)","number":"12","fullnumber":"\(type) 12/2026","status":"accepted","currency":"PLN",
         "created":"2026-11-24 10:00:00","modified":"\(modified)","warehouse":{"id":"11"},"warehouse2":{"id":"0"},"invoice":{"id":"\(invoice)"},
         "expense":{"id":"0"},"contractor":{"id":"9"},"warehouse_document_contents":{
           "0":{"warehouse_document_content":{"id":"1","name":"Kubek","good":{"id":"501"},"count":"\(count)","unit_count":"1.0000","unit":"op."}},
           "1":{"warehouse_document_content":{"id":"2","name":"Pakowanie","good":{"id":"0"},"count":"1.0000"}}}}
        """
    }

    private static func page(_ rows: String..., total: Int? = nil) -> String {
        let listed = rows.enumerated().map { #""\#($0)":{"warehouse_document":\#($1)}"# }.joined(separator: ",")
        let parameters = total.map { #","parameters":{"page":"1","limit":"100","total":"\#($0)"}"# } ?? ""
        return #"{"warehouse_documents":{\#(listed)\#(parameters)},"status":{"code":"OK"}}"#
    }

    @Test("documents become effects on stock, recorded when wFirma says")
    func effects() async throws {
        let body = Self.page(
            Self.row("9001", "WZ", invoice: "77"), Self.row("9002", "PZ", modified: "0000-00-00 00:00:00"), Self.row("9003", "PW"),
            Self.row("9004", "RW"), total: 4)
        let exchange = ScriptedExchange(.answer(body))
        let moment = try #require(WFirmaTime.moment("2026-11-20 00:30:00"))
        let page = try await WFirmaClient(exchange).documents(DocumentQuery(since: .date(moment)))

        let sent = try #require(await exchange.sent.first)
        #expect(sent.url == "https://wfirma.test/warehouse_documents/find?inputFormat=json&outputFormat=json&company_id=5")
        #expect(
            sent.bodyText == #"{"warehouse_documents":{"parameters":{"page":1,"limit":100,"order":{"asc":"id"},"conditions":{"#
                + #""0":{"condition":{"field":"type","operator":"in","value":"PZ,PW,WZ,RW"}},"#
                + #""1":{"condition":{"field":"date","operator":"ge","value":"2026-11-20"}}}}}}"#)
        #expect(page.isLast && page.isComplete)
        #expect(page.rows.map(\.kind) == [.release, .receipt, .receipt, .release])
        let release = page.rows[0]
        #expect(release.id == "9001")
        #expect(release.name == "WZ 12/2026")
        #expect(release.warehouse == "11")
        #expect(release.lines == [WarehouseDocument.Line(product: "501", count: StockAmount(pieces: 3))])
        #expect(release.invoice == "77")
        #expect(release.externalID == nil)
        #expect(!release.isDeleted)
        #expect(release.recordedAt?.description == "2026-11-24T09:15:00.000Z")
        #expect(release.version == DocumentVersion(number: nil, modified: release.recordedAt))
        #expect(page.rows[1].invoice == nil)
        #expect(page.rows[1].recordedAt?.description == "2026-11-24T09:00:00.000Z", "never modified: the time of creation counts")
    }

    @Test("rows that lie outside the filter show that wFirma dropped it")
    func droppedFilter() async throws {
        let since = try #require(WFirmaTime.moment("2026-11-20 12:00:00"))
        let body = Self.page(
            Self.row("1", date: "2024-01-02", modified: "2024-01-02 10:00:00"), Self.row("2", invoice: "77"), Self.row("3", "PZ", invoice: "77"))
        for (query, kept, unasked) in [
            (DocumentQuery(since: .date(since)), ["2", "3"], 1), (DocumentQuery(since: .modified(since)), ["2", "3"], 1),
            (DocumentQuery(invoice: "77"), ["2", "3"], 1), (DocumentQuery(types: [.wz], invoice: "77", isNewestFirst: true), ["2"], 2),
        ] {
            let page = try await WFirmaClient(ScriptedExchange(.answer(body))).documents(query)
            #expect(page.rows.map(\.id.text) == kept)
            #expect(page.unasked == unasked)
            #expect(page.rejected.isEmpty)
        }
    }

    @Test("an invoice's documents are asked for the newest first")
    func ofInvoice() async throws {
        let exchange = ScriptedExchange(.code("NOT FOUND"))
        _ = try await WFirmaClient(exchange).documents(DocumentQuery(types: [.wz], invoice: "77", isNewestFirst: true))
        #expect(
            await exchange.sent.first?.bodyText == #"{"warehouse_documents":{"parameters":{"page":1,"limit":100,"order":{"desc":"id"},"conditions":{"#
                + #""0":{"condition":{"field":"type","operator":"in","value":"WZ"}},"1":{"condition":{"field":"Invoice.id","operator":"eq","value":"77"}}}}}}"#
        )
    }

    @Test("reservations and orders to suppliers are counted and left out")
    func otherKinds() async throws {
        let body = Self.page(Self.row("1", "R"), Self.row("2", "ZD"), Self.row("3", "ZPM"), Self.row("4"))
        let page = try await WFirmaClient(ScriptedExchange(.answer(body))).documents(DocumentQuery())
        #expect(page.rows.map(\.id) == ["4"])
        #expect(page.skipped == 3)
        #expect(page.unasked == 0)
    }

    @Test("a document with one bad line is reported as a whole: half an effect is a wrong one")
    func badLine() async throws {
        let noWarehouse = #"{"id":"3","type":"WZ","date":"2026-11-24","warehouse":{"id":"0"},"warehouse_document_contents":{}}"#
        let noLines = #"{"id":"4","type":"WZ","date":"2026-11-24","warehouse":{"id":"1"}}"#
        let body = Self.page(Self.row("1", count: "three"), Self.row("2"), noWarehouse, noLines)
        let page = try await WFirmaClient(ScriptedExchange(.answer(body))).documents(DocumentQuery())
        #expect(page.rows.map(\.id) == ["2"])
        #expect(page.rejected.map(\.id) == ["1", "3", "4"])
        #expect(page.rejected.map(\.reason) == ["count is no count: three", "no warehouse", "no lines"])
    }

    @Test("in the hour that autumn repeats, the time of recording is not certain and says so")
    func repeatedHour() async throws {
        let body = Self.page(Self.row("1", modified: "2026-10-25 02:30:00"))
        let document = try #require(try await WFirmaClient(ScriptedExchange(.answer(body))).documents(DocumentQuery()).rows.first)
        #expect(document.recordedAt == nil)
        #expect(document.version.modified?.description == "2026-10-25T00:30:00.000Z")
    }

    @Test(
        "one document is got from its own module",
        arguments: [
            (WarehouseDocumentType.pz, "warehouse_document_p_z"), (.pw, "warehouse_document_p_w"), (.wz, "warehouse_document_w_z"),
            (.rw, "warehouse_document_r_w"),
        ])
    func one(_ type: WarehouseDocumentType, _ module: String) async throws {
        let exchange = ScriptedExchange(
            .answer(Self.page(Self.row("9001", type.rawValue))), .code("NOT FOUND"), .answer(Self.page(Self.row("9001", "R"))))
        let client = WFirmaClient(exchange)
        #expect(try await client.document("9001", type)?.name == "\(type.rawValue) 12/2026")
        #expect(await exchange.sent.first?.url == "https://wfirma.test/\(module)/get/9001?inputFormat=json&outputFormat=json&company_id=5")
        #expect(try await client.document("9001", type) == nil)
        await #expect(throws: WFirmaError.unreadable(reason: "document 9001: it is no \(type.rawValue)")) {
            try await client.document("9001", type)
        }
    }
}
