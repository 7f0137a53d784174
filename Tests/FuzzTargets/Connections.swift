import NIOCore
import NIOEmbedded
import NIOOpenSSL
import OpenSSLCrypto

/// The TLS handler in a channel without a socket.
enum Connections {
    private static let contexts = Result {
        try TLSContextStore(TLSOptions(try LocalAuthority().issue(.server, name: "localhost", alternativeNames: ["localhost"])))
    }

    /// What clients of both versions send first.
    static let hellos: [[UInt8]] = [true, false].compactMap { MemoryClient(isOld: $0)?.output() }

    /// The first byte says how long the pieces are in which the rest arrives.
    static func hello(_ input: [UInt8]) {
        guard let length = input.first.map({ Int($0) + 1 }) else { return }
        let server = Server()
        for start in stride(from: 1, to: input.count, by: length) { _ = server.take(Array(input[start..<min(start + length, input.count)])) }
        server.end()
    }

    /// Four bytes for each change: where in the client's stream (16 bits), in which record's time (ignored), and what is flipped.
    static func session(_ input: [UInt8]) {
        guard let client = MemoryClient(isOld: input.count.isMultiple(of: 2)) else { return }
        var flips: [Int: UInt8] = [:]
        for start in stride(from: 0, to: input.count - 3, by: 4) {
            flips[Int(input[start]) << 8 | Int(input[start + 1]), default: 0] ^= input[start + 3]
        }
        let server = Server()
        var sent = 0
        for _ in 0..<8 {
            var bytes = client.output()
            for index in bytes.indices { bytes[index] ^= flips[sent + index] ?? 0 }
            sent += bytes.count
            client.take(server.take(bytes))
            client.go(on: "GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        }
        server.end()
    }

    private struct Server {
        let channel = EmbeddedChannel()

        init() {
            do {
                try channel.pipeline.syncOperations.addHandler(OpenSSLServerHandler(context: Connections.contexts.get().current))
                try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
            } catch {
                fatalError("no TLS here: \(error)")
            }
        }

        /// What the handler answers.
        func take(_ bytes: [UInt8]) -> [UInt8] {
            do { try channel.writeInbound(ByteBuffer(bytes: bytes)) } catch {
                guard error is TLSError || error is ChannelError else { fatalError("an error of no kind that is told: \(error)") }
            }
            while (try? channel.readInbound(as: ByteBuffer.self)) != nil {}
            var answer: [UInt8] = []
            while let buffer = try? channel.readOutbound(as: ByteBuffer.self) { answer += Array(buffer.readableBytesView) }
            return answer
        }

        func end() { _ = try? channel.finish(acceptAlreadyClosed: true) }
    }
}
