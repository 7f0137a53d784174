import CurlClient
import Foundation
import Inventory
import Logging
import NIOConcurrencyHelpers
import OpenSSLCrypto
import Recording
import Sandbox
import Storage
import StoreImage
import WFirma

@testable import Allegro
@testable import Gateway

/// A whole shop in one process, stepped by hand: the real services on a real store, the simulated systems behind `Exchange`, and a clock
/// that only the test moves.
final class Shop {
    let world: SandboxWorld
    let store: Store
    private(set) var gateway: Gateway
    let inbox: GroupCommitInbox
    let time: NIOLockedValueBox<Timestamp>
    /// How far the gateway's clock is ahead of the world's.
    private let clockError: NIOLockedValueBox<Duration>
    /// Until when each service rests; nil: until it is woken.
    private var rests: [ObjectIdentifier: Timestamp?] = [:]
    private let options: GatewayOptions
    private let directory: URL
    private var documents = 0

    /// A source of pushed order events, of the account `main`.
    static let relay = "allegro-relay"
    static let offer = OfferID("7700000501")
    static let set = OfferID("7700000511")
    static let teapotOffer = OfferID("7700000502")
    static let mug = ProductID("501")

    convenience init(
        shop: SandboxShop = .mugs, allegro: AllegroTemper = .calm, wfirma: WFirmaTemper = .calm, seed: UInt64 = 1,
        configure: (inout GatewayOptions) -> Void = { _ in }
    ) async throws {
        let time = NIOLockedValueBox(Timestamp(seconds: 1_795_500_000))
        let clockError = NIOLockedValueBox(Duration.zero)
        let world = SandboxWorld(seed: seed, allegro: allegro, wfirma: wfirma) {
            SandboxInstant(microseconds: (time.withLockedValue { $0 } - clockError.withLockedValue { $0 }).microseconds)
        }
        world.open(shop)
        Recording.attach(to: world)
        try await self.init(world, time, clockError, configure: configure)
        _ = try await store.updateSettings {
            $0.fetchOrders = true
            $0.issueInvoices = true
        }
    }

