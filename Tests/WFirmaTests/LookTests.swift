import Inventory
import Payload
import Testing
import WFirma

@Suite("stock notices and wFirma's own webhooks")
struct LookTests {
    @Test("a stock notice sets a level where it names warehouse and count, and otherwise only points at the good")
    func stockNotice() throws {
        let full = try notice(
            json:
                #"{"event":"good.count_changed","good":{"id":"501","code":"KUB-1","count":"-73.5","modified":"2026-11-24 10:15:00"},"warehouse":{"id":"1"}}"#
        )
        #expect(
            full
                == .stock(
                    StockNotice(
                        product: "501", code: "KUB-1", count: StockAmount("-73.5"), warehouse: "1",
                        modified: Timestamp(rfc3339: "2026-11-24T09:15:00Z"))))
        #expect(try notice(json: #"{"event":"good.count_changed","good":{"id":501}}"#) == .stock(StockNotice(product: "501")))
    }

    @Test(
        "a malformed stock notice names its field",
        arguments: [
            (#"{"event":"good.count_changed"}"#, "/good"), (#"{"event":"good.count_changed","good":{}}"#, "/good/id"),
            (#"{"event":"good.count_changed","good":{"id":"1","count":"x"}}"#, "/good/count"),
            (#"{"event":"good.count_changed","good":{"id":"1","modified":"x"}}"#, "/good/modified"),
            (#"{"event":"good.count_changed","good":{"id":"1"},"warehouse":{}}"#, "/warehouse/id"),
        ])
    func malformedStock(text: String, pointer: String) {
        let fault = #expect(throws: PayloadFault.self) { try notice(json: text) }
        #expect(fault?.pointer == pointer)
    }

    @Test(
        "wFirma's envelope says where to look",
        arguments: [
            (
                #"{"invoices":{"0":{"invoice":{"id":"71"}},"parameters":{}},"status":{"code":"OK"},"metainfo":{"company_id":"5","object_id":"71","object_name":"invoice","webhook_event":"invoice/add"}}"#,
                .invoice("71")
            ),
            (#"{"invoices":{"0":{"invoice":{"id":"71"}}},"metainfo":{"object_name":"invoice","webhook_event":"invoice/edit"}}"#, .invoice("71")),
            (
                #"{"warehouse_goods":{"0":{"warehouse_good":{"id":"12","count":"4","good":{"id":"501"}}}},"metainfo":{"object_id":"12","object_name":"warehouse_good","webhook_event":"warehouse_good/change_state"}}"#,
                .good("501")
            ),
            (#"{"metainfo":{"object_id":"12","object_name":"warehouse_good","webhook_event":"warehouse_good/change_state"}}"#, .anyGood),
            (
                #"{"warehouse_goods":{"0":{"warehouse_good":{"good":{"id":"1"}}},"1":{"warehouse_good":{"good":{"id":"2"}}}},"metainfo":{"webhook_event":"warehouse_good/change_state"}}"#,
                .anyGood
            ),
            (#"{"metainfo":{"object_id":"501","object_name":"good","webhook_event":"good/add"}}"#, .good("501")),
            (#"{"metainfo":{"object_id":"3","object_name":"contractor","webhook_event":"contractors/add"}}"#, .other("contractors/add")),
        ] as [(String, Look)])
    func envelope(text: String, look: Look) throws {
        #expect(try notice(json: text) == .look(look))
    }

    @Test(
        "wFirma's flat shape says where to look, and a bare key is only a try",
        arguments: [
            (#"{"webhook_key":"k","event_type":"Faktury.Dodanie","object_id":"71"}"#, .invoice("71")),
            (#"{"webhook_key":"k","event_type":"invoice/add","object_id":71}"#, .invoice("71")),
            (#"{"webhook_key":"k","event_type":"Magazyn.Zmiana stanu","object_id":"9"}"#, .anyGood),
            (#"{"webhook_key":"k","event_type":"Kontrahenci.Dodanie","object_id":"9"}"#, .other("Kontrahenci.Dodanie")),
            (#"{"webhook_key":"k","event_type":"Faktury.Dodanie"}"#, .other("Faktury.Dodanie")), (#"{"webhook_key":"k"}"#, .other("")),
        ] as [(String, Look)])
    func flat(text: String, look: Look) throws {
        #expect(try notice(json: text) == .look(look))
    }

    @Test("both shapes are read from XML")
    func xml() throws {
        #expect(
            try notice(
                xml:
                    "<api><warehouse_goods><warehouse_good><id>12</id><good><id>501</id></good></warehouse_good><parameters><page>1</page></parameters></warehouse_goods><metainfo><object_name>warehouse_good</object_name></metainfo></api>"
            ) == .look(.good("501")))
        #expect(
            try notice(xml: "<webhook><webhook_key>k</webhook_key><event_type>Faktury.Dodanie</event_type><object_id>71</object_id></webhook>")
                == .look(.invoice("71")))
    }
}
