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

    /// A keeper on a store of its own that can be made unwritable, at an Allegro that issues tokens and whose answers can be lost.
    private struct Desk {
        let shop: Shop
        let store: Store
        let keeper: AccountKeeper
        let isFull = NIOLockedValueBox(false)
        let loss = NIOLockedValueBox<LossyExchange.Loss?>(nil)
        let lines = LogLines()

        init(allegro: AllegroTemper = .calm) async throws {
            shop = try await Shop(allegro: allegro)
            let path = FileManager.default.temporaryDirectory.appending(path: "keeper-\(UUID().uuidString).db").path
            var options = StoreOptions(path: path, secretsKey: Secret([UInt8](repeating: 7, count: 32)))
            options.beforeWrite = { [isFull] in if isFull.withLockedValue({ $0 }) { throw StorageError.notWritable(reason: "full") } }
            store = try Store.quick(options)
            keeper = Self.keeper(shop, store, nil, loss, lines)
        }

        /// Another one of the same account.
        func keeper(over store: Store, exchange: (any Exchange)? = nil) -> AccountKeeper {
            Self.keeper(shop, store, exchange, loss, lines)
        }

        private static func keeper(
            _ shop: Shop, _ store: Store, _ exchange: (any Exchange)?, _ loss: NIOLockedValueBox<LossyExchange.Loss?>, _ lines: LogLines
        ) -> AccountKeeper {
            let (account, now) = (Shop.account("main", at: shop.world), shop.now)
            let exchange = exchange ?? LossyExchange(base: account.exchange, loss: loss)
            return AccountKeeper(
                account: "main", store: store, client: AllegroClient(exchange: exchange, endpoint: account.endpoint), key: account.key,
                wake: Wake(), clock: { now }, logger: Logger(label: "keeper") { [lines] _ in LogLines.Handler(lines: lines) })
        }

        /// Steps the keeper until it rests; until when.
        @discardableResult
        func settle(at now: Timestamp) async -> Timestamp? {
            for _ in 0..<10 {
                if case .rest(let until) = await keeper.step(at: now) { return until }
            }
            return nil
        }

        func problems() async throws -> [OpenProblem.Kind] { try await store.problems(of: "main").map(\.kind) }

        /// Tokens that Allegro knows, for this long.
        func grant(for span: Duration) -> AccountTokens {
            let tokens = shop.world.allegro { allegro, _ in allegro.issueTokens() }
            return AccountTokens(
                TokenPair(access: Secret(tokens.access), refresh: Secret(tokens.refresh), expiresIn: span, scopes: []), at: shop.now)
        }

        func held() async throws -> Secret? { try await AccountTokens.load("main", from: store)?.access }
    }

    @Test("a refresh whose answer was lost after the deed is asked again, and goes on where Allegro forgives that it was used")
    func lostAnswerForgiven() async throws {
        var forgiving = AllegroTemper.calm
        forgiving.forgivesRefreshReuse = true
        let desk = try await Desk(allegro: forgiving)
        let now = desk.shop.now
        try await desk.grant(for: .seconds(60)).save("main", to: desk.store)
        desk.loss.withLockedValue { $0 = .answer }
        let next = try #require(await desk.settle(at: now))
        desk.loss.withLockedValue { $0 = nil }
        await desk.settle(at: next)
        #expect(desk.keeper.accessToken(at: now + .seconds(3600)) != nil)
        #expect(try await desk.problems() == [])
    }

    @Test("a refresh whose answer was lost after the deed, at an Allegro that forgives nothing, is put before a person, and a new grant ends that")
    func lostAnswer() async throws {
        let desk = try await Desk()
        let now = desk.shop.now
        try await desk.grant(for: .seconds(60)).save("main", to: desk.store)
        desk.loss.withLockedValue { $0 = .answer }
        let next = try #require(await desk.settle(at: now))
        #expect(desk.keeper.accessToken(at: next) != nil, "the token that is held serves to its end")
        desk.loss.withLockedValue { $0 = nil }
        await desk.settle(at: next)
        #expect(try await desk.problems() == [.authorisationExpired])
        #expect(desk.shop.world.allegro { allegro, _ in allegro.tally.violations[.refreshReuse] } == 1)
        // As `stockgate connect allegro` does.
        try await desk.store.wishConnection(of: "main", at: next)
        let wish = try #require(try await desk.store.takeTurn(toConnect: "main", lease: .seconds(10), at: next))
        try await desk.store.end(wish, granted: desk.grant(for: .seconds(43_200)).secret, named: AccountTokens.secretName("main"), at: next)
        await desk.settle(at: next + .seconds(60))
        #expect(desk.keeper.accessToken(at: next + .seconds(60)) != nil)
        #expect(try await desk.problems() == [])
    }

    @Test("a token that ran out because Allegro does not answer is a problem while work waits, and none once it is renewed")
    func lapsed() async throws {
        let desk = try await Desk()
        let now = desk.shop.now
        try await desk.grant(for: .seconds(60)).save("main", to: desk.store)
        desk.loss.withLockedValue { $0 = .question }
        await desk.settle(at: now)
        #expect(try await desk.problems() == [], "it has not run out yet")
        let later = now + .seconds(120)
        await desk.settle(at: later)
        #expect(try await desk.problems() == [], "nothing waits for it")
        _ = try await desk.store.updateSettings { $0.fetchOrders = true }
        await desk.settle(at: later)
        #expect(try await desk.problems() == [.renewalFailing])
        desk.loss.withLockedValue { $0 = nil }
        await desk.settle(at: later + .seconds(300))
        #expect(desk.keeper.accessToken(at: later + .seconds(300)) != nil)
        #expect(try await desk.problems() == [])
    }

    @Test("a token that Allegro refuses before its time, and does not renew, is a problem while work waits")
    func refusedEarly() async throws {
        let desk = try await Desk()
        let tokens = desk.grant(for: .seconds(43_200))
        try await tokens.save("main", to: desk.store)
        _ = try await desk.store.updateSettings { $0.fetchOrders = true }
        await desk.settle(at: desk.shop.now)
        desk.loss.withLockedValue { $0 = .question }
        desk.keeper.refused(tokens.access)
        await desk.settle(at: desk.shop.now)
        #expect(try await desk.problems() == [], "the next try may bring it")
        await desk.settle(at: desk.shop.now + AccountKeeper.patience)
        #expect(try await desk.problems() == [.renewalFailing])
    }

    @Test("a token that ran out while nothing ran is no problem where the first tries fail and a later one renews it")
    func lapsedBeforeTheStart() async throws {
        let desk = try await Desk()
        try await desk.grant(for: .seconds(60)).save("main", to: desk.store)
        _ = try await desk.store.updateSettings { $0.fetchOrders = true }
        let start = desk.shop.now + .seconds(7200)
        desk.loss.withLockedValue { $0 = .question }
        for second: Int64 in [0, 2, 6, 14] { await desk.settle(at: start + .seconds(second)) }
        #expect(try await desk.problems() == [])
        desk.loss.withLockedValue { $0 = nil }
        await desk.settle(at: start + .seconds(29))
        #expect(desk.keeper.accessToken(at: start + .seconds(29)) != nil)
        // What failed before that does not count at the next time.
        desk.loss.withLockedValue { $0 = .question }
        await desk.settle(at: start + .seconds(90_000))
        #expect(try await desk.problems() == [])
        await desk.settle(at: start + .seconds(90_000) + AccountKeeper.patience)
        #expect(try await desk.problems() == [.renewalFailing])
    }

    @Test("a grant that stood unused for sixty days is told at the start, a younger one is not", arguments: [(59, false), (60, true)])
    func idle(_ days: Int64, _ isTold: Bool) async throws {
        let desk = try await Desk()
        let tokens = desk.shop.world.allegro { allegro, _ in allegro.issueTokens() }
        let granted = desk.shop.now - .seconds(days * 86_400)
        let pair = TokenPair(access: Secret(tokens.access), refresh: Secret(tokens.refresh), expiresIn: .seconds(43_200), scopes: [])
        try await AccountTokens(pair, at: granted).save("main", to: desk.store)
        #expect(try await AccountTokens.load("main", from: desk.store)?.renewedAt == granted)
        await desk.settle(at: desk.shop.now)
        #expect(desk.lines.all.contains { $0.contains("unused for long") } == isTold)
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

    @Test("no refresh begins while little of the tenure is left: its answer would be another gateway's to keep")
    func shortTenure() async throws {
        let desk = try await Desk()
        let spent = desk.grant(for: .seconds(60))
        try await spent.save("main", to: desk.store)
        let turn = ShortTurn()
        let keeper = desk.keeper(over: desk.store.under(turn))
        #expect(await keeper.step(at: desk.shop.now) == .rest(until: desk.shop.now + .seconds(1)))
        #expect(try await desk.held() == spent.access)
        turn.firm.withLockedValue { $0 = true }
        #expect(await keeper.step(at: desk.shop.now) == .again)
        #expect(try await desk.held() != spent.access)
    }

    @Test("a refresh that comes second to another gateway's goes on with what that one was given")
    func refreshedElsewhere() async throws {
        let desk = try await Desk()
        let spent = desk.grant(for: .seconds(60))
        try await spent.save("main", to: desk.store)
        let fresh = desk.grant(for: .seconds(43_200))
        let now = desk.shop.now
        // The other one's answer is in the store by the time that Allegro refuses us.
        let keeper = desk.keeper(over: desk.store, exchange: RefusingExchange { [store = desk.store] in try? await fresh.save("main", to: store) })
        #expect(await keeper.step(at: now) == .again)
        _ = await keeper.step(at: now)
        #expect(keeper.accessToken(at: now) == fresh.access)
        #expect(try await desk.store.problemCounts() == [:])
    }

    @Test("tokens that the store could not take are tried on by a keeper whose work is over")
    func outlasting() async throws {
        let desk = try await Desk()
        let spent = desk.grant(for: .seconds(60))
        try await spent.save("main", to: desk.store)
        desk.isFull.withLockedValue { $0 = true }
        _ = await desk.keeper.step(at: desk.shop.now)
        #expect(desk.keeper.holdsUnkept)
        let keeper = desk.keeper
        let over = Task { await keeper.outlast(.seconds(60)) }
        over.cancel()
        await over.value
        #expect(keeper.holdsUnkept)
        desk.isFull.withLockedValue { $0 = false }
        await keeper.outlast(.seconds(60))
        #expect(!keeper.holdsUnkept)
        #expect(try await desk.held() == keeper.accessToken(at: desk.shop.now))
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
