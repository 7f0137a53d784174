public import Hummingbird
import HummingbirdCore
public import Logging
public import NIOCore
import NIOExtras
import NIOPosix
public import ServiceLifecycle

/// An HTTPS listener: HTTP/1.1 over TLS, with limits, that knows no route and names itself to nobody.
///
/// A graceful stop ends accepting at once, lets requests under way finish, and closes what is left after `stopTimeout`.
public struct HTTPSListener<Responder: HTTPResponder>: Service
where Responder.Context: InitializableFromSource<ApplicationRequestContextSource> {
    private typealias Connections = NIOAsyncChannel<HTTPSChannel.Value, Never>

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
        let channel = HTTPSChannel(
            responder: answers(of: responder, logger: logger), options: options, registry: registry, metrics: metrics, handlers: handlers)
        let quiescing = ServerQuiescingHelper(group: MultiThreadedEventLoopGroup.singleton)
        let server = try await listen(channel, quiescing)
        await withTaskCancellationHandler {
            await withGracefulShutdownHandler {
                await onRunning(server.channel.localAddress?.port ?? 0)
                await accept(server, channel)
            } onGracefulShutdown: { [options] in
                quiescing.initiateShutdown(promise: nil)
                MultiThreadedEventLoopGroup.singleton.any().scheduleTask(in: options.stopTimeout) { registry.closeAll() }
            }
        } onCancel: {
            registry.closeAll()
        }
    }

    private func listen(_ channel: HTTPSChannel, _ quiescing: ServerQuiescingHelper) async throws -> Connections {
        let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(ChannelOptions.backlog, value: 1_024)
            .serverChannelOption(ChannelOptions.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(ChannelOptions.allowRemoteHalfClosure, value: true)
            .serverChannelInitializer { server in
                server.eventLoop.makeCompletedFuture {
                    try server.pipeline.syncOperations.addHandler(quiescing.makeServerChannelHandler(channel: server))
                }
            }
        let setup: @Sendable (any Channel) -> EventLoopFuture<HTTPSChannel.Value> = { [logger] in channel.setup(channel: $0, logger: logger) }
        if let socket = options.socket { return try await bootstrap.bind(socket, childChannelInitializer: setup) }
        return try await bootstrap.bind(host: options.host, port: options.port, childChannelInitializer: setup)
    }

    /// Serves every connection until no more are accepted and the last one has ended.
    private func accept(_ server: Connections, _ channel: HTTPSChannel) async {
        await withDiscardingTaskGroup { [logger] group in
            do {
                try await server.executeThenClose { connections in
                    for try await connection in connections {
                        group.addTask { await channel.handle(value: connection, logger: logger) }
                    }
                }
            } catch {
                if !Task.isCancelled { logger.error("no more connections are accepted", metadata: ["error": "\(error)"]) }
            }
        }
    }
}
