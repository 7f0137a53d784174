import Allegro
import Inventory
import Payload
import Testing

@Suite("order events")
struct OrderEventTests {
    private func read(_ text: String) throws(PayloadFault) -> [OrderEvent] { try OrderEvent.events(PayloadValue.json(Array(text.utf8))) }

    private let event =
        #"{"id":"1732443300123456","type":"BOUGHT","occurredAt":"2026-11-24T09:15:00.123Z","order":{"seller":{"id":"1"},"buyer":{"id":"2","login":"kupujący"},"lineItems":[{"id":"62ae358b-8f65-4fc4-9c77-bedf604a2e2b","offer":{"id":"7680","name":"Kubek"},"quantity":2,"price":{"amount":"19.99","currency":"PLN"},"boughtAt":"2026-11-24T09:14:59Z"}],"checkoutForm":{"id":"29738e61-7f6a-11e8-ac45-09db60ede9d6","revision":"r1"}}}"#

    @Test("a list of events and a single event read alike")
    func shapes() throws {
        let expected = OrderEvent(
            id: "1732443300123456", kind: .bought, occurredAt: try #require(Timestamp(rfc3339: "2026-11-24T09:15:00.123Z")),
            order: "29738e61-7f6a-11e8-ac45-09db60ede9d6", revision: "r1",
            lines: [
                .init(id: "62ae358b-8f65-4fc4-9c77-bedf604a2e2b", offer: "7680", quantity: 2, boughtAt: Timestamp(rfc3339: "2026-11-24T09:14:59Z"))
            ])
        #expect(try read(event) == [expected])
        #expect(try read(#"{"events":[\#(event),\#(event)]}"#) == [expected, expected])
        #expect(try read(#"{"events":[]}"#) == [])
    }

    @Test("a kind that Allegro may add one day is taken, and an order need not have a form yet")
    func unknownKind() throws {
        let events = try read(#"{"id":"1","type":"SOMETHING_NEW","occurredAt":"2026-11-24T09:15:00Z","order":{"lineItems":[]}}"#)
        #expect(events.map(\.kind) == [.unknown("SOMETHING_NEW")])
        #expect(events.map(\.order) == [nil])
    }

    @Test(
        "a malformed event names its field",
        arguments: [
            ("[]", ""), ("{}", "/id"), (#"{"events":3}"#, "/events"), (#"{"events":[{"id":"1"}]}"#, "/events/0/type"),
            (#"{"id":"1","type":"BOUGHT","occurredAt":"today","order":{}}"#, "/occurredAt"),
            (#"{"id":"1","type":"BOUGHT","occurredAt":"2026-11-24T09:15:00Z"}"#, "/order"),
            (#"{"id":"1","type":"BOUGHT","occurredAt":"2026-11-24T09:15:00Z","order":{"checkoutForm":{}}}"#, "/order/checkoutForm/id"),
            (
                #"{"id":"1","type":"BOUGHT","occurredAt":"2026-11-24T09:15:00Z","order":{"lineItems":[{"id":"1","offer":{"id":"2"},"quantity":-1}]}}"#,
                "/order/lineItems/0/quantity"
            ),
            (
                #"{"id":"1","type":"BOUGHT","occurredAt":"2026-11-24T09:15:00Z","order":{"lineItems":[{"id":"1","offer":{"id":"2"},"quantity":1000000000000000}]}}"#,
                "/order/lineItems/0/quantity"
            ),
        ])
    func faults(text: String, pointer: String) {
        let fault = #expect(throws: PayloadFault.self) { try read(text) }
        #expect(fault?.pointer == pointer)
    }
}
