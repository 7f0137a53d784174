import Listener
public import Logging
import NIOConcurrencyHelpers
public import ServiceLifecycle

/// The simulated Allegro and the simulated wFirma, each behind an HTTPS port of its own, and the sender of notices.
public struct Sandbox: Service {
    private let world: SandboxWorld
    private let options: SandboxOptions
    private let logger: Logger
    private let courier: NoticeCourier
    private let onRunning: @Sendable (SandboxAddresses) async -> Void

    /// - Parameters:
    ///   - send: carries one notice out and says what came back; nil where nothing did.
    ///   - onRunning: called once, when both ports are bound.
    public init(
        world: SandboxWorld, options: SandboxOptions, logger: Logger, send: @escaping @Sendable (WebhookRequest) async -> WebhookAnswer?,
        onRunning: @escaping @Sendable (SandboxAddresses) async -> Void = { _ in }
    ) {
        self.world = world
        self.options = options
        self.logger = logger
        courier = NoticeCourier(world: world, send: send)
        self.onRunning = onRunning
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
            group.addTask { await courier.run() }
            try await group.waitForAll()
        }
    }

    private func listener(for side: SandboxSide, onRunning: @escaping @Sendable (Int) async -> Void) -> HTTPSListener<SandboxResponder> {
        let port = side == .allegro ? options.allegroPort : options.wfirmaPort
        var listening = ListenerOptions(name: "sandbox-\(side.rawValue)", host: options.host, port: port, tls: options.tls)
        listening.bodyLimitBytes = options.bodyLimitBytes
        let responder = SandboxResponder(
            world: world, side: side, limits: .init(bodyBytes: options.bodyLimitBytes, silence: options.silence))
        return HTTPSListener(options: listening, responder: responder, handlers: { [BrokenAnswers()] }, logger: logger, onRunning: onRunning)
    }

    private func announce(_ ports: [SandboxSide: Int]) async {
        guard let allegro = ports[.allegro], let wfirma = ports[.wfirma] else { return }
        let base = "https://\(options.host):\(allegro)"
        await onRunning(
            SandboxAddresses(allegro: base, allegroAuthorisation: base + "/auth/oauth", wfirma: "https://\(options.host):\(wfirma)"))
    }
}
