import Inventory
import Testing

@testable import Storage

@Suite("Tokens and settings")
struct KeepingTests {
    let directory: TestDirectory
    let store: Store

    init() throws {
        directory = try TestDirectory()
        store = try directory.openQuickly()
    }

    @Test("a token says who its bearer is until it is revoked")
    func tokens() async throws {
        let token = try await store.createToken(name: "grafana", scope: .read, at: morning)
        #expect(token.hasPrefix("sgt_"))
        #expect(token.utf8.count == 68)
        #expect(try await store.authenticate(token: token, at: morning) == TokenGrant(name: "grafana", scope: .read))
        #expect(try await store.authenticate(token: token + "0", at: morning) == nil)
        #expect(try await store.authenticate(token: "", at: morning) == nil)
        try await store.revokeToken(name: "grafana", at: morning)
        #expect(try await store.authenticate(token: token, at: morning) == nil)
        await #expect(throws: StorageError.unknownToken("grafana")) { try await store.revokeToken(name: "grafana", at: morning) }
    }

    @Test("a token's name is in use once")
    func tokenNames() async throws {
        let first = try await store.createToken(name: "ops", scope: .admin, at: morning)
        await #expect(throws: StorageError.tokenNameTaken("ops")) { try await store.createToken(name: "ops", scope: .read, at: morning) }
        try await store.revokeToken(name: "ops", at: morning)
        let second = try await store.createToken(name: "ops", scope: .operate, at: morning)
        #expect(first != second)
        #expect(try await store.tokens().map(\.grant.scope) == [.admin, .operate])
    }

    @Test("a token's last use is kept, once a minute")
    func lastUse() async throws {
        let token = try await store.createToken(name: "ops", scope: .admin, at: morning)
        for seconds: Int64 in [1, 59, 60, 61, 200] {
            _ = try await store.authenticate(token: token, at: morning + .seconds(seconds))
            let used = try await store.tokens().first?.lastUsedAt
            #expect(used == morning + .seconds(seconds < 61 ? 1 : seconds < 200 ? 61 : 200))
        }
    }

    @Test("a scope includes those before it")
    func scopes() {
        #expect(TokenScope.allCases == TokenScope.allCases.sorted())
    }

    @Test("everything is off at first")
    func defaults() async throws {
        #expect(try await store.settings() == Settings())
        #expect(!Settings().fetchOrders && !Settings().issueInvoices && !Settings().frozen)
    }

    @Test("settings are kept as they were set")
    func settings() async throws {
        let changed = try await store.updateSettings { settings in
            settings.fetchOrders = true
            settings.frozen = true
            var main = AccountSettings()
            main.startDate = CalendarDate("2026-11-01")
            main.document = .receiptOrInvoice
            main.documentDelay = .milliseconds(1500)
            main.documentStatus = .readyForShipment
            settings.accounts = ["main": main, "second": AccountSettings()]
        }
        #expect(try await store.settings() == changed)
        #expect(changed.accounts["main"]?.startDate?.description == "2026-11-01")
        try await store.updateSettings { $0.accounts["second"] = nil }
        #expect(try await store.settings().accounts.keys.map(\.text) == ["main"])
    }

    @Test("a change that is refused half way changes nothing")
    func refusedChange() async throws {
        await #expect(throws: InboxFault.busy) {
            try await store.updateSettings { settings in
                settings.frozen = true
                throw InboxFault.busy
            }
        }
        #expect(try await store.settings() == Settings())
    }

    @Test(
        "a calendar date is a day that there is",
        arguments: [
            ("2026-11-01", true), ("2024-02-29", true), ("2026-02-29", false), ("2100-02-29", false), ("2026-13-01", false), ("2026-00-10", false),
            ("2026-1-01", false), ("2026-11-31", false), ("2026-11-01T", false), ("+026-11-01", false), ("", false), ("٢٠٢٦-11-01", false),
        ])
    func calendarDates(text: String, isDate: Bool) {
        #expect(CalendarDate(text).map(\.description) == (isDate ? text : nil))
    }
}
