import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1
import NIOOpenSSL

/// One accepted connection's pipeline: TLS, HTTP/1.1, the limits, the owner's handlers, then Hummingbird.
struct HTTPSChannel: HTTPChannelHandler {
    typealias Value = NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>

    let responder: HTTPChannelHandler.Responder
    let options: ListenerOptions
    let registry: ConnectionRegistry
    let metrics: ListenerMetrics
    let handlers: @Sendable () -> [any RemovableChannelHandler]

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        channel.eventLoop.makeCompletedFuture {
            guard let place = registry.admit(channel) else { throw ListenerError.tooManyConnections }
            let pipeline = channel.pipeline.syncOperations
            try pipeline.addHandler(
                OpenSSLServerHandler(
                    context: options.tls.current,
                    timeouts: TLSTimeouts(handshake: options.handshakeTimeout, drain: options.idleTimeout, close: options.closeTimeout)))
            try pipeline.addHandler(HTTPResponseEncoder())
            // The decoder keeps what it cannot read yet; without a limit, all that follows an upgrade.
            try pipeline.addHandler(ByteToMessageHandler(requestDecoder, maximumBufferSize: 2 * options.headLimitBytes))
            try pipeline.addHandler(RequestHeadRules())
            try pipeline.addHandler(HTTP1ToHTTPServerCodec(secure: true))
            try pipeline.addHandler(RequestFlowHandler(options: options, metrics: metrics, logger: logger) { registry.welcome(place) })
            try pipeline.addHandlers(handlers())
            return try NIOAsyncChannel(wrappingChannelSynchronously: channel, configuration: .init(isOutboundHalfClosureEnabled: true))
        }.flatMapErrorThrowing { error in
            // NIO forgets a connection whose setup failed without closing it.
            channel.close(promise: nil)
            throw error
        }
    }

    func handle(value: Value, logger: Logger) async {
        await handleHTTP(asyncChannel: value, logger: logger)
    }

    private var requestDecoder: HTTPRequestDecoder {
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderFieldSize = options.headLimitBytes
        limits.maxHeaderListSize = options.headLimitBytes
        limits.maxHeaderFieldCount = options.headLimitFields
        return HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes, limitConfiguration: limits)
    }
}
