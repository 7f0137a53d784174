import CurlClient
import Inventory
import Testing
import WFirma

@Suite("Reading goods")
struct GoodsTests {
    private static let kub1 = """
        {"id":"501","name":"Kubek","code":"KUB-1","ean":"5901234123457","unit":"szt.","type":"good","count":"70.0000","reserved":"2.0000",
         "warehouse_type":"extended","created":"2026-01-05 08:00:00","modified":"2026-11-24 10:14:59","netto":"40.64","visibility":"1"}
        """

    @Test("a page of goods is asked for by warehouse and read, with wFirma's clock")
    func goodsPage() async throws {
        let body = """
            {"goods":{"0":{"good":\(Self.kub1)},
              "1":{"good":{"id":502,"name":"Deska","code":"","type":"good","count":2.5,"modified":"0000-00-00 00:00:00"}},
              "2":{"good":{"id":"503","name":"Grawer","type":"service"}},
              "parameters":{"limit":"3","page":"2","total":"9"}},"status":{"code":"OK"}}
            """
        let exchange = ScriptedExchange(.answer(body))
        let page = try await WFirmaClient(exchange).goods(in: "11", page: 2, limit: 3)

        let sent = try #require(await exchange.sent.first)
        #expect(sent.method == "POST")
        #expect(sent.url == "https://wfirma.test/goods/find?inputFormat=json&outputFormat=json&company_id=5&warehouse_id=11")
        #expect(sent.bodyText == #"{"goods":{"parameters":{"page":2,"limit":3,"order":{"asc":"id"}}}}"#)
        #expect(sent.header("accessKey") == "access-key")
        #expect(sent.header("secretKey") == "secret-key")
        #expect(sent.header("appKey") == "app-key")

        #expect(page.number == 2)
        #expect(page.total == 9)
        #expect(!page.isLast)
        #expect(page.isComplete)
        #expect(page.rejected.isEmpty)
        #expect(page.serverDate?.description == "2026-11-24T09:15:00.000Z")
        try #require(page.rows.count == 3)
        let mug = page.rows[0]
        #expect(mug.id == "501")
        #expect(mug.warehouse == "11")
        #expect(mug.code == "KUB-1")
        #expect(mug.ean == "5901234123457")
        #expect(mug.unit == "szt.")
        #expect(mug.kind == .good)
        #expect(mug.count == StockAmount(pieces: 70))
        #expect(mug.reserved == StockAmount(pieces: 2))
        #expect(mug.modified?.description == "2026-11-24T09:14:59.000Z")
        #expect(mug.warehouseType == "extended")
        #expect(page.rows[1].id == "502")
        #expect(page.rows[1].count == StockAmount("2.5"))
        #expect(page.rows[1].code == nil)
        #expect(page.rows[1].modified == nil)
        #expect(page.rows[2].kind == .service)
        #expect(page.rows[2].count == .zero)
    }

    @Test(
        "the outer branch, an array in the place of numbered keys and bare rows change nothing",
        arguments: [
            #"{"api":{"goods":{"0":{"good":ROW}},"status":{"code":"OK"}}}"#, #"{"goods":[{"good":ROW}],"status":{"code":"OK"}}"#,
            #"{"goods":{"0":ROW},"status":{"code":"OK"},"unheard_of":{"a":1}}"#,
        ])
    func shapes(_ shape: String) async throws {
        let parts = shape.split(separator: "ROW", omittingEmptySubsequences: false)
        let page = try await WFirmaClient(ScriptedExchange(.answer(parts.joined(separator: Self.kub1)))).goods(in: "11")
        #expect(page.rows.map(\.id) == ["501"])
        #expect(page.isLast)
    }

    @Test("a faulty row is reported and the others stand")
    func faultyRows() async throws {
        let body = """
            {"goods":{"0":{"good":{"id":"1","type":"good","count":"many"}},"1":{"good":{"type":"good","count":"1"}},
              "2":{"good":\(Self.kub1)},"3":{"good":\(Self.kub1)},"4":{"good":{"id":"5","type":"good","count":""}}},"status":{"code":"OK"}}
            """
        let page = try await WFirmaClient(ScriptedExchange(.answer(body))).goods(in: "11")
        #expect(page.rows.map(\.id) == ["501"])
        #expect(page.rejected.map(\.id) == ["1", nil, "501", "5"])
        #expect(page.rejected.map(\.reason) == ["count is no count: many", "no id", "the same id twice on a page", "no count"])
    }

