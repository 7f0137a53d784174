import Console
import Gateway
import Listener
import Logging
import OpenSSLCrypto
import Operations
import ServiceLifecycle
import Storage
import UnixSignals
import Webhooks

/// A gateway from its configuration to its end: opens everything, runs it as one group, and closes it in the opposite order.
struct GatewayProcess {
    /// What a graceful stop may take before what still runs is cancelled. With the rest of the stop it stays under 10 s.
    static let stopLimit: Duration = .seconds(8)

    let loaded: LoadedConfiguration
    let logger: Logger
    let registry: MetricsRegistry

    func run() async throws {
        let configuration = loaded.configuration
        do {
            let tls = try ListenerCertificates(configuration)
            let sources = try SourceRegistry(configuration.webhookSources)
            let lock = try ServeLock.acquire(database: configuration.database)
            defer { lock.release() }
            try await ListenerService.check(configuration.publicListener.listen, key: "public.listen")
            try await ListenerService.check(configuration.privateListener.listen, key: "private.listen")
            let store = try Store.open(configuration.storeOptions(runsCheckpoints: true))
            try await store.resealSecrets(at: systemClock())
            try await store.refuseOldWishes(at: systemClock())
            try await tellOfFirstUser(store)
            let choices = try await ChoicesKeeper(configuration.choices, store: store, logger: Logger(label: "choices"))
            let gateway = GatewayServices(configuration, sources: sources, store: store, logger: Logger(label: "gateway"))
            // Stopped in the opposite order: the listeners first, so that what they took is still applied and sent.
            try await group(
                of: [choices] + gateway.services + [reloading(tls: tls, sources: sources, store: store, gateway: gateway.gateway)]
                    + listeners(tls: tls, sources: sources, store: store, gateway: gateway)
            ).run()
            await gateway.inbox.stop()
            try store.close()
            logger.info("stopped")
        } catch {
            throw CommandFailure(serving: error)
        }
    }

    /// Nobody can sign in to the console yet: how that is mended.
    private func tellOfFirstUser(_ store: Store) async throws {
        guard try await !store.hasUsers() else { return }
        logger.notice(
            "the console has no user yet; make one with: stockgate user invite --config \(loaded.path) --name NAME --role admin")
    }

    private func group(of services: [any Service]) -> ServiceGroup {
        var options = ServiceGroupConfiguration(
            services: services.map { ServiceGroupConfiguration.ServiceConfiguration(service: $0) },
            gracefulShutdownSignals: [.sigterm, .sigint], logger: Logger(label: "services"))
        options.maximumGracefulShutdownDuration = Self.stopLimit
        return ServiceGroup(configuration: options)
    }

    private func reloading(tls: ListenerCertificates, sources: SourceRegistry, store: Store, gateway: Gateway) -> ReloadService {
        let logger = Logger(label: "reload")
        return ReloadService(path: loaded.path, logger: logger) { fresh in
            try tls.reload(fresh.configuration)
            try sources.replace(with: fresh.configuration.webhookSources)
            gateway.use(GatewayKeys(fresh.configuration))
            LogLevel.current = fresh.configuration.log.level
            let sealed = try await store.change(to: fresh.configuration.secretsKeys, at: systemClock())
            if sealed > 0 { logger.notice("what is secret at rest was sealed under the new key", metadata: ["secrets": "\(sealed)"]) }
        }
    }

    private func listeners(tls: ListenerCertificates, sources: SourceRegistry, store: Store, gateway: GatewayServices) -> [any Service] {
        let (open, closed) = (loaded.configuration.publicListener, loaded.configuration.privateListener)
        let ready = ReadyLine(publicHost: open.listen.host, privateHost: closed.listen.host)
        let intake = WebhookIntake(sources: sources, inbox: gateway.inbox, logger: Logger(label: "webhooks"), now: systemClock)
        var publicOptions = ListenerOptions(name: "public", host: open.listen.host, port: open.listen.port, tls: tls.publicStore)
        publicOptions.bodyLimitBytes = open.bodyLimitBytes
        let options = publicOptions
        let planning = Planning(loaded.configuration)
        let facts = ConsoleFacts(loaded.configuration)
        let privateOptions = ListenerOptions(name: "private", host: closed.listen.host, port: closed.listen.port, tls: tls.privateStore)
        return [
            ListenerService(address: closed.listen, key: "private.listen") {
                try await privateListener(
                    privateOptions, store: store, gateway: gateway.gateway, planning: planning, facts: facts, registry: registry
                ) {
                    ready.privateListener(isBoundTo: $0)
                }.run()
            },
            ListenerService(address: open.listen, key: "public.listen") {
                try await HTTPSListener(
                    options: options, responder: intake.responder, handlers: { intake.handlers() }, logger: Logger(label: "public"),
                    onRunning: { ready.publicListener(isBoundTo: $0) }
                ).run()
            },
        ]
    }
}
