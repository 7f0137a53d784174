import NIOCore

extension OpenSSLServerHandler {
    /// Does what the state machine decided. `promise` is that of the close that was asked for.
    func perform(_ action: TLSConnectionState.Action, _ context: ChannelHandlerContext, _ promise: EventLoopPromise<Void>? = nil) {
        switch action {
        case .nothing:
            promise?.succeed()
        case .shakeHands:
            after(timeouts.handshake, context) { self.perform(self.state.handle(.handshakeTimedOut), context) }
        case .announce:
            timer?.cancel()
            context.fireUserInboundEventTriggered(connection.agreement)
            encryptWaiting(context)
            context.flush()
        case .tellInputEnded:
            context.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
        case .sayGoodbyeAndEndOutput:
            // A client that does not read must not keep what we want to be rid of.
            after(timeouts.drain, context) { self.perform(self.state.handle(.closeOverdue), context) }
            sayGoodbye(context).assumeIsolated().whenComplete { _ in
                context.close(mode: .output, promise: promise)
                guard self.state.state == .outputEnded else { return }
                self.after(self.timeouts.close, context) { self.perform(self.state.handle(.closeOverdue), context) }
            }
        case .sayGoodbyeAndClose:
            after(timeouts.drain, context) { context.close(promise: nil) }
            sayGoodbye(context).assumeIsolated().whenComplete { _ in context.close(promise: promise) }
        case .close:
            timer?.cancel()
            context.close(promise: promise)
        case .fail(let error):
            after(timeouts.close, context) { context.close(promise: nil) }
            waiting.fail(with: error)
            let alert = send(context)
            context.fireErrorCaught(error)
            alert.assumeIsolated().whenComplete { _ in context.close(promise: promise) }
        }
    }

    /// Encrypts what was flushed, where the connection takes it.
    func encryptWaiting(_ context: ChannelHandlerContext) {
        guard state.takesOutput, waiting.isFlushed else { return }
        encrypt(context)
    }

    /// Sends what OpenSSL has written of itself: handshake, tickets, alerts.
    func sendOutput(_ context: ChannelHandlerContext) {
        var ciphertext = context.channel.allocator.buffer(capacity: 0)
        connection.takeOutput(into: &ciphertext)
        if ciphertext.readableBytes > 0 { context.writeAndFlush(wrapOutboundOut(ciphertext), promise: nil) }
    }

    private func encrypt(_ context: ChannelHandlerContext) {
        guard let (written, promise) = waiting.take() else { return }
        var plaintext = written
        var ciphertext = context.channel.allocator.buffer(capacity: plaintext.readableBytes + 256)
        while plaintext.readableBytes > 0 {
            let outcome = connection.write(&plaintext)
            connection.takeOutput(into: &ciphertext)
            if outcome == .done { continue }
            // A memory BIO takes all, and renegotiation is off: only a broken connection comes here.
            promise?.fail(TLSError.closed)
            if case .failed(let reason) = outcome { perform(state.handle(.failed(reason: reason)), context) }
            return
        }
        context.write(wrapOutboundOut(ciphertext), promise: promise)
    }

    /// Sends all that was written and our close_notify; the future tells when TCP has taken it.
    private func sayGoodbye(_ context: ChannelHandlerContext) -> EventLoopFuture<Void> {
        encrypt(context)
        connection.sayGoodbye()
        return send(context)
    }

    private func send(_ context: ChannelHandlerContext) -> EventLoopFuture<Void> {
        var ciphertext = context.channel.allocator.buffer(capacity: 0)
        connection.takeOutput(into: &ciphertext)
        return context.writeAndFlush(wrapOutboundOut(ciphertext))
    }

    private func after(_ time: TimeAmount, _ context: ChannelHandlerContext, _ action: @escaping () -> Void) {
        timer?.cancel()
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: time, action)
    }
}
