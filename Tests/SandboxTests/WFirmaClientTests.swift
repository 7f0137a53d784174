import Inventory
import OpenSSLCrypto
import Sandbox
import Testing
import WFirma

@Suite("Our client of wFirma against the sandbox, over TLS and libcurl")
struct WFirmaClientTests {
    @Test("the company answers, and wrong keys are told apart")
    func company() async throws {
        try await SandboxHarness.run { harness in
            let company = try await harness.wfirmaClient().company()
            #expect(company.name == "Kubki sp. z o.o.")
            let error = await #expect(throws: WFirmaError.self) { try await harness.wfirmaClient(accessKey: "guess").company() }
            guard case .authentication = error else { return #expect(error == nil) }
        }
    }

    @Test("stock is read warehouse by warehouse, page by page")
    func goods() async throws {
        try await SandboxHarness.run { harness in
            let client = harness.wfirmaClient()
            let warehouses = try await client.warehouses()
            #expect(warehouses.rows.map(\.id) == ["1", "2"])
            #expect(warehouses.isLast)
            #expect(warehouses.serverDate != nil)
            var total = StockAmount.zero
            for warehouse in warehouses.rows {
                let first = try await client.goods(in: warehouse.id, page: 1, limit: 1)
                let second = try await client.goods(in: warehouse.id, page: 2, limit: 1)
                let beyond = try await client.goods(in: warehouse.id, page: 3, limit: 1)
                #expect(first.rows.map(\.id) == ["501"] && second.rows.map(\.id) == ["502"])
                #expect(!first.isLast && second.isLast && beyond.isLast && beyond.rows.isEmpty)
                #expect(first.isComplete && second.isComplete)
                total += first.rows.reduce(.zero) { $0 + $1.count }
            }
            #expect(total == StockAmount(pieces: 73))
            #expect(try await client.good("501", in: "2")?.count == StockAmount(pieces: 3))
            #expect(try await client.good("999", in: "2") == nil)
        }
    }

    @Test("a document that a person enters is found, got and followed through an edit")
    func documents() async throws {
        try await SandboxHarness.run { harness in
            let client = harness.wfirmaClient()
            let order = "29738e61-7f6a-11e8-ac45-09db60ede9d6"
            let entered = try harness.world.release("501", .init(4), from: "1", order: order).get()
            let page = try await client.documents(DocumentQuery())
            let now = try #require(page.serverDate)
            let found = try #require(page.rows.first { $0.id.text == entered.id })
            #expect(found.kind == .release)
            #expect(found.warehouse == "1")
            #expect(found.lines == [WarehouseDocument.Line(product: "501", count: StockAmount(pieces: 4))])
            #expect(found.externalID == order)
            let recorded = try #require(found.recordedAt)
            // The head's date is made once a second, so it may be that much older.
            #expect(recorded <= now + .seconds(1) && now - recorded < .seconds(60), "its times are Polish times of the server's clock")
            #expect(try await client.document(found.id, .wz) == found)
            #expect(try await client.document("123456", .wz) == nil)

            #expect(try await client.documents(DocumentQuery(types: [.pz])).rows.isEmpty)
            #expect(try await client.documents(DocumentQuery(since: .date(now))).rows.contains(found))
            #expect(try await client.documents(DocumentQuery(since: .date(now + .seconds(86_400 * 2)))).rows.isEmpty)
            let dropped = try await client.documents(DocumentQuery(types: [.wz], invoice: "77", isNewestFirst: true))
            #expect(dropped.rows.isEmpty && dropped.unasked == 1, "a filter that wFirma drops shows")

            _ = try harness.world.wfirma { wfirma, moment in
                wfirma.edit(entered.id, [.init(good: "501", count: .init(2))], at: moment)
            }.get()
            #expect(try await client.document(found.id, .wz)?.lines.first?.count == StockAmount(pieces: 2))
        }
    }

    @Test("trouble of wFirma's is worth another try")
    func trouble() async throws {
        try await SandboxHarness.run { harness in
            harness.world.setFault(.outOfService, on: .wfirma)
            let error = await #expect(throws: WFirmaError.self) { try await harness.wfirmaClient().company() }
            #expect(error?.isWorthRetrying == true)
        }
    }
}

extension SandboxHarness {
    func wfirmaClient(accessKey: String = "sandbox-access") -> WFirmaClient {
        WFirmaClient(
            exchange: client,
            endpoint: WFirmaEndpoint(
                apiURL: addresses.wfirma, companyID: "1", accessKey: Secret(accessKey), secretKey: Secret("sandbox-secret"),
                appKey: Secret("sandbox-app")))
    }
}
