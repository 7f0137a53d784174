import Inventory
import Payload
import Storage
import Testing

@testable import Gateway

@Suite("What if: bodies of webhooks that have not come")
struct SupposedDeliveryTests {
    private static let release = """
        {"event":"warehouse_document.added","warehouse_document":{"id":"9901","type":"WZ","fullnumber":"WZ 9901","version":1,\
        "warehouse":{"id":"1"},"warehouse_document_contents":[{"good":{"id":"501"},"count":"3.0000"}]}}
        """
    private static let sale = """
        {"id":"e-1","type":"BOUGHT","occurredAt":"2026-11-24T10:15:00Z","order":{"checkoutForm":{"id":"f-1","revision":"1"},\
        "lineItems":[{"id":"l-1","offer":{"id":"7700000501"},"quantity":2,"boughtAt":"2026-11-24T10:15:00Z"}]}}
        """
    private let reader = SupposedDeliveries(account: "main")

    @Test("the plan with them is what the gateway writes once they have come (R32)")
    func sameAsReal() async throws {
        let shop = try await Shop()
        try await shop.synchroniseMug()
        let bodies = try PayloadValue.json(Array("[\(Self.release),\(Self.sale)]".utf8))
        let whatIf = WhatIf(deliveries: try reader.read(bodies, at: shop.now))
        let forecast = try await shop.store.forecast(whatIf, terms: ForecastTerms(), at: shop.now)
        #expect(!forecast.steps.isEmpty)
        #expect(try await shop.store.plans(for: nil, at: shop.now).allSatisfy { $0.plan.action == .keep })
        try await shop.deliver(Self.release)
        try await shop.deliver(Self.sale, source: Shop.relay, kind: .allegro)
        _ = await shop.gateway.applier.step(at: shop.now)
        let written = try await shop.store.planDirtyOffers(limit: 100, at: shop.now) { "62ae358b-8f65-4fc4-9c77-bedf604a2e2b" }.commands
        #expect(written.map(\.action) == forecast.steps.map(\.action))
        #expect(written.map(\.offers) == forecast.steps.map(\.offers))
    }

    @Test("a body that cannot be read, or only says where to look, is told by its place")
    func refused() throws {
        for (body, pointer) in [
            (#"[{"event":"good.count_changed","good":{"id":"501"}}]"#, "/0"),
            (#"[\#(Self.release),{"event":"warehouse_document.added","warehouse_document":{"id":"1"}}]"#, "/1/warehouse_document/type"),
            (#"{"events":[]}"#, "/0"),
        ] {
            let reason = #expect(throws: DeadReason.self) { try reader.read(try PayloadValue.json(Array(body.utf8)), at: Timestamp(seconds: 0)) }
            #expect(reason?.pointer == pointer)
        }
    }
}
