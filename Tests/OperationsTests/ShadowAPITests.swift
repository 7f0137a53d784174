import CurlClient
import Inventory
import Payload
import Storage
import Testing

@Suite("The time in another program's shadow, in the admin API")
struct ShadowAPITests {
    @Test("tells the mode, and each difference with both numbers and its reason; what it cannot go by is refused (R32)")
    func differences() async throws {
        try await withDesk { desk in
            #expect(try await desk.ask("GET", "/shadow", scope: .read).payload["mode"] == "live")
            try await desk.store.openShop()
            _ = try await desk.store.updateSettings { ($0.fetchOrders, $0.issueInvoices) = (true, true) }
            _ = try await desk.store.switchSync([Store.mug], enabled: true, at: Desk.now)
            try await desk.store.enterShadow(at: Desk.now)
            _ = try await desk.store.compareShadow(brake: Brake.Rules(), limit: 10, at: Desk.now)
            let answer = try await desk.ask("GET", "/shadow?days=366&within=0", scope: .read)
            #expect(answer.status == 200)
            #expect(answer.payload["mode"] == "shadow")
            #expect(answer.payload["since"]?.text == Desk.now.description)
            for path in ["/shadow?days=0", "/shadow?within=x", "/shadow?day=1"] { #expect(try await desk.ask("GET", path).status == 400) }
        }
    }
}
