import CurlClient
import Inventory
import Payload
import Storage
import Testing

@Suite("switching sync in the admin API (R14, R16, R17)")
struct SyncAPITests {
    private func outcomes(_ answer: ExchangeAnswer) -> [String] {
        answer.payload["results"]?.elements.map { "\($0["offer"]?.text ?? "?") \($0["outcome"]?.text ?? "?") \($0["reason"]?.text ?? "-")" } ?? []
    }

    @Test("many offers in one action: each is answered, the refused ones with the reason, the others are switched")
    func bulk() async throws {
        try await withDesk { desk in
            try await desk.store.openShop()
            for offer in [Store.auction, Store.advertisement, Store.atAllegro, Store.archived, Store.endedByHand] {
                try await desk.store.link(offer, to: OfferLink(components: [.init(product: "501", units: 1)]), at: Desk.now)
            }
            let ids = ["501", "503", "504", "505", "506", "507", "511"].map { "\"7700000\($0)\"" }.joined(separator: ",")
            let on = try await desk.ask("POST", "/offers/sync", #"{"offers":[\#(ids),"1"],"enabled":true}"#)
            #expect(on.status == 200)
            #expect(
                outcomes(on) == [
                    "7700000501 unchanged -", "7700000503 refused auction", "7700000504 refused advertisement",
                    "7700000505 refused fulfilled_by_allegro",
                    "7700000506 refused archived", "7700000507 enabled -", "7700000511 refused unlinked", "1 refused unknown_offer",
                ])
            #expect(try await desk.ask("GET", "/offers?sync=true").items("id") == ["7700000501", "7700000507"])
            let off = try await desk.ask("POST", "/offers/sync", #"{"offers":["7700000501","7700000501","7700000503","1"],"enabled":false}"#)
            #expect(
                outcomes(off) == ["7700000501 disabled -", "7700000501 unchanged -", "7700000503 unchanged -", "1 refused unknown_offer"])
        }
    }

    @Test(
        "without its two settings sync is refused, naming the missing one",
        arguments: [(false, false, "order_fetch_off"), (true, false, "invoicing_off"), (false, true, "order_fetch_off")])
    func settings(fetchOrders: Bool, issueInvoices: Bool, reason: String) async throws {
        try await withDesk { desk in
            try await desk.store.stockShelves()
            try await desk.store.link(Store.mug, to: OfferLink(components: [.init(product: "501", units: 1)]), at: Desk.now)
            _ = try await desk.ask("PATCH", "/settings", #"{"fetch_orders":\#(fetchOrders),"issue_invoices":\#(issueInvoices)}"#)
            let answer = try await desk.ask("POST", "/offers/sync", #"{"offers":["7700000501"],"enabled":true}"#)
            #expect(outcomes(answer) == ["7700000501 refused \(reason)"])
        }
    }

    @Test(
        "a body that does not fit is refused",
        arguments: [
            ("{}", "422 /enabled"), (#"{"enabled":"true","offers":[]}"#, "422 /enabled"), (#"{"enabled":true}"#, "422 /offers"),
            (#"{"enabled":true,"offers":"all"}"#, "422 /offers"), (#"{"enabled":true,"offers":["1",2]}"#, "422 /offers/1"),
            (#"{"enabled":true,"offers":[""]}"#, "422 /offers/0"),
            (#"{"enabled":true,"offers":[\#(Array(repeating: "\"1\"", count: 10_001).joined(separator: ","))]}"#, "422 /offers"),
        ])
    func bodies(body: String, outcome: String) async throws {
        try await withDesk { desk in
            let answer = try await desk.ask("POST", "/offers/sync", body)
            #expect(Desk.problem(answer) == outcome)
        }
    }
}
