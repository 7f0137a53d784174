import NIOConcurrencyHelpers
import NIOCore
import NIOOpenSSL
import NIOPosix
import OpenSSLCrypto

/// A TLS server on a free port that sends back what it gets, does as told by single letters, and keeps what it saw.
///
/// `O` ends its output, `C` closes, `B` sends a megabyte.
final class EchoServer: Sendable {
    struct Seen {
        var handshakes: [TLSHandshakeCompleted] = []
        var errors: [TLSError] = []
        var bytes = 0
        var inputEnds = 0
        var opened = 0
        var closed = 0
        var handlers: [WeakHandler] = []
    }

    final class WeakHandler: @unchecked Sendable {
        weak var handler: OpenSSLServerHandler?
        init(_ handler: OpenSSLServerHandler) { self.handler = handler }
    }

    static let authority = Result { try LocalAuthority() }
    let store: TLSContextStore
    let port: Int
    private let channel: any Channel
    private let group: MultiThreadedEventLoopGroup
    private let box: NIOLockedValueBox<Seen>

    var seen: Seen { box.withLockedValue { $0 } }

    convenience init(timeouts: TLSTimeouts = TLSTimeouts()) throws {
        let issued = try Self.authority.get().issue(.server, name: "localhost", alternativeNames: ["localhost", "127.0.0.1"])
        try self.init(TLSOptions(issued), timeouts: timeouts)
    }

    init(_ options: TLSOptions, timeouts: TLSTimeouts = TLSTimeouts()) throws {
        let store = try TLSContextStore(options)
        let box = NIOLockedValueBox(Seen())
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        self.channel = try ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 1_024)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let handler = try OpenSSLServerHandler(context: store.current, timeouts: timeouts)
                    box.withLockedValue {
                        $0.handlers.append(WeakHandler(handler))
                        $0.opened += 1
                    }
                    channel.closeFuture.whenComplete { _ in box.withLockedValue { $0.closed += 1 } }
                    try channel.pipeline.syncOperations.addHandlers(handler, Echo(box))
                }
            }
            .bind(host: "127.0.0.1", port: 0).wait()
        self.store = store
        self.box = box
        self.group = group
        self.port = channel.localAddress?.port ?? 0
    }

    func stop() throws {
        try channel.close().wait()
        try group.syncShutdownGracefully()
    }
}

private final class Echo: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer
    private let box: NIOLockedValueBox<EchoServer.Seen>

    init(_ box: NIOLockedValueBox<EchoServer.Seen>) {
        self.box = box
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = unwrapInboundIn(data)
        box.withLockedValue { $0.bytes += buffer.readableBytes }
        switch buffer.readableBytes == 1 ? buffer.getString(at: buffer.readerIndex, length: 1) : nil {
        case "O": context.close(mode: .output, promise: nil)
        case "C": context.close(promise: nil)
        case "B": context.writeAndFlush(wrapOutboundOut(ByteBuffer(repeating: 0x62, count: 1 << 20)), promise: nil)
        default: context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if let handshake = event as? TLSHandshakeCompleted { box.withLockedValue { $0.handshakes.append(handshake) } }
        if case .inputClosed? = event as? ChannelEvent {
            box.withLockedValue { $0.inputEnds += 1 }
            context.write(wrapOutboundOut(ByteBuffer(string: "good")), promise: nil)
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: "bye")), promise: nil)
            context.close(mode: .output, promise: nil)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if let error = error as? TLSError { box.withLockedValue { $0.errors.append(error) } }
    }
}
