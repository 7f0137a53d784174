import Allegro
import CurlClient
import Inventory
import OpenSSLCrypto
import Testing

@Suite("Fetching orders and attaching invoices")
struct OrderClientTests {
    private let id = OrderID("29738e61-7f6a-11e8-ac45-09db60ede9d6")

    @Test("a page of the journal is asked for after an event, and kept as it came")
    func journal() async throws {
        let body = #"{"events":[{"id":"11","type":"BOUGHT"},{"id":"12","type":"FILLED_IN"}]}"#
        let exchange = ScriptedExchange(.answer(200, body), .answer(200, #"{"events":[]}"#))
        let page = try await AllegroClient(exchange).orderEvents(after: "10", token: accessToken).value
        #expect(page == OrderEventPage(body: Array(body.utf8), count: 2, lastEvent: "12"))
        #expect(try await AllegroClient(exchange).orderEvents(after: nil, limit: 5, token: accessToken).value.lastEvent == nil)
        #expect(await exchange.sent.map(\.url) == ["https://api.test/order/events?limit=1000&from=10", "https://api.test/order/events?limit=5"])
    }

    @Test(
        "the newest event, or none while nothing was ever bought",
        arguments: [(#"{"latestEvent":{"id":"12"}}"#, "12"), (#"{"latestEvent":null}"#, nil), ("{}", nil)])
    func newest(body: String, id: String?) async throws {
        let exchange = ScriptedExchange(.answer(200, body))
        #expect(try await AllegroClient(exchange).latestOrderEvent(token: accessToken).value == id)
    }

    @Test("a page of forms is asked for by their last change")
    func forms() async throws {
        let body =
            #"{"checkoutForms":[{"id":"a","updatedAt":"2026-11-24T09:15:00Z"},{"id":"b","updatedAt":"2026-11-24T09:16:00.250Z"}],"count":2,"totalCount":7}"#
        let exchange = ScriptedExchange(.answer(200, body))
        let moment = try #require(Timestamp(rfc3339: "2026-11-24T08:00:00Z"))
        let page = try await AllegroClient(exchange).orders(changedFrom: moment, offset: 100, token: accessToken).value
        #expect(
            page == OrderPage(body: Array(body.utf8), count: 2, totalCount: 7, lastChange: Timestamp(rfc3339: "2026-11-24T09:16:00.250Z")))
        #expect(
            await exchange.sent.map(\.url) == [
                "https://api.test/order/checkout-forms?updatedAt.gte=2026-11-24T08%3A00%3A00.000Z&sort=updatedAt&offset=100&limit=100"
            ])
    }

    @Test("a page without its list, and an answer with another form, are unreadable and not empty")
    func unreadable() async throws {
        let client = AllegroClient(ScriptedExchange(.answer(200, "{}"), .answer(200, "{}"), .answer(200, #"{"id":"b"}"#)))
        await #expect(throws: AllegroError.unreadable(reason: "no list events", traceID: "trace-1")) {
            try await client.orderEvents(after: nil, token: accessToken)
        }
        await #expect(throws: AllegroError.unreadable(reason: "no list checkoutForms", traceID: "trace-1")) {
            try await client.orders(changedFrom: Timestamp(seconds: 0), token: accessToken)
        }
        await #expect(throws: AllegroError.unreadable(reason: "another form", traceID: "trace-1")) { try await client.order(id, token: accessToken) }
    }

    @Test("one form is kept as it came; one that is gone is not found")
    func form() async throws {
        let exchange = ScriptedExchange(
            .answer(200, #"{"id":"29738e61-7f6a-11e8-ac45-09db60ede9d6", "status":"BOUGHT"}"#), .answer(404, #"{"errors":[]}"#))
        #expect(
            try await AllegroClient(exchange).order(id, token: accessToken).value
                == Array(#"{"id":"29738e61-7f6a-11e8-ac45-09db60ede9d6", "status":"BOUGHT"}"#.utf8))
        await #expect(throws: AllegroError.notFound(faults: [], traceID: "trace-1")) {
            try await AllegroClient(exchange).order(id, token: accessToken)
        }
        #expect(await exchange.sent.first?.url == "https://api.test/order/checkout-forms/29738e61-7f6a-11e8-ac45-09db60ede9d6")
    }

    @Test("an order's invoices tell how far their files are (R34)")
    func invoices() async throws {
        let body = """
            {"orderMode":"REGULAR","hasExternalInvoices":true,"links":[],"invoices":[
              {"id":"i1","invoiceNumber":"FV 1/2026","createdAt":"2026-11-24T09:00:00Z","file":{"name":"FV_1.pdf","uploadedAt":"2026-11-24T09:15:00Z",
               "securityVerification":{"status":"ACCEPTED"}}},
              {"id":"i2","file":{"name":"FV_2.pdf","uploadedAt":null,"securityVerification":null}},{"id":"i3","file":{"securityVerification":{"status":"HELD"}}}]}
            """
        let found = try await AllegroClient(ScriptedExchange(.answer(200, body))).invoices(of: id, token: accessToken).value
        #expect(found.hasExternalInvoices)
        #expect(
            found.invoices == [
                OrderInvoice(
                    id: "i1", number: "FV 1/2026", fileName: "FV_1.pdf", uploadedAt: Timestamp(rfc3339: "2026-11-24T09:15:00Z"),
                    securityVerification: .accepted), OrderInvoice(id: "i2", fileName: "FV_2.pdf"),
                OrderInvoice(id: "i3", securityVerification: .unknown("HELD")),
            ])
    }

    @Test("an invoice is declared with its number, then its PDF uploaded as it is (R34)")
    func upload() async throws {
        let exchange = ScriptedExchange(.answer(201, #"{"id":"i1"}"#), .answer(200))
        let client = AllegroClient(exchange)
        #expect(try await client.declareInvoice(on: id, fileName: "FV_1.pdf", number: "FV 1/2026", token: accessToken).value == "i1")
        let pdf: [UInt8] = [0x25, 0x50, 0x44, 0x46, 0x00, 0xFF]
        _ = try await client.uploadInvoice(on: id, invoice: "i1", pdf: pdf, token: accessToken)
        let sent = await exchange.sent
        #expect(sent.map(\.method) == ["POST", "PUT"])
        #expect(
            sent.map(\.url) == [
                "https://api.test/order/checkout-forms/\(id)/invoices", "https://api.test/order/checkout-forms/\(id)/invoices/i1/file",
            ])
        #expect(sent[0].bodyText == #"{"file":{"name":"FV_1.pdf"},"invoiceNumber":"FV 1/2026"}"#)
        #expect(sent.map { $0.header("Content-Type") } == ["application/vnd.allegro.public.v1+json", "application/pdf"])
        #expect(sent[1].body == pdf)
        #expect(sent[1].header("Accept") == "application/vnd.allegro.public.v1+json")
        #expect(sent.map { $0.header("Accept-Language") } == ["en-US", "en-US"])
    }
}
