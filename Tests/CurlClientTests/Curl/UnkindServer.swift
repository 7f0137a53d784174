import NIOConcurrencyHelpers
import NIOCore
import NIOOpenSSL
import NIOPosix
import OpenSSLCrypto

/// An HTTP/1.1 server over real TLS that does to each request what the test tells it, kind or not.
final class UnkindServer: Sendable {
    /// What to do about a request.
    enum Deed: Sendable {
        /// These bytes as they are, then the connection is kept.
        case send(String)
        /// These bytes, then the connection is closed.
        case sendAndClose(String)
        /// Closed without a word.
        case hangUp
        /// No answer ever.
        case silence

        static func answer(_ body: String, status: String = "200 OK", fields: String = "") -> Deed {
            .send("HTTP/1.1 \(status)\r\nContent-Length: \(body.utf8.count)\r\n\(fields)\r\n\(body)")
        }
    }

    /// One request as it came in.
    struct Request: Sendable {
        var connection: Int
        var head: String
        var body: String
    }

    private struct State {
        var requests: [Request] = []
        var connections = 0
    }

    private let state = NIOLockedValueBox(State())
    private let channel: any Channel

    var port: Int { channel.localAddress?.port ?? 0 }
    var requests: [Request] { state.withLockedValue { $0.requests } }
    var connections: Int { state.withLockedValue { $0.connections } }

    /// Starts on a free port. Without `tls` it accepts and never says a word, not even a handshake's.
    init(tls: TLSContextStore?, respond: @escaping @Sendable (Request, _ number: Int) -> Deed) async throws {
        let state = state
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                let connection = state.withLockedValue { state in
                    state.connections += 1
                    return state.connections
                }
                return channel.eventLoop.makeCompletedFuture {
                    guard let tls else { return }
                    try channel.pipeline.syncOperations.addHandler(OpenSSLServerHandler(context: tls.current))
                    try channel.pipeline.syncOperations.addHandler(
                        UnkindHandler { head, body in
                            let (request, number) = state.withLockedValue { state in
                                let request = Request(connection: connection, head: head, body: body)
                                state.requests.append(request)
                                return (request, state.requests.count)
                            }
                            return respond(request, number)
                        })
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
    }

    func stop() async throws {
        try await channel.close()
    }
}

/// Cuts what arrives into requests and does the deed of each.
private final class UnkindHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let deed: (String, String) -> UnkindServer.Deed
    private var received = ""

    init(deed: @escaping (String, String) -> UnkindServer.Deed) {
        self.deed = deed
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        received += String(buffer: unwrapInboundIn(data))
        while let end = received.firstRange(of: "\r\n\r\n") {
            let head = String(received[..<end.lowerBound])
            let length = head.lowercased().firstMatch(of: /content-length: (\d+)/).flatMap { Int($0.1) } ?? 0
            let body = received[end.upperBound...]
            guard body.utf8.count >= length else { return }
            let rest = body.utf8.index(body.startIndex, offsetBy: length)
            let text = String(body[..<rest])
            received = String(body[rest...])
            perform(deed(head, text), context)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func perform(_ deed: UnkindServer.Deed, _ context: ChannelHandlerContext) {
        switch deed {
        case .send(let text):
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
        case .sendAndClose(let text):
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
            context.close(promise: nil)
        case .hangUp:
            context.close(promise: nil)
        case .silence:
            break
        }
    }
}
