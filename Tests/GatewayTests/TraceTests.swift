import Gateway
import Inventory
import Sandbox
import Storage
import Testing

@Suite("A trace that a sender began")
struct TraceTests {
    static let trace = "4bf92f3577b34da6a3ce929d0e0e4736"

    @Test("goes on to Allegro with the command that follows, with the question what became of it, and with the look at the offer afterwards")
    func follows() async throws {
        let (shop, allegro, _) = try await Shop.watched()
        try await shop.synchroniseMug()
        #expect(allegro.values(of: "traceparent", in: "").isEmpty, "nobody traces anything yet")
        try await shop.deliver(
            """
            {"event":"warehouse_document.added","warehouse_document":{"id":"9001","type":"WZ","fullnumber":"WZ 9001","version":1,\
            "warehouse":{"id":"1"},"warehouse_document_contents":[{"good":{"id":"501"},"count":"2.0000"}]}}
            """, headers: ["traceparent": "00-\(Self.trace)-00f067aa0ba902b7-01"])
        try await shop.run(for: .seconds(10))
        let command = try #require(allegro.values(of: "traceparent", in: "offer-quantity-change-commands").first)
        #expect(command.hasPrefix("00-\(Self.trace)-") && !command.contains("00f067aa0ba902b7"), "its parent is a step of ours")
        for part in ["/tasks?", "/sale/offers?"] {
            let told = allegro.values(of: "traceparent", in: part)
            #expect(!told.isEmpty && told.allSatisfy { $0 == command }, "\(part): \(told)")
        }
    }

    @Test("goes on to Allegro with the document of the order that it told of")
    func followsToDocuments() async throws {
        let (shop, allegro, _) = try await Shop.watched()
        try await shop.documentAtOnce()
        let order = try #require(shop.world.buy(Shop.offer.text, quantity: 1))
        let lines = order.lines.map { #"{"id":"\#($0.id)","offer":{"id":"\#($0.offer)"},"quantity":\#($0.quantity)}"# }.joined(separator: ",")
        try await shop.deliver(
            """
            {"id":"1795500100000001","type":"BOUGHT","occurredAt":"2026-11-24T09:15:00Z","order":{"seller":{"id":"1"},"buyer":{"id":"2"},\
            "lineItems":[\(lines)],"checkoutForm":{"id":"\(order.id)","revision":"1"}}}
            """, source: Shop.relay, kind: .allegro, headers: ["traceparent": "00-\(Self.trace)-00f067aa0ba902b7-01"])
        try await shop.run(until: .accepted, OrderID(order.id))
        let told = allegro.values(of: "traceparent", in: "/invoices")
        #expect(told.count > 2 && told.allSatisfy { $0.hasPrefix("00-\(Self.trace)-") && !$0.contains("00f067aa0ba902b7") }, "\(told)")
    }
}
