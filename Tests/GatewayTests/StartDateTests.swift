import Gateway
import Inventory
import NIOConcurrencyHelpers
import Sandbox
import Storage
import Testing

@Suite("The start date is moved back")
struct StartDateTests {
    @Test("older forms are swept at once and documented; what was seen and left out is documented too, and listed (R18, R37)")
    func movedBack() async throws {
        let shop = try await Shop()
        // Older than any sweep reaches by itself.
        let old = try shop.buyMugs(2)
        shop.time.withLockedValue { $0 = $0 + .seconds(40 * 86_400) }
        let recent = try shop.buyMugs(1)
        shop.time.withLockedValue { $0 = $0 + .seconds(5 * 86_400) }
        let today = shop.now
        _ = try await shop.store.updateSettings { $0.fetchOrders = true }
        try await start(shop, at: CalendarDate(inPoland: today))
        try await shop.synchroniseMug()
        #expect(try await shop.store.orderView(old) == nil)
        #expect(try await shop.store.orderView(recent) != nil)
        try await start(shop, at: CalendarDate(inPoland: today - .seconds(60 * 86_400)))
        try await shop.run(for: .seconds(10))
        #expect(try await shop.store.orderView(old)?.status == .ready)
        let problem = try #require(try await shop.store.problems(kind: .startDateMoved, after: nil, limit: 10).first)
        #expect(problem.why.en.contains(recent.text))
        for order in [old, recent] {
            try await shop.run(until: .accepted, order, within: .seconds(120), every: .milliseconds(500))
            #expect(shop.invoices(of: order).count == 1)
        }
        try await shop.run(for: .seconds(10), every: .milliseconds(500))
        #expect(try await shop.mugs() == [70, 0, 70])
    }

    private func start(_ shop: Shop, at day: CalendarDate?) async throws {
        _ = try await shop.store.changeSettings(disablingSync: false, at: shop.now) { settings in
            settings.accounts["main", default: AccountSettings()].startDate = day
            settings.accounts["main", default: AccountSettings()].documentDelay = .zero
        }
    }
}
