import Listener
public import Logging
import NIOConcurrencyHelpers
public import ServiceLifecycle

/// The simulated Allegro and the simulated wFirma, each behind an HTTPS port of its own, and the sender of notices.
public struct Sandbox: Service {
    private let worlds: SandboxWorlds
    private let options: SandboxOptions
    private let logger: Logger
    private let couriers: [NoticeCourier]
    private let onRunning: @Sendable (SandboxAddresses) async -> Void

    /// - Parameters:
    ///   - send: carries one notice out and says what came back; nil where nothing did.
    ///   - onRunning: called once, when both ports are bound.
    public init(
        world: SandboxWorld, options: SandboxOptions, logger: Logger, send: @escaping @Sendable (WebhookRequest) async -> WebhookAnswer?,
        onRunning: @escaping @Sendable (SandboxAddresses) async -> Void = { _ in }
    ) {
        self.init(.only(world), options, logger, send, onRunning)
    }

    /// Several worlds behind the same two ports, each below a path of its own: what is told as `https://HOST:PORT` is `https://HOST:PORT/worlds/NAME`
    /// for the world of that name. Nothing joins them.
    public init(
        worlds: [String: SandboxWorld], options: SandboxOptions, logger: Logger, send: @escaping @Sendable (WebhookRequest) async -> WebhookAnswer?,
        onRunning: @escaping @Sendable (SandboxAddresses) async -> Void = { _ in }
    ) {
        self.init(.named(worlds), options, logger, send, onRunning)
    }

    private init(
        _ worlds: SandboxWorlds, _ options: SandboxOptions, _ logger: Logger, _ send: @escaping @Sendable (WebhookRequest) async -> WebhookAnswer?,
        _ onRunning: @escaping @Sendable (SandboxAddresses) async -> Void
    ) {
        (self.worlds, self.options, self.logger, self.onRunning) = (worlds, options, logger, onRunning)
        couriers = worlds.all.map { NoticeCourier(world: $0, send: send) }
    }

    /// Serves until a graceful stop. Throws when an address can not be bound.
    public func run() async throws {
        let ports = NIOLockedValueBox<[SandboxSide: Int]>([:])
        try await withThrowingTaskGroup(of: Void.self) { group in
            for side in SandboxSide.allCases {
                let listener = listener(for: side) { port in
                    let all = ports.withLockedValue { ports in
                        ports[side] = port
                        return ports
                    }
                    await announce(all)
                }
                group.addTask { try await listener.run() }
            }
            for courier in couriers { group.addTask { await courier.run() } }
            try await group.waitForAll()
        }
    }

    private func listener(for side: SandboxSide, onRunning: @escaping @Sendable (Int) async -> Void) -> HTTPSListener<SandboxResponder> {
        let port = side == .allegro ? options.allegroPort : options.wfirmaPort
        var listening = ListenerOptions(name: "sandbox-\(side.rawValue)", host: options.host, port: port, tls: options.tls)
        listening.bodyLimitBytes = options.bodyLimitBytes
        let responder = SandboxResponder(
            worlds: worlds, side: side, limits: .init(bodyBytes: options.bodyLimitBytes, silence: options.silence))
        return HTTPSListener(options: listening, responder: responder, handlers: { [BrokenAnswers()] }, logger: logger, onRunning: onRunning)
    }

    private func announce(_ ports: [SandboxSide: Int]) async {
        guard let allegro = ports[.allegro], let wfirma = ports[.wfirma] else { return }
        let base = "https://\(options.host):\(allegro)"
        await onRunning(
            SandboxAddresses(allegro: base, allegroAuthorisation: base + "/auth/oauth", wfirma: "https://\(options.host):\(wfirma)"))
    }
}
