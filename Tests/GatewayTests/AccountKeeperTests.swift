import CurlClient
import Foundation
import Inventory
import Logging
import NIOConcurrencyHelpers
import OpenSSLCrypto
import Sandbox
import Storage
import StoreImage
import Testing

@testable import Allegro
@testable import Gateway

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

    /// A keeper on a store of its own that can be made unwritable, at an Allegro that issues tokens.
    private struct Desk {
        let shop: Shop
        let store: Store
        let keeper: AccountKeeper
        let isFull = NIOLockedValueBox(false)

        init() async throws {
            shop = try await Shop()
            let path = FileManager.default.temporaryDirectory.appending(path: "keeper-\(UUID().uuidString).db").path
            var options = StoreOptions(path: path, secretsKey: Secret([UInt8](repeating: 7, count: 32)))
            options.beforeWrite = { [isFull] in if isFull.withLockedValue({ $0 }) { throw StorageError.notWritable(reason: "full") } }
            store = try Store.quick(options)
            let (account, now) = (Shop.account("main", at: shop.world), shop.now)
            keeper = AccountKeeper(
                account: "main", store: store, client: AllegroClient(exchange: account.exchange, endpoint: account.endpoint), key: account.key,
                wake: Wake(), clock: { now }, logger: Logger(label: "keeper") { _ in SwiftLogNoOpLogHandler() })
        }

        /// Tokens that Allegro knows, for this long.
        func grant(for span: Duration) -> AccountTokens {
            let tokens = shop.world.allegro { allegro, _ in allegro.issueTokens() }
            return AccountTokens(
                TokenPair(access: Secret(tokens.access), refresh: Secret(tokens.refresh), expiresIn: span, scopes: []), at: shop.now)
        }

        func held() async throws -> Secret? { try await AccountTokens.load("main", from: store)?.access }
    }

    @Test("a grant that another process took is used from the next step on")
    func takenElsewhere() async throws {
        let desk = try await Desk()
        let (first, second) = (desk.grant(for: .seconds(43_200)), desk.grant(for: .seconds(43_200)))
        try await first.save("main", to: desk.store)
        _ = await desk.keeper.step(at: desk.shop.now)
        #expect(desk.keeper.accessToken(at: desk.shop.now) == first.access)
        try await second.save("main", to: desk.store)
        _ = await desk.keeper.step(at: desk.shop.now)
        #expect(desk.keeper.accessToken(at: desk.shop.now) == second.access)
    }

    @Test("a refreshed pair that the store cannot take is used, tried again until it can, and never given up for the spent one")
    func unwritable() async throws {
        let desk = try await Desk()
        let now = desk.shop.now
        let spent = desk.grant(for: .seconds(60))
        try await spent.save("main", to: desk.store)
        desk.isFull.withLockedValue { $0 = true }
        for _ in 0..<3 { _ = await desk.keeper.step(at: now) }
        #expect(await desk.keeper.step(at: now) == .rest(until: now + .seconds(1)))
        let fresh = try #require(desk.keeper.accessToken(at: now + .seconds(3600)))
        #expect(try await desk.held() == spent.access)
        desk.isFull.withLockedValue { $0 = false }
        _ = await desk.keeper.step(at: now + .seconds(1))
        #expect(try await desk.held() == fresh)
    }

    @Test("a grant that the store cannot take at that moment is not lost: the device code serves once")
    func unwritableGrant() async throws {
        let desk = try await Desk()
        var now = desk.shop.now
        try await desk.store.wishConnection(of: "main", at: now)
        _ = await desk.keeper.step(at: now)
        let code = try #require(try await desk.store.connection(of: "main")?.code)
        #expect(desk.shop.world.allegro { allegro, _ in allegro.confirmDevice(code.text) })
        now = now + .seconds(6)
        // The turn to ask is taken in the store; what comes after the answer cannot be written.
        let account = Shop.account("main", at: desk.shop.world)
        let connector = AccountConnector(
            account: "main", store: desk.store,
            client: AllegroClient(
                exchange: FillingExchange(base: account.exchange, then: { [isFull = desk.isFull] in isFull.withLockedValue { $0 = true } }),
                endpoint: account.endpoint), key: account.key)
        guard case .unkept(let grant, _) = try await connector.step(at: now) else { return #expect(Bool(false), "the store took it") }
        desk.isFull.withLockedValue { $0 = false }
        try await connector.keep(grant, at: now)
        #expect(try await desk.store.connection(of: "main")?.state == .connected)
        #expect(try await desk.held() == grant.tokens.access)
    }
}

/// The disk is full once an answer has come.
private struct FillingExchange: Exchange {
    let base: any Exchange
    let then: @Sendable () -> Void

    func send(_ request: ExchangeRequest) async throws(ExchangeError) -> ExchangeAnswer {
        defer { then() }
        return try await base.send(request)
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
