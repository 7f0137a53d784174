public import NIOCore
import OpenSSLCrypto

/// TLS on the server's side of a channel: ciphertext below, plaintext above.
///
/// Fires ``TLSHandshakeCompleted`` once, `ChannelEvent.inputClosed` at the client's close_notify, and ``TLSError`` as it happens.
/// `close(mode: .output)` ends our direction and leaves the client's open, as TLS 1.3 allows.
public final class OpenSSLServerHandler: ChannelDuplexHandler {
    public typealias InboundIn = ByteBuffer
    public typealias InboundOut = ByteBuffer
    public typealias OutboundIn = ByteBuffer
    public typealias OutboundOut = ByteBuffer

    let connection: TLSConnection
    let timeouts: TLSTimeouts
    var state = TLSConnectionState()
    /// What was written and not yet encrypted. The HTTP encoder writes head, body and end apart: one record holds them all.
    var waiting = WaitingWrites()
    var timer: Scheduled<Void>?
    /// Whether the reads since the last channelReadComplete brought anything for those above.
    private var hasDelivered = false
    /// What the client has sent since our close_notify.
    private var leftoverBytes = 0

    /// A handler for one connection under `context`. Throws `TLSError.setup` when OpenSSL has no memory for it.
    public init(context: TLSContext, timeouts: TLSTimeouts = TLSTimeouts()) throws(TLSError) {
        self.connection = try TLSConnection(context)
        self.timeouts = timeouts
    }

    public func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { perform(state.handle(.connected), context) }
    }

    public func handlerRemoved(context: ChannelHandlerContext) {
        timer?.cancel()
        waiting.fail(with: TLSError.closed)
    }

    public func channelActive(context: ChannelHandlerContext) {
        perform(state.handle(.connected), context)
        context.fireChannelActive()
    }

    public func channelInactive(context: ChannelHandlerContext) {
        perform(state.handle(.transportClosed), context)
        timer?.cancel()
        waiting.fail(with: TLSError.closed)
        context.fireChannelInactive()
    }

    public func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        // TCP's end of input is not TLS's: those above hear of it only as a proper end or as an error.
        if case .inputClosed? = event as? ChannelEvent {
            perform(state.handle(.transportInputEnded), context)
        } else {
            context.fireUserInboundEventTriggered(event)
        }
    }

    public func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var ciphertext = unwrapInboundIn(data)
        if state.state == .outputEnded {
            leftoverBytes += ciphertext.readableBytes
            if leftoverBytes > timeouts.leftoverBytes { return perform(state.handle(.closeOverdue), context) }
        }
        // Plaintext is shorter than its ciphertext; the rest is the room that the last, empty read asks for.
        var plaintext = context.channel.allocator.buffer(capacity: ciphertext.readableBytes + 1_024)
        var outcome = TLSConnection.Outcome.needsInput
        while ciphertext.readableBytes > 0, state.takesInput, outcome == .needsInput {
            connection.receive(&ciphertext)
            if state.state == .handshaking { shakeHands(context) }
            if state.takesInput, state.state != .handshaking { outcome = connection.read(into: &plaintext) }
        }
        if plaintext.readableBytes > 0 {
            hasDelivered = true
            context.fireChannelRead(wrapInboundOut(plaintext))
        }
        switch outcome {
        case .done, .needsInput: break
        case .ended: perform(state.handle(.closeNotify), context)
        case .failed(let reason): perform(state.handle(.failed(reason: reason)), context)
        }
        sendOutput(context)
    }

    public func channelReadComplete(context: ChannelHandlerContext) {
        // Those above may wait for bytes before they ask for more; the handshake needs them now.
        if !hasDelivered, state.takesInput { context.read() }
        hasDelivered = false
        context.fireChannelReadComplete()
    }

    public func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard state.holdsOutput || state.takesOutput else {
            promise?.fail(TLSError.closed)
            return
        }
        waiting.append(unwrapOutboundIn(data), promise)
    }

    public func flush(context: ChannelHandlerContext) {
        waiting.isFlushed = true
        encryptWaiting(context)
        context.flush()
    }

    public func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        switch mode {
        case .output: perform(state.handle(.endOutput), context, promise)
        case .all: perform(state.handle(.close), context, promise)
        case .input: context.close(mode: .input, promise: promise)
        }
    }

    private func shakeHands(_ context: ChannelHandlerContext) {
        switch connection.shakeHands() {
        case .done: perform(state.handle(.handshakeDone), context)
        case .needsInput: break
        case .ended: perform(state.handle(.closeNotify), context)
        case .failed(let reason): perform(state.handle(.failed(reason: reason)), context)
        }
    }
}

@available(*, unavailable)
extension OpenSSLServerHandler: Sendable {}