    @Test(
        "a page tells whether it is the last and whether it is whole",
        arguments: [
            // rows, page, parameters, last, whole
            (2, 1, #"{"page":1,"limit":2,"total":5}"#, false, true), (1, 3, #"{"page":3,"limit":2,"total":5}"#, true, true),
            (1, 1, #"{"page":1,"limit":2,"total":5}"#, false, false), (0, 1, #"{"page":1,"limit":2,"total":5}"#, false, false),
            (2, 1, #"{"page":"1","limit":"1","total":"2"}"#, false, true), (2, 1, "{}", false, true), (1, 1, "{}", true, true),
            (0, 1, #"{"page":1,"limit":2,"total":0}"#, true, true),
        ])
    func pages(_ rows: Int, _ number: Int, _ parameters: String, _ isLast: Bool, _ isComplete: Bool) async throws {
        let listed = (0..<rows).map { #""\#($0)":{"good":{"id":"\#($0 + 1)","type":"good","count":"1"}},"# }.joined()
        let body = #"{"goods":{\#(listed)"parameters":\#(parameters)},"status":{"code":"OK"}}"#
        let page = try await WFirmaClient(ScriptedExchange(.answer(body))).goods(in: "11", page: number, limit: 2)
        #expect(page.rows.count == rows)
        #expect(page.isLast == isLast)
        #expect(page.isComplete == isComplete)
    }

    @Test("a page past the end is an empty last page")
    func pastTheEnd() async throws {
        let page = try await WFirmaClient(ScriptedExchange(.code("NOT FOUND"))).goods(in: "11", page: 9)
        #expect(page.rows.isEmpty)
        #expect(page.isLast)
        #expect(page.serverDate != nil)
    }

    @Test(
        "an answer that is no page of goods is unreadable, never an empty page",
        arguments: [
            "", "<api/>", #"{"status":{"code":"OK"}}"#, #"{"goods":{"0":{"good":{}}}}"#, #"{"goods":"no","status":{"code":"OK"}}"#,
            #"{"goods":{"parameters":{"page":1,"limit":100,"total":300}},"status":{"code":"OK"}}"#,
        ])
    func unreadable(_ body: String) async throws {
        let error = await #expect(throws: WFirmaError.self) {
            try await WFirmaClient(ScriptedExchange(.answer(body))).goods(in: "11", page: 2)
        }
        guard case .unreadable = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(error?.isWorthRetrying == true)
    }

    @Test("one good is read in one warehouse; only NOT FOUND means that there is none")
    func oneGood() async throws {
        let found = #"{"goods":{"0":{"good":\#(Self.kub1)}},"status":{"code":"OK"}}"#
        let exchange = ScriptedExchange(
            .answer(found), .code("NOT FOUND"), .answer(#"{"goods":{},"status":{"code":"OK"}}"#), .answer(found),
            .answer(#"{"goods":{"0":{"good":{"id":"501","type":"good"}}},"status":{"code":"OK"}}"#))
        let client = WFirmaClient(exchange)
        #expect(try await client.good("501", in: "11")?.count == StockAmount(pieces: 70))
        #expect(await exchange.sent.first?.url == "https://wfirma.test/goods/get/501?inputFormat=json&outputFormat=json&company_id=5&warehouse_id=11")
        #expect(try await client.good("501", in: "11") == nil)
        await #expect(throws: WFirmaError.unreadable(reason: "good without id came, 501 was asked")) { try await client.good("501", in: "11") }
        await #expect(throws: WFirmaError.unreadable(reason: "good 501 came, 777 was asked")) { try await client.good("777", in: "11") }
        await #expect(throws: WFirmaError.unreadable(reason: "good 501: no count")) { try await client.good("501", in: "11") }
    }

    @Test("warehouses are listed by id")
    func warehouses() async throws {
        let body = """
            {"warehouses":{"0":{"warehouse":{"id":"11","name":"Główny"}},"1":{"warehouse":{"id":"12","name":"Sklep"}},
              "parameters":{"limit":"100","page":"1","total":"2"}},"status":{"code":"OK"}}
            """
        let exchange = ScriptedExchange(.answer(body))
        let page = try await WFirmaClient(exchange).warehouses()
        #expect(page.rows.map(\.id) == ["11", "12"])
        #expect(page.rows.map(\.name) == ["Główny", "Sklep"])
        #expect(page.isLast)
        #expect(await exchange.sent.first?.url == "https://wfirma.test/warehouses/find?inputFormat=json&outputFormat=json&company_id=5")
    }

    @Test("the company is checked to be the one asked for")
    func company() async throws {
        func body(_ id: String) -> String {
            #"{"companies":{"0":{"company":{"id":"\#(id)","name":"Kubki sp. z o.o.","vat_payer":"1"}}},"status":{"code":"OK"}}"#
        }
        let client = WFirmaClient(ScriptedExchange(.answer(body("5")), .answer(body("6")), .code("NOT FOUND")))
        let company = try await client.company()
        #expect(company.name == "Kubki sp. z o.o.")
        #expect(company.isVATPayer)
        await #expect(throws: WFirmaError.wrongCompany(asked: "5", answered: "6")) { try await client.company() }
        await #expect(throws: WFirmaError.unreadable(reason: "no company 5")) { try await client.company() }
    }
}
