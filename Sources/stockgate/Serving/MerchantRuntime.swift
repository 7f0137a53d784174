import Gateway
import Inventory
import Logging
import Metrics
import NIOConcurrencyHelpers
import Operations
import ServiceLifecycle
import Storage
import Webhooks

/// One merchant at work: its store, open, and the services over it. Listeners, certificates and metrics are the process's.
final class MerchantRuntime: Sendable {
    let configuration: GatewayConfiguration
    let store: Store
    let gateway: GatewayServices
    private let gauges: StoreGauges
    /// In the order in which they start; they stop in the opposite one.
    let services: [any Service]
    private let tenancy: Tenancy
    /// What people and programs meet of this merchant; made when the first of them comes.
    private let faces = NIOLockedValueBox<PrivateResponder?>(nil)

    private init(_ configuration: GatewayConfiguration, store: Store, gateway: GatewayServices, services: [any Service], _ tenancy: Tenancy) {
        (self.configuration, self.store, self.gateway, self.services, self.tenancy) = (configuration, store, gateway, services, tenancy)
        gauges = StoreGauges(
            store: store, merchant: configuration.merchantName, accounts: configuration.allegro.map { AccountName($0.account) }, clock: systemClock)
    }

    /// Opens everything; the store is closed again when it throws.
    ///
    /// - Parameters:
    ///   - tenancy: tells others that this store is served; it is ended by ``close()``, or by the caller when this throws.
    ///   - setting: what of the process it uses.
    static func open(_ configuration: GatewayConfiguration, _ tenancy: Tenancy, in setting: ProcessSetting) async throws -> MerchantRuntime {
        let name = configuration.merchantName
        let recording = DayRecording(configuration)
        var options = configuration.storeOptions(runsCheckpoints: true)
        recording?.watch(&options)
        options.fleet = tenancy.fleet
        let logger = setting.logger(for: name)
        options.onDamage = { damage in
            let told: Logger.Message =
                if case .takenAway = damage {
                    "the store's file was taken away: senders are turned away until serve is started anew"
                } else {
                    "the store is damaged: senders are turned away until a backup is restored"
                }
            logger.critical(told, metadata: ["reason": "\(damage)"])
        }
        let store = try await setting.openings.open(options)
        var begun: GatewayServices?
        do {
            try await tellOfFirstUser(tenancy.lock.map(store.under) ?? store, setting.path, name, setting.logger(for: name))
            let gateway = GatewayServices(
                configuration, sources: setting.sources, exchanges: setting.exchanges, share: setting.share, store: store,
                logger: Logger(label: "gateway", merchant: name))
            begun = gateway
            let begin: @Sendable (any Tenure) async throws -> [any Service] = { tenure in
                let store = store.under(tenure)
                let choices = try await MerchantRuntime.prepare(store, configuration, setting)
                return choices + gateway.begin(over: store, recording: recording)
            }
            let services: [any Service] =
                switch tenancy {
                case .lock(let lock): try await begin(lock)
                case .leases(let fleet):
                    [MerchantWork(store: store, gateway: gateway, fleet: fleet, logger: setting.logger(for: name), begin: begin)]
                }
            let writes = ForeignWrites(gateway, of: store, recorder: recording?.recorder)
            return MerchantRuntime(configuration, store: store, gateway: gateway, services: [writes] + services, tenancy)
        } catch {
            await begun?.inbox.stop()
            try? store.close()
            throw error
        }
    }

    /// What whoever works the store does first: of all that is done under a tenure, this waits for what the one before still writes.
    private static func prepare(_ store: Store, _ configuration: GatewayConfiguration, _ setting: ProcessSetting) async throws -> [any Service] {
        let name = configuration.merchantName
        try await store.resealSecrets(at: systemClock())
        try await store.refuseOldWishes(at: systemClock())
        if !configuration.wfirma.companyID.isEmpty { try await store.note(configuration.shopMark) }
        let choices: ChoicesKeeper?
        if let file = configuration.choices {
            choices = try await ChoicesKeeper(
                file, store: store, merchant: name, interval: name == nil ? ChoicesKeeper.interval : ChoicesKeeper.sharedInterval,
                logger: Logger(label: "choices", merchant: name))
        } else {
            choices = nil
            if try await !store.hasAdoptedChoices() { try await store.adoptChoices(nil, at: systemClock()) }
        }
        try await enter(configuration.mode, store, setting.logger(for: name))
        return choices.map { [$0] } ?? []
    }

