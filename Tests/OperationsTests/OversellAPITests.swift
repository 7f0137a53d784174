import CurlClient
import Inventory
import Payload
import Storage
import Testing

@Suite("what was oversold, in the admin API")
struct OversellAPITests {
    @Test("a month tells its oversold pieces by cause and each with its order; a month is one of Polish days (R47)")
    func month() async throws {
        try await withDesk { desk in
            try await desk.store.openShop()
            let line = OrderLine(id: "l-1", offer: Store.mug, quantity: 75, boughtAt: Desk.now)
            let sale = OrderSighting(order: "o-1", account: "main", lines: [line], occurredAt: Desk.now)
            let delivery = UnderstoodDelivery(id: "none", sequence: 0, receivedAt: Desk.now, meaning: .success([.orderEvent(sale)]))
            #expect(try await desk.store.apply([delivery], rules: LedgerRules(), at: Desk.now).oversold.values.reduce(0, +) == 2)
            let answer = try await desk.ask("GET", "/oversold", scope: .read).payload
            #expect(answer["month"] == "2026-11")
            #expect(answer["pieces"] == 2)
            #expect(answer["causes"]?.elements.compactMap { $0["pieces"]?.integer }.reduce(0, +) == 2)
            #expect(answer["items"]?.elements.map { $0["order"] } == ["o-1"])
            #expect(answer["items"]?.elements.map { $0["pieces"] } == [2])
            #expect(try await desk.ask("GET", "/oversold?month=2026-10").payload["pieces"] == 0)
            #expect(try await desk.ask("GET", "/oversold?month=2026-13").status == 400)
        }
    }
}
