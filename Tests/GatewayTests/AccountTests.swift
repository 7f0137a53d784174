import CurlClient
import Gateway
import Inventory
import NIOConcurrencyHelpers
import Sandbox
import Storage
import Testing

@Suite("Several accounts, and offers that are not ours to keep")
struct AccountTests {
    @Test("two Allegro accounts side by side, each with its own token and limits: a sale room down leaves the other alone")
    func twoAccounts() async throws {
        let time = NIOLockedValueBox(Timestamp(seconds: 1_795_500_000))
        let other = SandboxWorld(seed: 9, allegro: .calm, wfirma: .calm) { SandboxInstant(microseconds: time.withLockedValue(\.microseconds)) }
        other.open(SandboxShop(warehouses: [], goods: [], offers: [.init(id: "6600000001", name: "Kubek na drugim koncie", available: 2)]))
        let shop = try await Shop { $0.accounts.append(Shop.account("second", at: other, clientID: "sandbox-client")) }
        try await shop.signIn("second", at: other)
        func run(_ span: Duration) async throws {
            let end = shop.now + span
            while shop.now < end {
                try await shop.run(for: .milliseconds(50))
                time.withLockedValue { $0 = shop.now }
            }
        }
        try await run(.seconds(2))
        for offer in [Shop.offer, "6600000001"] {
            try await shop.store.link(offer, to: OfferLink(components: [.init(product: Shop.mug, units: 1)]), at: shop.now)
        }
        _ = try await shop.store.switchSync([Shop.offer, "6600000001"], enabled: true, at: shop.now)
        try await run(.seconds(6))
        #expect(shop.shown == (73, .active))
        #expect(other.offer("6600000001")?.available == 73)
        #expect(try await shop.store.offer("6600000001")?.offer.account == "second")

        // One account's grant is withdrawn: the other goes on, and the problem names which.
        other.allegro { allegro, _ in allegro.revokeTokens(refreshToo: true) }
        try await shop.book(.release, 3)
        try await run(.seconds(6))
        #expect(shop.shown == (70, .active))
        #expect(other.offer("6600000001")?.available == 73)
        #expect(try await shop.subjects(of: .authorisationExpired) == ["second"])
        try await shop.signIn("second", at: other)
        try await run(.seconds(90))
        #expect(other.offer("6600000001")?.available == 70)
    }

    @Test("accounts that share a client id share its limits: what is asked for either is counted together (decision 10)")
    func sharedLimits() async throws {
        let other = SandboxWorld(seed: 9, allegro: .calm, wfirma: .calm) { SandboxInstant(microseconds: 0) }
        let shop = try await Shop { options in
            options.accounts.append(Shop.account("second", at: other, clientID: "sandbox-client"))
        }
        try await shop.run(for: .seconds(2))
        let budget = try #require(shop.gateway.budgets.all.first)
        #expect(shop.gateway.budgets.all.count == 1)
        #expect(budget.use().contains { $0.share > 0 })
    }

    @Test("an offer that Allegro fulfils is shown and left alone (R14)")
    func fulfilledByAllegro() async throws {
        let shop = try await Shop()
        let offer = OfferID("7700000505")
        try await shop.run(for: .seconds(1))
        #expect(try await shop.store.offer(offer)?.offer.isFulfilledByAllegro == true)
        try await shop.store.link(offer, to: OfferLink(components: [.init(product: Shop.mug, units: 1)]), at: shop.now)
        let outcome = try await shop.store.switchSync([offer], enabled: true, at: shop.now)
        #expect(outcome.first?.outcome == .refused(.fulfilledByAllegro))
        try await shop.book(.release, 60)
        try await shop.run(for: .seconds(5))
        #expect(shop.shown(offer) == (40, .active))
    }

    @Test("an offer that Allegro archived is known to be after the next comparison, though no list holds it any more")
    func archived() async throws {
        let shop = try await Shop()
        try await shop.run(for: .seconds(1))
        shop.world.end(Shop.teapotOffer.text)
        shop.gateway.reconciler.hurry()
        try await shop.run(for: .seconds(20))
        #expect(try await shop.store.offer(Shop.teapotOffer)?.offer.status == .ended)
        shop.time.withLockedValue { $0 = $0 + Duration.seconds(86_400) * 61 }
        try await shop.run(for: .seconds(60), every: .seconds(1))
        #expect(try await shop.store.offer(Shop.teapotOffer)?.offer.status == .archived)
    }

    @Test("a person is told some days before Allegro archives an ended offer, and no longer once it runs again (R44)")
    func archivedSoon() async throws {
        let shop = try await Shop { $0.reconcileInterval = .seconds(3600) }
        try await shop.synchroniseMug()
        shop.world.end(Shop.offer.text)
        shop.world.end(Shop.teapotOffer.text)
        let day = Duration.seconds(86_400)
        shop.gateway.reconciler.hurry()
        try await shop.run(for: .seconds(20))
        #expect(try await shop.subjects(of: .archivedSoon) == [])
        shop.time.withLockedValue { $0 = $0 + day * 54 }
        try await shop.run(for: .seconds(60), every: .seconds(1))
        // The teapot's offer is none that the shop counts on.
        #expect(try await shop.subjects(of: .archivedSoon) == [Shop.offer.text])
        #expect(shop.world.allegro { $0.resume(Shop.offer.text, at: $1) })
        shop.gateway.reconciler.hurry()
        try await shop.run(for: .seconds(30), every: .milliseconds(500))
        #expect(shop.shown.status == .active)
        #expect(try await shop.subjects(of: .archivedSoon) == [])
    }
}
