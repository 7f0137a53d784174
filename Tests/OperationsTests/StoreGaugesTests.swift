import Inventory
import NIOConcurrencyHelpers
import Operations
import Storage
import Testing

@Suite("what a scrape tells of the store")
struct StoreGaugesTests {
    /// What is told of `store` at `moment` by gauges that are as old as the process.
    private func told(_ gauges: StoreGauges, _ registry: MetricsRegistry) async throws -> [Substring] {
        try await gauges.refresh()
        return registry.text().split(separator: "\n").filter { !$0.hasPrefix("#") }
    }

    @Test("an account whose orders were never known is told from the start of the process; where none are fetched there is nothing to know")
    func journals() async throws {
        try await withDesk { desk in
            let registry = MetricsRegistry()
            let gauges = StoreGauges(store: desk.store, accounts: ["main"], clock: { Desk.now }, factory: registry)
            let name = #"stockgate_order_journal_complete_timestamp_seconds{account="main"}"#
            #expect(try await told(gauges, registry).contains("\(name) NaN"))
            _ = try await desk.store.updateSettings { $0.fetchOrders = true }
            #expect(try await told(gauges, registry).contains("\(name) \(Desk.now.microseconds / 1_000_000)"))
        }
    }

    @Test("oversold pieces are told by cause for this month and the last, 0 where there are none, and a new month begins by itself")
    func oversold() async throws {
        try await withDesk { desk in
            let (registry, now) = (MetricsRegistry(), NIOLockedValueBox(Desk.now))
            try await desk.store.openShop()
            let gauges = StoreGauges(store: desk.store, accounts: [], clock: { now.withLockedValue { $0 } }, factory: registry)
            func pieces(_ cause: String, _ month: String) -> String { #"stockgate_oversold_pieces{cause="\#(cause)",month="\#(month)"}"# }
            let before = try await told(gauges, registry)
            for cause in Oversell.Cause.allCases { #expect(before.contains("\(pieces(cause.rawValue, "2026-11")) 0")) }
            try await desk.store.sellMugs(quantity: 75)
            let after = try await told(gauges, registry)
            #expect(after.contains("\(pieces("ours", "2026-11")) 2"))
            #expect(after.contains("\(pieces("ours", "2026-10")) 0"))
            now.withLockedValue { $0 = $0 + .seconds(20 * 86_400) }
            let later = try await told(gauges, registry)
            #expect(later.contains("\(pieces("ours", "2026-12")) 0") && later.contains("\(pieces("ours", "2026-11")) 2"))
            #expect(!later.contains { $0.contains("2026-10") }, "what is older is told no more")
        }
    }

    @Test("messages that did not arrive are told until they do, and a backup by its time")
    func noticesAndBackups() async throws {
        try await withDesk { desk in
            let (registry, store) = (MetricsRegistry(), desk.store)
            let gauges = StoreGauges(store: store, accounts: [], clock: { Desk.now }, factory: registry)
            try await store.raiseProblem(.brake, subject: "brake", what: Words(en: "", pl: ""), why: Words(en: "", pl: ""), at: Desk.now)
            _ = try await store.composeNotice(channels: ["email", "webhook"], pause: .zero, message: "m", at: Desk.now)
            let name = #"stockgate_notices_undelivered{channel="email"}"#
            #expect(try await told(gauges, registry).contains("\(name) 0"), "it is only on its way")
            let notice = try #require(try await store.noticeDue(at: Desk.now))
            try await store.postpone(notice, until: Desk.now + .seconds(30))
            let failing = try await told(gauges, registry)
            #expect(failing.contains("\(name) 1"))
            #expect(!failing.contains { $0.hasPrefix("stockgate_backup_timestamp_seconds") }, "nobody knows of any")
            try await store.settle(notice, at: Desk.now)
            try await store.noteBackup(at: Desk.now)
            let settled = try await told(gauges, registry)
            #expect(settled.contains("\(name) 0"))
            #expect(settled.contains("stockgate_backup_timestamp_seconds \(Desk.now.microseconds / 1_000_000)"))
        }
    }
}
