import Inventory
import OpenSSLCrypto
import Sandbox
import Storage
import Testing

@testable import Allegro
@testable import Gateway

@Suite("An authorisation that Allegro accepts again")
struct AcceptedAgainTests {
    private func grant(_ shop: Shop, for span: Duration) async throws {
        let granted = shop.world.allegro { allegro, _ in allegro.issueTokens() }
        let pair = TokenPair(access: Secret(granted.access), refresh: Secret(granted.refresh), expiresIn: span, scopes: [])
        try await AccountTokens(pair, at: shop.now).save("main", to: shop.store)
    }

    @Test("a grant that was refused, and that another process has renewed since, is no problem once a request is accepted")
    func renewedElsewhere() async throws {
        let shop = try await Shop { $0.accounts[0].key.clientSecret = Secret("a former secret") }
        try await grant(shop, for: .seconds(60))
        try await shop.run(for: .seconds(2))
        #expect(try await shop.problems(.authorisationExpired).count == 1)
        try await grant(shop, for: .seconds(43_200))
        try await shop.run(for: .seconds(70), every: .milliseconds(500))
        let keeper = try #require(shop.gateway.keepers.first)
        #expect(keeper.accessToken(at: shop.now) != nil)
        #expect(try await shop.problems(.authorisationExpired).isEmpty)
    }

    @Test("a problem from before the start is over with the first request that is accepted")
    func fromBefore() async throws {
        let shop = try await Shop()
        try await shop.store.raiseProblem(
            .authorisationExpired, subject: "main", what: Words(en: "refused", pl: "odmowa"), why: Words(en: "refused", pl: "odmowa"), at: shop.now)
        try await shop.run(for: .seconds(30), every: .milliseconds(500))
        #expect(try await shop.problems(.authorisationExpired).isEmpty)
    }
}
