import HTTPTypes
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1
import NIOOpenSSL

/// Holds one connection to its ``RequestFlow`` and to the listener's times. All handlers after it see only requests
/// that are within the limits, and whatever they answer, it ends the connection in order.
final class RequestFlowHandler: ChannelDuplexHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    let options: ListenerOptions
    let metrics: ListenerMetrics
    let logger: Logger
    var flow: RequestFlow
    var deadline = FlowDeadline()
    /// Whether those above have closed and the rest is ours to end.
    var isAbandoned = false
    private var isReadHeld = false
    /// Called at the first answer of success.
    private let onSuccess: () -> Void
    private var hadSuccess = false

    init(options: ListenerOptions, metrics: ListenerMetrics, logger: Logger, onSuccess: @escaping () -> Void) {
        self.onSuccess = onSuccess
        self.options = options
        self.metrics = metrics
        self.logger = logger
        self.flow = RequestFlow(
            limits: RequestFlow.Limits(bodyBytes: options.bodyLimitBytes, pipeline: options.pipelineLimit, requests: options.requestLimit))
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        deadline.cancel()
    }

    // MARK: In

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let verdict: RequestFlow.Verdict
        switch unwrapInboundIn(data) {
        case .head(let request):
            verdict = flow.head(
                bodyLength: request.headerFields[.contentLength].flatMap { Int($0) },
                expectsContinue: request.headerFields[.expect]?.lowercased() == "100-continue",
                isLast: request.headerFields[.connection] == "close")
            setDeadline(options.bodyTimeout, context)
        case .body(let buffer):
            verdict = flow.body(buffer.readableBytes)
        case .end:
            verdict = flow.end()
        }
        if verdict.passes { context.fireChannelRead(data) }
        perform(verdict.next, context)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        context.fireChannelReadComplete()
        // Those above no longer read, but the client's last bytes must be taken from the socket: closing it over unread
        // ones would reset the connection and destroy our answer on its way.
        if flow.waiting == .forClose { context.read() }
    }

    func read(context: ChannelHandlerContext) {
        if flow.isFull { isReadHeld = true } else { context.read() }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case let handshake as TLSHandshakeCompleted:
            metrics.count(handshake.resumed ? .resumed : .full)
            setDeadline(options.headTimeout, context)
            context.fireUserInboundEventTriggered(event)
        case is ChannelShouldQuiesceEvent:
            perform(flow.noMoreRequests(), context)
        case ChannelEvent.inputClosed:
            if flow.waiting == .forBody { refuse(.badRequest, "The request ended too early.", context) }
            if flow.leavesRequestCut { context.fireErrorCaught(ListenerError.requestCut) }
            context.fireUserInboundEventTriggered(event)
            perform(flow.noMoreRequests(), context)
        default:
            context.fireUserInboundEventTriggered(event)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        // Hummingbird takes the end of a connection for the end of a body.
        if flow.leavesRequestCut { context.fireErrorCaught(ListenerError.requestCut) }
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch error {
        case HTTPParserError.headerOverflow:
            refuse(.requestHeaderFieldsTooLarge, "The head is larger than \(options.headLimitBytes) bytes.", context)
        case is HTTPParserError, is HTTP1TypeConversionError, is ByteToMessageDecoderError.PayloadTooLargeError:
            refuse(.badRequest, "The request is malformed: \(error).", context)
        case is ByteToMessageDecoderError:
            // What follows such a request; it is answered already.
            break
        case let problem as Problem:
            perform(flow.fault(problem), context)
        default:
            note(error, context)
            context.fireErrorCaught(error)
        }
    }

    private func note(_ error: any Error, _ context: ChannelHandlerContext) {
        switch error as? TLSError {
        case .handshakeFailed: metrics.count(.failed)
        case .handshakeTimedOut: metrics.count(.timedOut)
        case .handshakeAbandoned: metrics.count(.abandoned)
        case .unusable, .setup, .broken, .truncated, .closed, nil: break
        }
        logger.debug("connection fault", metadata: ["error": "\(error)", "peer": "\(context.remoteAddress?.description ?? "gone")"])
    }

    // MARK: Out

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let verdict: RequestFlow.Verdict
        var data = data
        switch unwrapOutboundIn(data) {
        case .head(var head) where head.status.kind != .informational:
            noteSuccess(head.status)
            let isLast = flow.answersLast
            verdict = flow.answerBegins()
            if isLast {
                head.headerFields[.connection] = "close"
                data = wrapOutboundOut(.head(head))
            }
        case .head, .body:
            verdict = flow.answerGoesOn()
        case .end:
            verdict = flow.answerEnds()
        }
        if verdict.passes { context.write(data, promise: promise) } else { promise?.fail(ChannelError.ioOnClosedChannel) }
        perform(verdict.next, context)
        if verdict.passes, flow.waiting == .forHead { setDeadline(options.idleTimeout, context) }
        if isReadHeld, !flow.isFull {
            isReadHeld = false
            context.read()
        }
    }

    private func noteSuccess(_ status: HTTPResponse.Status) {
        guard !hadSuccess, status.kind == .successful else { return }
        hadSuccess = true
        onSuccess()
    }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        switch mode {
        case .output:
            // Those above are done; handlers between may still owe answers.
            promise?.succeed()
            perform(flow.noMoreRequests(), context)
        case .all where flow.isAnswering:
            context.close(promise: promise)
        case .all:
            // Hummingbird closes so when it sees the client's end before any request, even while a handler owes an answer
            // or the client still has to read one.
            context.channel.closeFuture.cascade(to: promise)
            perform(flow.noMoreRequests(), context)
            isAbandoned = true
            setDeadline(options.idleTimeout, context)
        case .input:
            context.close(mode: .input, promise: promise)
        }
    }

    func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
        guard event is CloseNow else { return context.triggerUserOutboundEvent(event, promise: promise) }
        // The first says goodbye and waits until TCP has taken it, the second does not wait.
        context.close(promise: nil)
        context.close(promise: promise)
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        deadline.stalled = context.channel.isWritable ? nil : .now() + options.idleTimeout
        watchDeadline(context)
        context.fireChannelWritabilityChanged()
    }
}
