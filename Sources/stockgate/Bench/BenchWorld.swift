import CurlClient
import Foundation
import Inventory
import Logging
import NIOConcurrencyHelpers
import NIOOpenSSL
import Sandbox
import Storage

/// The simulated sides of a measurement: many offers, each of a good of its own, and when Allegro took a command for each.
struct BenchWorld: Sendable {
    /// Offers that are synchronised and change, one after the other.
    static let offers = 200
    /// Goods that only come in: no offer sells them.
    static let goods = 1000
    static let firstOffer = 8_000_000_000
    private static let patience: Duration = .seconds(20)

    let world: SandboxWorld
    private let offers: Int
    private let goods: Int
    private let taken = NIOLockedValueBox<[Int: ContinuousClock.Instant]>([:])

    /// Unkind as ever, but stock is told by nobody but the measurement.
    init(offers: Int = BenchWorld.offers, goods: Int = BenchWorld.goods, clientID: String = AllegroApplication().clientID) {
        (self.offers, self.goods) = (offers, goods)
        world = SandboxWorld(
            seed: 1, application: AllegroApplication(clientID: clientID), allegro: AllegroTemper(), wfirma: .calm, now: sandboxClock)
        var shop = SandboxShop.large(offers: goods)
        shop.offers.removeLast(goods - offers)
        world.open(shop)
        world.observe { [taken] exchange in
            guard exchange.side == .allegro, exchange.request.method == "PUT", exchange.reply.map({ $0.status < 300 }) ?? false else { return }
            let now = ContinuousClock.now
            let body = String(decoding: exchange.request.body, as: UTF8.self)
            taken.withLockedValue { taken in
                for match in body.matches(of: #/"id"\s*:\s*"8([0-9]{9})"/#) {
                    if let number = Int(match.output.1) { taken[number] = taken[number] ?? now }
                }
            }
        }
    }

    func serve(certificate: TLSContextStore, caFile: String, onRunning: @escaping @Sendable (SandboxAddresses) async -> Void) async throws {
        let exchange = CurlExchange(CurlOptions(caFile: caFile))
        try await Sandbox(
            world: world, options: SandboxOptions(tls: certificate), logger: Logger(label: "sandbox"), send: webhookSender(exchange),
            onRunning: onRunning
        ).run()
        await exchange.close()
    }

    /// When Allegro took the first command for each good's offer, since ``forget()``.
    var accepted: [Int: ContinuousClock.Instant] { taken.withLockedValue { $0 } }

    func forget() { taken.withLockedValue { $0 = [:] } }

    /// Waits until both sides are read, then links the offers and switches their sync on, and waits until nothing is left to do.
    func synchronise(_ store: Store) async throws {
        let offers = (1...offers).map { OfferID(String(Self.firstOffer + $0)) }
        try await until("both sides are read") {
            let (last, read) = (try await store.product(ProductID(String(goods))), try await store.offer(offers[offers.count - 1]))
            return last?.availability.stock != nil && read != nil
        }
        for (index, offer) in offers.enumerated() {
            try await store.link(offer, to: OfferLink(components: [.init(product: ProductID(String(index + 1)), units: 1)]), at: systemClock())
        }
        let outcomes = try await store.switchSync(offers, enabled: true, at: systemClock())
        guard outcomes.allSatisfy({ $0.outcome == .enabled }) else { throw CommandFailure(.unavailable, "sync cannot be switched on") }
        try await until("every offer is in order") {
            try await store.plans(for: offers, at: systemClock()).allSatisfy { $0.plan.action == .keep && $0.offer.shown?.exact != nil }
        }
    }

    func until(_ what: @autoclosure () -> String, _ condition: () async throws -> Bool) async throws {
        let deadline = ContinuousClock.now + Self.patience
        while ContinuousClock.now < deadline {
            if try await condition() { return }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw CommandFailure(.unavailable, "gave up waiting until \(what())")
    }
}