    private init(
        _ world: SandboxWorld, _ time: NIOLockedValueBox<Timestamp>, _ clockError: NIOLockedValueBox<Duration>,
        configure: (inout GatewayOptions) -> Void
    ) async throws {
        (self.world, self.time, self.clockError) = (world, time, clockError)
        directory = FileManager.default.temporaryDirectory.appending(path: "shop-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        var storage = StoreOptions(path: directory.appending(path: "shop.db").path, secretsKey: Secret([UInt8](repeating: 7, count: 32)))
        // One thing at a time runs here.
        storage.runsOnCaller = true
        store = try Store.quick(storage)
        inbox = GroupCommitInbox(store: store) {}
        var options = Self.options(world, time)
        options.budgets = ClientBudgets(clock: Self.budgetClock { time.withLockedValue { $0 } - clockError.withLockedValue { $0 } })
        configure(&options)
        self.options = options
        gateway = Gateway(options, store: store, inbox: inbox, logger: Self.noLogger)
        try await signIn("main", at: world)
    }

    /// The same two sides, and a gateway that has lost its database.
    func afterLoss() async throws -> Shop { try await Shop(world, time, clockError) { _ in } }

    /// Keeps an account's tokens as `stockgate connect` does.
    func signIn(_ account: AccountName, at world: SandboxWorld) async throws {
        let tokens = world.allegro { allegro, _ in allegro.issueTokens() }
        let pair = TokenPair(access: Secret(tokens.access), refresh: Secret(tokens.refresh), expiresIn: .seconds(43_200), scopes: [])
        try await AccountTokens(pair, at: now).save(account, to: store)
    }

    /// Another account at an Allegro of its own, under the shop's clock.
    static func account(_ name: AccountName, at world: SandboxWorld, clientID: String = "sandbox-client") -> GatewayOptions.Account {
        GatewayOptions.Account(
            name: name,
            endpoint: AllegroEndpoint(
                apiURL: "https://allegro.test", authURL: "https://allegro.test/auth/oauth", application: "Stockgate/1.0 (+https://example.pl)"),
            key: ApplicationKey(clientID: clientID, clientSecret: Secret("sandbox-secret")), exchange: WorldExchange(world: world, side: .allegro))
    }

    deinit { try? FileManager.default.removeItem(at: directory) }

    /// The gateway stops and starts again, on the same store.
    func restart() { gateway = Gateway(options, store: store, inbox: inbox, logger: Self.noLogger) }

    private static let noLogger = Logger(label: "shop") { _ in SwiftLogNoOpLogHandler() }

    static let wfirmaEndpoint = WFirmaEndpoint(
        apiURL: "https://wfirma.test", companyID: "1", accessKey: Secret("sandbox-access"), secretKey: Secret("sandbox-secret"),
        appKey: Secret("sandbox-app"))

    private static func options(_ world: SandboxWorld, _ time: NIOLockedValueBox<Timestamp>) -> GatewayOptions {
        let wfirma = WFirmaClient(exchange: WorldExchange(world: world, side: .wfirma), endpoint: wfirmaEndpoint)
        var options = GatewayOptions(accounts: [account("main", at: world)], wfirma: wfirma) { time.withLockedValue { $0 } }
        options.accountOfSource = { $0 == Self.relay ? "main" : nil }
        // KSeF is off in wFirma unless a test says otherwise.
        options.invoicing.ksefWait = .zero
        return options
    }

    /// The limits' time goes with the world's, and leaps where somebody waits for a limit, so that no test waits in its own time.
    private static func budgetClock(_ now: @escaping @Sendable () -> Timestamp) -> BudgetClock {
        let ahead = NIOLockedValueBox(Int64(0))
        return BudgetClock(
            now: { BudgetInstant(microseconds: now().microseconds + ahead.withLockedValue { $0 }) },
            sleep: { until in
                await Task.yield()
                ahead.withLockedValue { $0 = max($0, until.microseconds - now().microseconds) }
            })
    }

    var now: Timestamp { time.withLockedValue { $0 } }

    /// The gateway's clock is set anew; the world's goes on as it did.
    func setClock(by span: Duration) {
        clockError.withLockedValue { $0 += span }
        time.withLockedValue { $0 = $0 + span }
    }

    /// Steps every service as `run()` would until the time has moved on by `span`: one that rests is stepped when its rest is over or it is woken,
    /// one that has work is stepped again before time moves.
    func run(for span: Duration, every beat: Duration = .milliseconds(50)) async throws {
        wakeAll()
        let end = now + span
        while now < end { await pass(beat, before: end) }
    }

    /// Commands that wait to be sent.
    func waitingCommands() async throws -> Int {
        try await store.outboxDepth().reduce(0) { $0 + ($1.state == .written ? $1.count : 0) }
    }

    /// What a test changed, a person would have changed through a face, which wakes everybody.
    func wakeAll() { rests = [:] }

    /// Steps who is due, then moves the time on by `beat`; by several where nobody was and nobody will be in between.
    func pass(_ beat: Duration, before end: Timestamp) async {
        var isStill = true
        var isBusy = true
        var rounds = 0
        while isBusy, rounds < 200 {
            isBusy = false
            rounds += 1
            for service in stepped where isDue(service) {
                isStill = false
                if await step(service) { isBusy = true }
            }
        }
        let next = isStill ? min(end, rests.values.compactMap { $0 }.min() ?? end) : now
        let beats = max(1, ((next - now).wholeMicroseconds + beat.wholeMicroseconds - 1) / beat.wholeMicroseconds)
        time.withLockedValue { $0 = $0 + beat * Int(beats) }
    }

    /// Its rest is over, or it was woken.
    private func isDue(_ service: any SteppedService) -> Bool {
        guard let rest = rests[ObjectIdentifier(service.wake)], rest.map({ $0 > now }) ?? true else { return true }
        return service.wake.takeSignal()
    }

    /// True when the service has more work.
    private func step(_ service: any SteppedService) async -> Bool {
        let key = ObjectIdentifier(service.wake)
        rests[key] = nil
        switch await service.step(at: now) {
        case .again: return true
        case .rest(let until): rests[key] = .some(until)
        case .giveWay(let until): rests[key] = until
        }
        return false
    }

    private var stepped: [any SteppedService] { gateway.services }

    /// Both sides are read, the mug's offer is linked and synchronised.
    func synchroniseMug(buffer: Int = 0, cap: Int? = nil) async throws {
        try await run(for: .seconds(1))
        try await store.link(Self.offer, to: OfferLink(components: [.init(product: Self.mug, units: 1)], buffer: buffer, cap: cap), at: now)
        let outcome = try await store.switchSync([Self.offer], enabled: true, at: now)
        guard outcome.first?.outcome == .enabled else { throw ShopFault.notSynchronised("\(outcome)") }
        try await run(for: .seconds(5))
    }

    /// Books a document in wFirma and delivers it as a relay would, signed.
    func book(_ kind: DocumentKindOnPaper, _ pieces: Int, good: String = "501", warehouse: String = "1") async throws {
        let booked =
            switch kind {
            case .receipt: world.receive(good, .init(pieces), in: warehouse)
            case .release: world.release(good, .init(pieces), from: warehouse)
            }
        let document = try booked.get()
        try await deliver(document: document.id, type: kind == .receipt ? "PZ" : "WZ", good: good, count: pieces, warehouse: warehouse)
    }

    enum DocumentKindOnPaper { case receipt, release }

    func deliver(document: String, type: String, good: String, count: Int, warehouse: String = "1", version: Int = 1, key: String? = nil) async throws
    {
        documents += 1
        let body = """
            {"event":"warehouse_document.added","warehouse_document":{"id":"\(document)","type":"\(type)","fullnumber":"\(type) \(document)",\
            "version":\(version),"warehouse":{"id":"\(warehouse)"},"warehouse_document_contents":[{"good":{"id":"\(good)"},"count":"\(count).0000"}]}}
            """
        try await deliver(body, key: key)
    }

    func deliver(
        _ body: String, key: String? = nil, trust: SenderTrust = .signed, source: String = "erp", kind: SourceKind = .wfirma,
        headers: [String: String] = [:]
    ) async throws {
        _ = try await inbox.accept(
            IncomingDelivery(
                source: source, kind: kind, trust: trust, key: key, format: .json, body: Array(body.utf8), headers: headers, receivedAt: now))
    }

    /// What the last hundred applied deliveries said.
    func appliedBodies() async throws -> [String] {
        var bodies: [String] = []
        for delivery in try await store.deliveries(state: .applied, after: nil, limit: 100) {
            bodies.append(String(decoding: try await store.delivery(id: delivery.id)?.incoming.body ?? [], as: UTF8.self))
        }
        return bodies
    }

    /// What Allegro truly shows on the mug's offer.
    var shown: (quantity: Int, status: SandboxOffer.Status) { shown(Self.offer) }

    func shown(_ offer: OfferID) -> (quantity: Int, status: SandboxOffer.Status) {
        guard let offer = world.offer(offer.text) else { return (-1, .archived) }
        return (offer.available, offer.status)
    }
}

enum ShopFault: Error { case notSynchronised(String) }
