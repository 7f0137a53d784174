import Inventory
import OpenSSLCrypto
import Sandbox
import Storage
import Testing

@testable import Allegro
@testable import Gateway
@testable import WFirma

@Suite("Keys that change while a gateway runs")
struct ChangedKeyTests {
    private static let wfirma = WFirmaKeys(
        accessKey: Secret("sandbox-access"), secretKey: Secret("sandbox-secret"), appKey: Secret("sandbox-app"))

    @Test("wFirma's new keys are sent by every service from the next request on")
    func wfirma() async throws {
        let shop = try await Shop { options in
            var endpoint = options.wfirma.endpoint
            endpoint.keys.accessKey = Secret("a former key")
            options.wfirma = WFirmaClient(exchange: options.wfirma.exchange, endpoint: endpoint)
        }
        try await shop.run(for: .seconds(5))
        #expect(try await shop.store.product(Shop.mug) == nil)
        shop.gateway.use(GatewayKeys(wfirma: Self.wfirma, clientSecrets: [:], mailPassword: nil, notificationKey: nil))
        try await shop.run(for: .seconds(120), every: .milliseconds(500))
        #expect(try await shop.store.product(Shop.mug)?.availability.available == 73)
    }

    @Test("an application's new secret renews the grant at once that the former one could not renew")
    func allegro() async throws {
        let shop = try await Shop { $0.accounts[0].key.clientSecret = Secret("a former secret") }
        let granted = shop.world.allegro { allegro, _ in allegro.issueTokens() }
        let pair = TokenPair(access: Secret(granted.access), refresh: Secret(granted.refresh), expiresIn: .seconds(60), scopes: [])
        try await AccountTokens(pair, at: shop.now).save("main", to: shop.store)
        try await shop.run(for: .seconds(2))
        let keeper = try #require(shop.gateway.keepers.first)
        #expect(keeper.accessToken(at: shop.now) == nil)
        #expect(try await shop.problems(.authorisationExpired).count == 1)
        shop.gateway.use(
            GatewayKeys(wfirma: Self.wfirma, clientSecrets: ["main": Secret("sandbox-secret")], mailPassword: nil, notificationKey: nil))
        try await shop.run(for: .seconds(2))
        #expect(keeper.accessToken(at: shop.now + .seconds(3600)) != nil)
        #expect(try await shop.problems(.authorisationExpired).isEmpty)
    }
}
