import HTTPTypes
import NIOCore
import NIOHTTP1

/// Holds request heads to what RFC 9112 asks and the parser leaves to us, while their version is still known.
final class RequestHeadRules: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .head(var head) = unwrapInboundIn(data) else { return context.fireChannelRead(data) }
        // 3.2: a request with no Host, or with two, may mean another host to the next server on the way.
        guard head.version.minor == 0 || head.headers[canonicalForm: "host"].count == 1 else {
            return context.fireErrorCaught(Problem(status: .badRequest, detail: "A request needs one Host field."))
        }
        // 6.1: which of the two lengths counts is how requests are smuggled.
        guard !(head.headers.contains(name: "transfer-encoding") && (head.version.minor == 0 || head.headers.contains(name: "content-length")))
        else {
            return context.fireErrorCaught(Problem(status: .badRequest, detail: "A request needs one length."))
        }
        // Nothing after an upgrade is HTTP, and we upgrade to nothing. HTTP/1.0's keep-alive is not worth its rules.
        if !head.isKeepAlive || head.version.minor == 0 || head.method == .CONNECT || head.headers.contains(name: "upgrade") {
            head.headers.replaceOrAdd(name: "connection", value: "close")
            context.fireChannelRead(wrapInboundOut(.head(head)))
        } else {
            context.fireChannelRead(data)
        }
    }
}
