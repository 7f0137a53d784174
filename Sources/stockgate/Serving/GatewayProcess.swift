import Console
import Foundation
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
            let sockets = try HandedSockets(ProcessInfo.processInfo.environment)
            sockets.closeOnExec()
            for (name, address) in [("public", configuration.publicListener.listen), ("private", configuration.privateListener.listen)]
            where sockets[name] == nil { try await ListenerService.check(address, key: "\(name).listen") }
            let recording = DayRecording(configuration)
            var storage = configuration.storeOptions(runsCheckpoints: true)
            recording?.watch(&storage)
            let store = try Store.open(storage)
            try await store.resealSecrets(at: systemClock())
            try await store.refuseOldWishes(at: systemClock())
            try await tellOfFirstUser(store)
            let choices = try await ChoicesKeeper(configuration.choices, store: store, logger: Logger(label: "choices"))
            try await enter(configuration.mode, store)
            let gateway = GatewayServices(
                configuration, sources: sources, store: store, recording: recording, logger: Logger(label: "gateway"))
            // Stopped in the opposite order: the listeners first, so that what they took is still applied and sent.
            try await group(
                of: [choices] + gateway.services + [reloading(tls: tls, sources: sources, store: store, gateway: gateway)]
                    + listeners(tls: tls, sources: sources, store: store, gateway: gateway, sockets: sockets)
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

    /// The mode is the configuration's alone: whoever changes it starts anew, and so looks anew at both sides.
    private func enter(_ mode: GatewayMode, _ store: Store) async throws {
        switch mode {
        case .shadow:
            try await store.enterShadow(at: systemClock())
            logger.notice("shadow mode: nothing is sent to Allegro and wFirma")
        case .live:
            guard try await store.leaveShadow(at: systemClock()) else { return }
            logger.notice("live from now on: offers are read before anything is sent, and orders bought before get no document from us")
        }
    }

    private func group(of services: [any Service]) -> ServiceGroup {
        var options = ServiceGroupConfiguration(
            services: services.map { ServiceGroupConfiguration.ServiceConfiguration(service: $0) },
            gracefulShutdownSignals: [.sigterm, .sigint], logger: Logger(label: "services"))
        options.maximumGracefulShutdownDuration = Self.stopLimit
        return ServiceGroup(configuration: options)
    }

    private func reloading(tls: ListenerCertificates, sources: SourceRegistry, store: Store, gateway: GatewayServices) -> ReloadService {
        let (logger, running) = (Logger(label: "reload"), loaded.configuration)
        return ReloadService(path: loaded.path, logger: logger) { fresh in
            // What can be refused comes first.
            let sealed = try await store.change(to: fresh.configuration.secretsKeys, at: systemClock())
            if sealed > 0 { logger.notice("what is secret at rest was sealed under the new key", metadata: ["secrets": "\(sealed)"]) }
            try tls.reload(fresh.configuration)
            try sources.replace(with: fresh.configuration.webhookSources)
            gateway.use(GatewayKeys(fresh.configuration, running: running))
            LogLevel.current = fresh.configuration.log.level
        }
    }

    private func listeners(
        tls: ListenerCertificates, sources: SourceRegistry, store: Store, gateway: GatewayServices, sockets: HandedSockets
    ) -> [any Service] {
        let (open, closed) = (loaded.configuration.publicListener, loaded.configuration.privateListener)
        let ready = ReadyLine(publicHost: open.listen.host, privateHost: closed.listen.host)
        let intake = WebhookIntake(sources: sources, inbox: gateway.inbox, logger: Logger(label: "webhooks"), now: systemClock)
        var publicOptions = ListenerOptions(name: "public", host: open.listen.host, port: open.listen.port, tls: tls.publicStore)
        publicOptions.bodyLimitBytes = open.bodyLimitBytes
        publicOptions.socket = sockets["public"]
        let options = publicOptions
        let planning = Planning(loaded.configuration)
        let facts = ConsoleFacts(loaded.configuration)
        var privateOptions = ListenerOptions(name: "private", host: closed.listen.host, port: closed.listen.port, tls: tls.privateStore)
        privateOptions.socket = sockets["private"]
        let closedOptions = privateOptions
        return [
            ListenerService(address: closed.listen, key: "private.listen") {
                try await privateListener(
                    closedOptions, store: store, gateway: { gateway.gateway }, planning: planning, facts: facts, registry: registry
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