    /// Seals what is secret at rest under the key that a configuration says which was read again. Throws a ``StorageError`` and changes nothing.
    func reseal(under fresh: GatewayConfiguration, logger: Logger) async throws {
        let sealed = try await store.change(to: fresh.secretsKeys, at: systemClock())
        if sealed > 0 { logger.notice("what is secret at rest was sealed under the new key", metadata: ["secrets": "\(sealed)"]) }
    }

    /// Takes the other sides' secrets of a configuration that was read again; everything else needs a new runtime.
    func useKeys(of fresh: GatewayConfiguration) { gateway.use(GatewayKeys(fresh, running: configuration)) }

    /// Who works it, where several gateways share its store.
    var worker: Fleet.Worker? { tenancy.fleet?.worker(of: store.schema ?? "") }

    /// Before a scrape: what the store tells of itself.
    func showStore() async {
        defer { gauge("stockgate_store_damaged").record(store.damage == nil ? 0 : 1) }
        if let worker { gauge("stockgate_merchant_worked_here").record(worker == .here ? 1 : 0) }
        if let free = store.freeBytes { gauge("stockgate_disk_free_bytes").record(free) }
        if let log = store.logBytes { gauge("stockgate_wal_bytes").record(log) }
        // A store that cannot be read tells so by /readyz; the counters are still worth a scrape.
        guard (try? await gauges.refresh()) == true else { return }
        await showTokens()
    }

    /// Whoever works the store, what stands in it tells when the grants were renewed.
    private func showTokens() async {
        for account in configuration.allegro.map({ AccountName($0.account) }) {
            guard let tokens = try? await AccountTokens.load(account, from: store) else { continue }
            for (label, moment) in [
                ("stockgate_token_renewed_timestamp_seconds", tokens.renewedAt), ("stockgate_token_expires_timestamp_seconds", tokens.expiresAt),
            ] {
                gauge(label, [("account", account.text)]).record(Double(moment.microseconds) / 1_000_000)
            }
        }
    }

    private func gauge(_ label: String, _ dimensions: [(String, String)] = []) -> Gauge {
        Gauge(label: label, dimensions: (configuration.merchantName.map { [("merchant", $0)] } ?? []) + dimensions)
    }

    /// Its console and API, made by `make` when the first request comes.
    func responder(_ make: (MerchantRuntime) throws -> PrivateResponder) rethrows -> PrivateResponder {
        try faces.withLockedValue { faces in
            if let made = faces { return made }
            let made = try make(self)
            faces = made
            return made
        }
    }

    /// Keeps what is still on its way in, and closes. To be called once, when the services have ended.
    func close() async throws {
        defer { tenancy.end() }
        // What answers for this merchant holds it in turn.
        faces.withLockedValue { $0 = nil }
        await gateway.inbox.stop()
        try store.close()
    }

    /// Nobody can sign in to the console yet: how that is mended.
    private static func tellOfFirstUser(_ store: Store, _ path: String, _ merchant: String?, _ logger: Logger) async throws {
        guard try await !store.hasUsers() else { return }
        let which = merchant.map { " --merchant \($0)" } ?? ""
        logger.notice("the console has no user yet; make one with: stockgate user invite --config \(path)\(which) --name NAME --role admin")
    }

    /// The mode is the configuration's alone: whoever changes it starts anew, and so looks anew at both sides.
    private static func enter(_ mode: GatewayMode, _ store: Store, _ logger: Logger) async throws {
        switch mode {
        case .shadow:
            try await store.enterShadow(at: systemClock())
            logger.notice("shadow mode: nothing is sent to Allegro and wFirma")
        case .live:
            guard try await store.leaveShadow(at: systemClock()) else { return }
            logger.notice("live from now on: offers are read before anything is sent, and orders bought before get no document from us")
        }
    }
}
