public import Hummingbird
import HummingbirdCore
public import Logging
public import NIOCore
import NIOPosix
public import ServiceLifecycle

/// An HTTPS listener: HTTP/1.1 over TLS, with limits, that knows no route and names itself to nobody.
///
/// A graceful stop ends accepting at once, lets requests under way finish, and closes what is left after `stopTimeout`.
public struct HTTPSListener<Responder: HTTPResponder>: Service
where Responder.Context: InitializableFromSource<ApplicationRequestContextSource> {
    private let options: ListenerOptions
    private let responder: Responder
    private let handlers: @Sendable () -> [any RemovableChannelHandler]
    private let logger: Logger
    private let onRunning: @Sendable (_ port: Int) async -> Void

    /// - Parameters:
    ///   - handlers: makes, for each connection, the handlers between the limits and Hummingbird. They see `HTTPRequestPart` and
    ///     `HTTPResponsePart`, may answer by themselves (in order), and hear of ``TLSHandshakeCompleted``.
    ///   - onRunning: called once with the bound port.
    public init(
        options: ListenerOptions, responder: Responder, handlers: @escaping @Sendable () -> [any RemovableChannelHandler] = { [] },
        logger: Logger, onRunning: @escaping @Sendable (_ port: Int) async -> Void = { _ in }
    ) {
        self.options = options
        self.responder = responder
        self.handlers = handlers
        self.logger = logger
        self.onRunning = onRunning
    }

    /// Listens until a graceful stop or a cancellation. Throws when the address cannot be bound.
    public func run() async throws {
        let metrics = ListenerMetrics(listener: options.name)
        let registry = ConnectionRegistry(limit: options.maxConnections, metrics: metrics)
        let application = Application(
            responder: responder,
            server: HTTPServerBuilder { [options, handlers] responder in
                HTTPSChannel(responder: responder, options: options, registry: registry, metrics: metrics, handlers: handlers)
            },
            configuration: ApplicationConfiguration(address: .hostname(options.host, port: options.port), backlog: 1_024),
            onServerRunning: { [onRunning] channel in await onRunning(channel.localAddress?.port ?? 0) },
            logger: logger)
        try await withGracefulShutdownHandler {
            try await withTaskCancellationHandler {
                try await application.run()
            } onCancel: {
                registry.closeAll()
            }
        } onGracefulShutdown: { [options] in
            MultiThreadedEventLoopGroup.singleton.any().scheduleTask(in: options.stopTimeout) { registry.closeAll() }
        }
    }
}
