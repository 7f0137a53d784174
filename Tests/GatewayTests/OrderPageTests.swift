import Allegro
import Inventory
import Payload
import Storage
import Testing

@testable import Gateway

@Suite("Pages of orders")
struct OrderPageTests {
    private let window = WarehouseLevel.Window(from: Timestamp(seconds: 1000), to: Timestamp(seconds: 1001))

    private func inputs(_ answer: String, _ question: PolledOrders.Question) throws -> [StockInput] {
        let delivery = PolledOrders(account: "main", question: question, window: window).delivery(Array(answer.utf8), at: window.to)
        let payload = try PayloadValue.json(delivery.body)
        return try PolledOrders(payload).inputs(payload)
    }

    @Test("a delivery carries Allegro's answer byte by byte, with the account and when it was read (R35)")
    func verbatim() throws {
        let answer = #"{ "events" : [ ], "new":1.50 }"#
        let delivery = PolledOrders(account: "main", question: .events, window: window).delivery(Array(answer.utf8), at: window.to)
        #expect(String(decoding: delivery.body, as: UTF8.self).hasSuffix(#","answer":"# + answer + "}"))
        #expect(try PolledOrders(PayloadValue.json(delivery.body)) == PolledOrders(account: "main", question: .events, window: window))
        #expect((delivery.source, delivery.kind, delivery.trust, delivery.key) == ("allegro-poll", .allegro, .polled, nil))
    }

    @Test("a row that cannot be read makes its order be read by itself, the others count")
    func oneBadRow() throws {
        let good = #"{"id":"f1","status":"BOUGHT","updatedAt":"2026-11-24T09:15:00Z","lineItems":[]}"#
        let forms = try inputs(#"{"checkoutForms":[{"id":"f2","status":"BOUGHT","lineItems":[{}]},\#(good)]}"#, .forms)
        #expect(forms.count == 2)
        guard case .orderEvent(let look) = forms[0], case .order(let order, let readAt) = forms[1] else {
            Issue.record("\(forms)")
            return
        }
        #expect(look == OrderSighting(order: "f2", account: "main", lines: [], occurredAt: window.to, isInJournal: true))
        #expect((order.id, readAt) == ("f1", window))
        let fault = #expect(throws: PayloadFault.self) { try inputs(#"{"id":"f2","status":"BOUGHT","lineItems":[{}]}"#, .form) }
        #expect(fault?.pointer == "/answer/lineItems/0/offer")
    }

    @Test("an event of a cancellation reserves nothing, and one without a form is left to the sweep")
    func events() throws {
        func event(_ type: String, form: String) -> String {
            """
            {"id":"1","type":"\(type)","occurredAt":"2026-11-24T09:15:00Z","order":{\(form)"lineItems":[{"id":"l","offer":{"id":"7"},"quantity":2},\
            {"id":"m","offer":{"id":"7"},"quantity":0}]}}
            """
        }
        let form = #""checkoutForm":{"id":"f"},"#
        let read = try inputs(
            #"{"events":[\#(event("BOUGHT", form: form)),\#(event("BUYER_CANCELLED", form: form)),\#(event("BOUGHT", form: ""))]}"#, .events)
        let lines = read.map { input -> [LineItemID]? in
            guard case .orderEvent(let sighting) = input else { return nil }
            return sighting.lines.map(\.id)
        }
        #expect(lines == [["l"], []])
    }

    @Test("a form that is gone says so")
    func gone() throws {
        let read = try inputs(String(decoding: PolledOrders.gone("f"), as: UTF8.self), .gone)
        guard case .orderGone(let order)? = read.first else {
            Issue.record("\(read)")
            return
        }
        #expect(order == "f")
    }

    @Test("a sweep asks on from the last change it saw; a page of one and the same change is passed by its length")
    func cursor() {
        func page(_ count: Int, last: Int64) -> OrderPage { OrderPage(body: [], count: count, totalCount: 500, lastChange: Timestamp(seconds: last)) }
        var cursor = FormCursor(from: Timestamp(seconds: 10), began: Timestamp(seconds: 100))
        cursor.advance(past: page(100, last: 20))
        #expect((cursor.from, cursor.offset) == (Timestamp(seconds: 20), 0))
        cursor.advance(past: page(100, last: 20))
        #expect((cursor.from, cursor.offset) == (Timestamp(seconds: 20), 100))
        cursor.advance(past: page(100, last: 21))
        #expect((cursor.from, cursor.offset) == (Timestamp(seconds: 21), 0))
    }
}
