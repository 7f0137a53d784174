import CurlClient
import OpenSSLCrypto
import Testing
import WFirma

@Suite("wFirma's webhooks")
struct WebhookTests {
    @Test("those that there are are listed, and a key is read where one is told")
    func find() async throws {
        let body = """
            {"webhooks":{"0":{"webhook":{"id":"3","url":"https://hooks.example.pl/a","event":"invoice/add","data_type":"json","webhook_key":"k1"}},
              "1":{"webhook":{"id":"4","url":"https://hooks.example.pl/b","event":"payments/add","data_type":"xml"}},
              "parameters":{"limit":"100","page":"1","total":"2"}},"status":{"code":"OK"}}
            """
        let exchange = ScriptedExchange(.answer(body))
        let page = try await WFirmaClient(exchange).webhooks()
        #expect(await exchange.sent.first?.changes == false)
        #expect(page.isLast && page.rows.map(\.id) == ["3", "4"])
        #expect(page.rows[0].key == Secret("k1") && page.rows[0].event == "invoice/add" && page.rows[1].key == nil)
    }

    @Test("a new one is asked for as JSON, and its request changes something")
    func add() async throws {
        let body =
            #"{"webhooks":{"0":{"webhook":{"id":"5","url":"https://hooks.example.pl/a","event":"invoice/add","webhook_key":"k2"}}},"status":{"code":"OK"}}"#
        let exchange = ScriptedExchange(.answer(body))
        let made = try await WFirmaClient(exchange).addWebhook(url: "https://hooks.example.pl/a", event: "invoice/add")
        #expect(made.id == "5" && made.key == Secret("k2"))
        let sent = try #require(await exchange.sent.first)
        #expect(sent.changes && sent.url.hasPrefix("https://wfirma.test/webhooks/add?"))
        #expect(
            sent.bodyText
                == #"{"webhooks":{"0":{"webhook":{"url":"https://hooks.example.pl/a","event":"invoice/add","data_type":"json"}}}}"#)
    }
}
