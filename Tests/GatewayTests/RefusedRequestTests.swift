import CurlClient
import Inventory
import NIOConcurrencyHelpers
import Sandbox
import Storage
import Testing

@testable import Gateway

@Suite("Requests that Allegro refuses as a whole")
struct RefusedRequestTests {
    /// Refuses commands whose body holds a text, with a status; counts them.
    private final class RefusingExchange: Exchange {
        private let base: any Exchange
        private let rule = NIOLockedValueBox<(text: String, status: Int)?>(nil)
        private let count = NIOLockedValueBox(0)

        init(_ base: any Exchange) { self.base = base }

        var refused: Int { count.withLockedValue { $0 } }

        func refuse(_ text: String, with status: Int) { rule.withLockedValue { $0 = (text, status) } }
        func leave() { rule.withLockedValue { $0 = nil } }

        func send(_ request: ExchangeRequest) async throws(ExchangeError) -> ExchangeAnswer {
            guard request.method == "PUT", let rule = rule.withLockedValue({ $0 }),
                String(decoding: request.body ?? [], as: UTF8.self).contains(rule.text)
            else { return try await base.send(request) }
            count.withLockedValue { $0 += 1 }
            let body = #"{"errors":[{"code":"REFUSED","message":"no","userMessage":"Nie"}]}"#
            return ExchangeAnswer(status: rule.status, headers: [], body: Array(body.utf8))
        }
    }

    /// Two offers that show the mugs, behind an exchange that can refuse.
    private func shop() async throws -> (shop: Shop, exchange: RefusingExchange) {
        let made = NIOLockedValueBox<RefusingExchange?>(nil)
        let shop = try await Shop { options in
            let exchange = RefusingExchange(options.accounts[0].exchange)
            made.withLockedValue { $0 = exchange }
            options.accounts[0].exchange = exchange
        }
        try await shop.synchroniseMug()
        try await shop.store.link(Shop.set, to: OfferLink(components: [.init(product: Shop.mug, units: 1)]), at: shop.now)
        _ = try await shop.store.switchSync([Shop.set], enabled: true, at: shop.now)
        try await shop.run(for: .seconds(5))
        try #require(shop.shown(Shop.set) == (73, .active))
        return (shop, try #require(made.withLockedValue { $0 }))
    }

    @Test("one offer that Allegro does not take in a batch stops alone; the others are changed (R28)", arguments: [400, 422])
    func oneOfMany(_ status: Int) async throws {
        let (shop, exchange) = try await shop()
        exchange.refuse(Shop.set.text, with: status)
        try await shop.book(.release, 3)
        try await shop.run(for: .seconds(5))
        #expect(shop.shown == (70, .active))
        #expect(exchange.refused == 2, "once in the batch, once alone")
        #expect(try await shop.store.problems(kind: .commandRefused, after: nil, limit: 10).map(\.subject) == [Shop.set.text])
    }

    @Test("an account whose commands Allegro denies is left alone and told once; then everything goes on")
    func denied() async throws {
        let (shop, exchange) = try await shop()
        exchange.refuse("offerCriteria", with: 403)
        try await shop.book(.release, 3)
        try await shop.run(for: .seconds(50), every: .milliseconds(250))
        #expect(exchange.refused == 1)
        #expect(try await shop.store.problems(kind: nil, after: nil, limit: 10).map(\.kind) == [.authorisationExpired])
        exchange.leave()
        try await shop.run(for: .seconds(70), every: .milliseconds(250))
        #expect(shop.shown == (70, .active))
        #expect(shop.shown(Shop.set) == (70, .active))
        #expect(try await shop.store.problems(kind: nil, after: nil, limit: 10).isEmpty)
    }

    @Test("a 429 halts the requests and the changes of a minute, not those of an hour")
    func minuteOnly() {
        let budget = SharedBudget()
        let allowance = Allowance(budget: budget, clientID: "client", account: "main")
        let command = Command(
            id: "62ae358b-8f65-4fc4-9c77-bedf604a2e2b", account: "main", action: .gain(-1), state: .written, writtenAt: Timestamp(seconds: 0),
            dueAt: Timestamp(seconds: 0), offers: [Shop.offer])
        allowance.rejected(.command(command), retryAfter: .seconds(60))
        let halted = budget.use().filter { $0.haltedUntil != nil }.map(\.limit.name)
        #expect(Set(halted) == [.requests, .changesPerMinute])
    }
}
