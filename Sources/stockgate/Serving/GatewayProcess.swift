import Foundation
import Listener
import Logging
import Operations
import ServiceLifecycle
import Storage
import UnixSignals
import Webhooks

/// A gateway from its configuration to its end: opens everything, runs it as one group, and closes it in the opposite order.
///
/// The only merchant is opened before the listeners, and what it throws ends the process. Several merchants are opened beside each other while the
/// listeners listen already, and none of them ends the process.
struct GatewayProcess {
    /// What a graceful stop may take before what still runs is cancelled. With the rest of the stop it stays under 10 s.
    static let stopLimit: Duration = .seconds(8)

    let loaded: LoadedConfiguration
    let logger: Logger
    let registry: MetricsRegistry

    private var configuration: GatewayConfiguration { loaded.configuration }

    func run() async throws {
        do {
            let tls = try ListenerCertificates(configuration)
            for (_, words) in tls.over(at: systemClock()) { logger.warning("\(words)") }
            let hasSeveral = !configuration.merchants.isEmpty
            let setting = ProcessSetting(
                path: loaded.path, sources: try SourceRegistry(configuration.allSources), exchanges: Exchanges(isShared: hasSeveral),
                fleets: try Fleets(configuration.byMerchant), share: AllegroShare(configuration))
            let tenancy = hasSeveral ? nil : try Tenancy(of: configuration, setting.fleets)
            defer { tenancy?.end() }
            let sockets = try HandedSockets(ProcessInfo.processInfo.environment)
            sockets.closeOnExec()
            for (name, address) in [("public", configuration.publicListener.listen), ("private", configuration.privateListener.listen)]
            where sockets[name] == nil { try await ListenerService.check(address, key: "\(name).listen") }
            let listeners = Listeners(configuration, tls: tls, sockets: sockets)
            if let tenancy { try await runOne(setting, tenancy, listeners) } else { try await runSeveral(setting, listeners) }
            logger.info("stopped")
        } catch {
            throw CommandFailure(serving: error)
        }
    }

    private func runOne(_ setting: ProcessSetting, _ tenancy: Tenancy, _ listeners: Listeners) async throws {
        let merchant = try await MerchantRuntime.open(configuration, tenancy, in: setting)
        let intake = WebhookIntake(
            sources: setting.sources, inbox: merchant.gateway.inbox, bodyLimitBytes: configuration.publicListener.bodyLimitBytes,
            logger: Logger(label: "webhooks"), now: systemClock)
        let reloading = ReloadService(path: loaded.path, running: configuration, logger: Logger(label: "reload")) { fresh in
            guard fresh.configuration.merchants.isEmpty else { throw CommandFailure(.configuration, "one merchant becomes several with a restart") }
            // What can be refused comes first.
            try await merchant.reseal(under: fresh.configuration, logger: Logger(label: "reload"))
            let told = try listeners.tls.reload(fresh.configuration, at: systemClock())
            try setting.sources.replace(with: fresh.configuration.allSources)
            merchant.useKeys(of: fresh.configuration)
            LogLevel.current = fresh.configuration.log.level
            return told
        }
        // Stopped in the opposite order: the listeners first, so that what they took is still applied and sent.
        try await ServiceGroup.of(
            setting.fleets.services + setting.share.services + [SpareMemory()] + merchant.services + [reloading]
                + listeners.services(intake) { try PrivateResponder(merchant, registry: registry) }, stoppedBy: [.sigterm, .sigint]
        ).run()
        try await merchant.close()
    }

    private func runSeveral(_ setting: ProcessSetting, _ listeners: Listeners) async throws {
        for store in UnnamedStores.beside(configuration.byMerchant.map(\.database)) {
            logger.warning("a store that no merchant names", metadata: ["store": "\(store)", "advice": "\(DatabaseCheck.unnamedAdvice)"])
        }
        let merchants = Merchants()
        let supervisor = MerchantSupervisor(configuration.byMerchant, merchants, in: setting)
        let intake = WebhookIntake(
            sources: setting.sources, inbox: MerchantInboxes(merchants: merchants), bodyLimitBytes: configuration.publicListener.bodyLimitBytes,
            logger: Logger(label: "webhooks"), now: systemClock)
        let reloadLogger = Logger(label: "reload")
        let reloading = ReloadService(path: loaded.path, running: configuration, logger: reloadLogger) { fresh in
            guard !fresh.configuration.merchants.isEmpty else { throw CommandFailure(.configuration, "several merchants become one with a restart") }
            let told = try listeners.tls.reload(fresh.configuration, at: systemClock())
            try setting.sources.replace(with: fresh.configuration.allSources)
            for configuration in fresh.configuration.byMerchant {
                guard let name = configuration.merchantName, let runtime = merchants[name]?.runtime else { continue }
                do { try await runtime.reseal(under: configuration, logger: setting.logger(for: name)) } catch {
                    // The others' keys change all the same; this one's secrets open with either key until a reload brings it along.
                    reloadLogger.error("not sealed under the new key", metadata: ["merchant": "\(name)", "error": "\(error)"])
                }
            }
            setting.share.follow(fresh.configuration)
            supervisor.follow(fresh.configuration.byMerchant)
            LogLevel.current = fresh.configuration.log.level
            return told
        }
        try await ServiceGroup.of(
            setting.fleets.services + setting.share.services + [SpareMemory(), supervisor, reloading]
                + listeners.services(intake) { try MerchantsResponder(merchants, registry: registry) }, stoppedBy: [.sigterm, .sigint]
        ).run()
    }
}

extension ServiceGroup {
    /// A group of these services, in the order in which they start; it stops in the opposite one, within the time that the process has for its end.
    static func of(_ services: [any Service], stoppedBy signals: [UnixSignal] = [], logger: Logger = Logger(label: "services")) -> ServiceGroup {
        var options = ServiceGroupConfiguration(services: services, gracefulShutdownSignals: signals, logger: logger)
        options.maximumGracefulShutdownDuration = GatewayProcess.stopLimit
        return ServiceGroup(configuration: options)
    }
}
