import HTTPTypes
import Listener
import NIOCore
import NIOHTTPTypes

/// Breaks the connection where an answer with its mark would begin.
final class BrokenAnswers: ChannelOutboundHandler, RemovableChannelHandler {
    typealias OutboundIn = HTTPResponsePart

    /// The field that marks an answer to be broken; it never leaves.
    static let mark: HTTPField.Name = .init("x-sandbox-manner") ?? .via

    private var isBroken = false

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .head(let head) = unwrapOutboundIn(data), head.headerFields[Self.mark] != nil {
            isBroken = true
            // A plain close would wait for the answer that is owed.
            context.triggerUserOutboundEvent(CloseNow(), promise: nil)
        }
        guard isBroken else { return context.write(data, promise: promise) }
        promise?.fail(ChannelError.ioOnClosedChannel)
    }
}
