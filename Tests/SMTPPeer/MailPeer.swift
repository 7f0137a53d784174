import NIOConcurrencyHelpers
import NIOCore
import NIOPosix

/// A mail server of a few lines, without TLS: takes what it is told, whoever signs in as whom, and remembers it.
public final class MailPeer: Sendable {
    private struct State {
        var commands: [String] = []
        var data = ""
    }

    public let port: Int
    private let channel: any Channel
    private let state: NIOLockedValueBox<State>

    public var commands: [String] { state.withLockedValue { $0.commands } }
    public var data: String { state.withLockedValue { $0.data } }

    private init(channel: any Channel, state: NIOLockedValueBox<State>) {
        (self.channel, self.state, port) = (channel, state, channel.localAddress?.port ?? 0)
    }

    public static func start(host: String = "127.0.0.1", refusing verb: String? = nil) async throws -> MailPeer {
        let state = NIOLockedValueBox(State())
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(Talk(state: state, refused: verb)) }
            }.bind(host: host, port: 0).get()
        return MailPeer(channel: channel, state: state)
    }

    public func stop() async { try? await channel.close() }

    private final class Talk: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let state: NIOLockedValueBox<State>
        private let refused: String?
        private var pending = ""
        private var isInData = false
        private var isSigningIn = false

        init(state: NIOLockedValueBox<State>, refused: String?) { (self.state, self.refused) = (state, refused) }

        func channelActive(context: ChannelHandlerContext) { say("220 peer", context) }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            pending += String(buffer: unwrapInboundIn(data))
            // One character to Swift.
            while let end = pending.firstIndex(of: "\r\n") {
                let line = String(pending[..<end])
                pending.removeSubrange(...end)
                take(line, context)
            }
        }

        private func take(_ line: String, _ context: ChannelHandlerContext) {
            if isInData {
                guard line == "." else { return state.withLockedValue { $0.data += line + "\r\n" } }
                isInData = false
                return say("250 taken", context)
            }
            if isSigningIn {
                isSigningIn = false
                return say(refused == "AUTH" ? "535 nobody by that name" : "235 welcome", context)
            }
            state.withLockedValue { $0.commands.append(line) }
            let verb = line.prefix { $0 != " " && $0 != ":" }.uppercased()
            if verb == refused, verb != "AUTH" { return say("550 not here", context) }
            switch verb {
            case "EHLO": say("250-peer\r\n250 AUTH PLAIN", context)
            case "AUTH":
                isSigningIn = true
                say("334 ", context)
            case "DATA":
                isInData = true
                say("354 go on", context)
            case "QUIT":
                say("221 bye", context)
                context.close(promise: nil)
            default: say("250 fine", context)
            }
        }

        private func say(_ line: String, _ context: ChannelHandlerContext) {
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: line + "\r\n")), promise: nil)
        }
    }
}
