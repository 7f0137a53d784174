import Foundation
import Inventory
import Logging
import NIOConcurrencyHelpers
import OpenSSLCrypto
import Sandbox
import ServiceLifecycle
import Storage
import WFirma

@testable import Allegro
@testable import Gateway

/// A shop whose day is recorded: the real services run side by side by the machine's clock, senders come in on a thread of their own.
final class RecordedShop: Sendable {
    static let buyer = SandboxOrder.Buyer(
        login: "znacznik-login", firstName: "Znacznikimie", lastName: "Znaczniknazwisko",
        invoice: .company(name: "Znacznikfirma sp. z o.o.", taxID: "5260250274"))

    let world: SandboxWorld
    let store: Store
    let recorder: DayRecorder
    let day: String
    private let inbox: GroupCommitInbox
    private let current: NIOLockedValueBox<Gateway>
    private let make: @Sendable () -> Gateway
    private let directory: URL

    init(sizeLimit: Int = 1 << 28) async throws {
        world = SandboxWorld(seed: 1, allegro: .calm, wfirma: .calm) { SandboxInstant(microseconds: Self.now().microseconds) }
        world.open(.mugs)
        directory = FileManager.default.temporaryDirectory.appending(path: "recorded-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        let recorder = DayRecorder { Self.now() }
        var storage = StoreOptions(path: directory.appending(path: "shop.db").path, secretsKey: Secret([UInt8](repeating: 7, count: 32)))
        storage.witness = recorder
        storage.onDecision = { recorder.note($0) }
        store = try Store.open(storage)
        let woken = NIOLockedValueBox<Wake?>(nil)
        inbox = GroupCommitInbox(store: store) { woken.withLockedValue { $0 }?.signal() }
        let own = CallerInbox(store: store) { woken.withLockedValue { $0 }?.signal() }
        make = { [world, store] in
            let gateway = Gateway(
                Self.options(world).inTurns(), store: store, inbox: own, logger: Logger(label: "recorded") { _ in SwiftLogNoOpLogHandler() })
            woken.withLockedValue { $0 = gateway.applierWake }
            return gateway
        }
        current = NIOLockedValueBox(make())
        self.recorder = recorder
        day = directory.appending(path: "day" + DayFile.ending).path
        try await open(sizeLimit: sizeLimit)
    }

    deinit { try? FileManager.default.removeItem(at: directory) }

    static func now() -> Timestamp { Timestamp(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000)) }

    static func options(_ world: SandboxWorld) -> GatewayOptions {
        let wfirma = WFirmaClient(
            exchange: WorldExchange(world: world, side: .wfirma),
            endpoint: WFirmaEndpoint(
                apiURL: "https://wfirma.test", companyID: "1", accessKey: Secret("sandbox-access"), secretKey: Secret("sandbox-secret"),
                appKey: Secret("sandbox-app")))
        var options = GatewayOptions(accounts: [Shop.account("main", at: world)], wfirma: wfirma) { now() }
        options.orderEventsInterval = .milliseconds(200)
        options.reconcileInterval = .seconds(1)
        options.invoicing.ksefWait = .zero
        options.ledger.secondLook = .milliseconds(500)
        options.ledger.parkLimit = .milliseconds(500)
        return options
    }

    /// The account is connected, the shop's switches are on, and the recording begins.
    private func open(sizeLimit: Int) async throws {
        let tokens = world.allegro { allegro, _ in allegro.issueTokens() }
        let pair = TokenPair(access: Secret(tokens.access), refresh: Secret(tokens.refresh), expiresIn: .seconds(43_200), scopes: [])
        try await AccountTokens(pair, at: Self.now()).save("main", to: store)
        _ = try await store.updateSettings { settings in
            (settings.fetchOrders, settings.issueInvoices) = (true, true)
            settings.accounts["main", default: AccountSettings()].documentDelay = .zero
        }
        try await begin(day, sizeLimit: sizeLimit)
    }

    /// The next file of the same run begins, with services that know no more than the store; `body` goes on meanwhile.
    func beginNext(while body: @Sendable @escaping (RecordedShop) async throws -> Void) async throws -> String {
        let next = directory.appending(path: "next" + DayFile.ending).path
        current.withLockedValue { $0 = make() }
        async let rest: Void = body(self)
        try await begin(next, sizeLimit: 1 << 28)
        try await rest
        return next
    }

    private func begin(_ day: String, sizeLimit: Int) async throws {
        try await recorder.begin(
            day, copy: day + ".copy", of: store, build: "test", configuration: "", mask: PersonalDataMask(key: Secret("a key of a test")),
            sizeLimit: sizeLimit, accounts: ["main"], logger: Logger(label: "recorded") { _ in SwiftLogNoOpLogHandler() })
    }

    /// Lets the services run while `body` does what buyers, warehouse and owner do, then ends the recording and stops them.
    ///
    /// - Parameter isLast: no other run comes after it.
    func run(isLast: Bool = true, _ body: @Sendable @escaping (RecordedShop) async throws -> Void) async throws {
        let services = current.withLockedValue { $0 }.services(recordedBy: recorder)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for service in services { group.addTask { try? await service.run() } }
            try await body(self)
            await recorder.end()
            group.cancelAll()
        }
        if isLast { await inbox.stop() }
    }

    /// A document is booked in wFirma and told by a sender who signs.
    func book(_ type: String, _ pieces: Int) async throws {
        let booked = type == "PZ" ? world.receive("501", .init(pieces), in: "1") : world.release("501", .init(pieces), from: "1")
        let document = try booked.get()
        let body = """
            {"event":"warehouse_document.added","warehouse_document":{"id":"\(document.id)","type":"\(type)","fullnumber":"\(document.fullNumber)",\
            "version":\(document.version),"warehouse":{"id":"1"},"contractor":{"name":"Znacznikhurt","nip":"5260250274"},\
            "warehouse_document_contents":[{"good":{"id":"501"},"count":"\(pieces).0000"}]}}
            """
        _ = try await inbox.accept(
            IncomingDelivery(
                source: "erp", kind: .wfirma, trust: .signed, key: nil, format: .json, body: Array(body.utf8), headers: [:], receivedAt: Self.now()))
    }

    /// What the owner does through a face wakes everybody.
    func wakeAll() { current.withLockedValue { $0 }.wakeAll() }

    /// Waits until `isSo`; false when that took too long.
    func wait(until isSo: () async throws -> Bool) async throws -> Bool {
        let deadline = ContinuousClock.now + .seconds(120)
        while ContinuousClock.now < deadline {
            if try await isSo() { return true }
            try await Task.sleep(for: .milliseconds(5))
        }
        return false
    }

    /// Plays the day again, on a store that `change` was made to first. `file`: another than the first.
    func replay(_ file: String? = nil, _ change: (Store) async throws -> Void = { _ in }) async throws -> DayReplay.Outcome {
        let day = file ?? self.day
        let path = directory.appending(path: "again-\(UUID().uuidString).db").path
        try StoredDay(at: day).writeSnapshot(to: path)
        let snapshot = DaySnapshot(path: path)
        let store = try snapshot.open()
        try await change(store)
        try store.close()
        return try await DayReplay(RecordedDay(at: day), options: Self.options(world), snapshot: snapshot).run()
    }
}
