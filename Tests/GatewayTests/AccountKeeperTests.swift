import CurlClient
import Gateway
import Inventory
import Logging
import OpenSSLCrypto
import Sandbox
import Storage
import Testing

@testable import Allegro

@Suite("An account's tokens")
struct AccountKeeperTests {
    @Test("a stop during a refresh waits for the new grant and keeps it: the old one is spent")
    func stopDuringRefresh() async throws {
        let shop = try await Shop()
        let slow = SlowExchange(WorldExchange(world: shop.world, side: .allegro))
        // The grant ends in a minute.
        let granted = shop.world.allegro { allegro, _ in allegro.issueTokens() }
        let pair = TokenPair(access: Secret(granted.access), refresh: Secret(granted.refresh), expiresIn: .seconds(60), scopes: [])
        try await AccountTokens(pair, at: shop.now).save("main", to: shop.store)
        let before = try await shop.store.sealed("allegro.main.tokens")
        let account = Shop.account("main", at: shop.world)
        let now = shop.now
        let keeper = AccountKeeper(
            account: "main", store: shop.store, client: AllegroClient(exchange: slow, endpoint: account.endpoint), key: account.key, wake: Wake(),
            clock: { now }, logger: Logger(label: "keeper") { _ in SwiftLogNoOpLogHandler() })
        let running = Task { await keeper.step(at: now) }
        await slow.untilAsked()
        running.cancel()
        slow.letGo()
        #expect(await running.value == .again)
        #expect(try await shop.store.sealed("allegro.main.tokens") != before)
        #expect(keeper.accessToken(at: now + .seconds(3600)) != nil)
    }
}

/// Allegro takes the question at once and answers when it is let go; a caller that is cancelled meanwhile never hears the answer.
private final class SlowExchange: Exchange {
    private let base: any Exchange
    private let asked = AsyncStream.makeStream(of: Void.self)
    private let go = AsyncStream.makeStream(of: Void.self)

    init(_ base: any Exchange) { self.base = base }

    func send(_ request: ExchangeRequest) async throws(ExchangeError) -> ExchangeAnswer {
        let answer = try await base.send(request)
        asked.continuation.yield()
        for await _ in go.stream { break }
        if Task.isCancelled { throw .cancelled(sent: true) }
        return answer
    }

    func untilAsked() async { for await _ in asked.stream { break } }

    func letGo() { go.continuation.yield() }
}
