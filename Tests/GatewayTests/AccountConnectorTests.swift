import Gateway
import Inventory
import NIOConcurrencyHelpers
import OpenSSLCrypto
import Sandbox
import Storage
import Testing

@testable import Allegro

@Suite("Connecting an account by the device flow")
struct AccountConnectorTests {
    @Test("a wish is worked: a code to show, which outlives a restart, and tokens once the seller has confirmed")
    func connected() async throws {
        let shop = try await Shop()
        try await shop.run(for: .seconds(1))
        let before = try await shop.store.sealed("allegro.main.tokens")
        let code = try await shop.codeShown()
        #expect(code.address.hasSuffix(code.text))
        shop.restart()
        try await shop.run(for: .seconds(7))
        #expect(try await shop.store.connection(of: "main")?.code == code)
        #expect(shop.world.allegro { allegro, _ in allegro.confirmDevice(code.text) })
        try await shop.run(for: .seconds(6))
        let done = try #require(try await shop.store.connection(of: "main"))
        #expect(done.state == .connected && done.code == nil && done.login != nil)
        #expect(try await shop.store.sealed("allegro.main.tokens") != before)
        #expect(try await shop.store.deviceCode(of: "main") == nil)
        // The next refresh takes the new grant: the old one would be refused.
        let (held, now) = (try #require(try await AccountTokens.load("main", from: shop.store)), shop.now)
        #expect(shop.gateway.keepers[0].accessToken(at: now) == held.access)
    }

    @Test("a seller who refuses, and a code that nobody confirms in time, end it with the reason")
    func ended() async throws {
        var temper = AllegroTemper.calm
        temper.deviceCodeLife = .seconds(20)
        let shop = try await Shop(allegro: temper)
        let refused = try await shop.codeShown()
        #expect(shop.world.allegro { allegro, _ in allegro.denyDevice(refused.text) })
        try await shop.run(for: .seconds(6))
        #expect(try await shop.store.connection(of: "main")?.state == .denied)
        _ = try await shop.codeShown()
        try await shop.run(for: .seconds(26))
        #expect(try await shop.store.connection(of: "main")?.state == .expired)
        #expect(try await shop.store.deviceCode(of: "main") == nil)
    }

    @Test("a wish that is taken back is worked no more, and a new one gets a new code")
    func withdrawn() async throws {
        let shop = try await Shop()
        let first = try await shop.codeShown()
        try await shop.store.withdrawConnection(of: "main")
        try await shop.run(for: .seconds(6))
        #expect(try await shop.store.connection(of: "main") == nil)
        #expect(try await shop.codeShown() != first)
    }

    @Test("two who work the same wish ask Allegro no sooner than it wants, together")
    func turns() async throws {
        let shop = try await Shop()
        try await shop.store.wishConnection(of: "main", at: shop.now)
        let workers = [shop.connector(), shop.connector()]
        for _ in 0..<60 {
            for worker in workers { _ = try await worker.step(at: shop.now) }
            shop.time.withLockedValue { $0 = $0 + .milliseconds(500) }
        }
        let open = try #require(try await shop.store.connection(of: "main"))
        // Each `slow_down` would have made it longer.
        #expect(open.state == .shown && open.pause == .seconds(5))
    }

    @Test("asked to slow down, it waits five seconds longer from then on (RFC 8628, 3.5)")
    func slowDown() async throws {
        let shop = try await Shop()
        _ = try await shop.codeShown()
        let (code, account) = (try #require(try await shop.store.deviceCode(of: "main")), Shop.account("main", at: shop.world))
        // Somebody else asks in between.
        try await shop.run(for: .seconds(2))
        let client = AllegroClient(exchange: account.exchange, endpoint: account.endpoint)
        #expect(try await client.deviceToken(code, account.key).value == .pending)
        try await shop.run(for: .seconds(4))
        #expect(try await shop.store.connection(of: "main")?.pause == .seconds(10))
    }

    @Test("while Allegro gives no code the wish stands, and says why; a wrong application ends it")
    func noCode() async throws {
        let shop = try await Shop()
        var account = Shop.account("main", at: shop.world)
        account.key.clientSecret = Secret("another")
        let client = AllegroClient(exchange: account.exchange, endpoint: account.endpoint)
        let worker = AccountConnector(account: "main", store: shop.store, client: client, key: account.key)
        try await shop.store.wishConnection(of: "main", at: shop.now)
        _ = try await worker.step(at: shop.now)
        let failed = try #require(try await shop.store.connection(of: "main"))
        #expect(failed.state == .failed && failed.fault?.contains("invalid_client") == true)
    }
}

extension Shop {
    /// Wishes that the account be connected, and waits for the code.
    fileprivate func codeShown() async throws -> AccountConnection.Code {
        try await store.wishConnection(of: "main", at: now)
        try await run(for: .seconds(1))
        return try #require(try await store.connection(of: "main")?.code)
    }

    fileprivate func connector() -> AccountConnector {
        let account = Shop.account("main", at: world)
        return AccountConnector(
            account: "main", store: store, client: AllegroClient(exchange: account.exchange, endpoint: account.endpoint), key: account.key)
    }
}
