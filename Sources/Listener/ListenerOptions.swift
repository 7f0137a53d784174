public import NIOCore
public import NIOOpenSSL

/// Where a listener listens, and the limits that it holds every connection to.
public struct ListenerOptions: Sendable {
    /// The listener's name in logs and metrics: `public`, `private`.
    public var name: String
    /// The address to bind.
    public var host: String
    /// The port to bind; 0 takes a free one.
    public var port: Int
    /// A socket that listens already and is used in the place of the address; nil: the address is bound.
    public var socket: Int32?
    /// The certificate, kept for reloads.
    public var tls: TLSContextStore
    /// Connections at once. One more takes the place of the oldest that was never answered with success; where there is none it is closed itself.
    public var maxConnections = 4_096
    /// Bytes of a request's line and fields; beyond, 431.
    public var headLimitBytes = 16_384
    /// Fields of a request; beyond, 431.
    public var headLimitFields = 100
    /// Bytes of a request's body; beyond, 413.
    public var bodyLimitBytes = 1_048_576
    /// Requests of one connection that may wait for their answers; beyond, no more is read.
    public var pipelineLimit = 16
    /// Requests that one connection may bring. The last answer says `Connection: close`, so that load can move.
    public var requestLimit = 100_000
    /// From TCP's connection to the end of the handshake.
    public var handshakeTimeout = TimeAmount.seconds(10)
    /// From the handshake to the first request's whole head.
    public var headTimeout = TimeAmount.seconds(10)
    /// From a request's head to its whole body; beyond, 408.
    public var bodyTimeout = TimeAmount.seconds(60)
    /// From an answer to the next request's whole head; also how long a client may leave an answer unread.
    public var idleTimeout = TimeAmount.seconds(60)
    /// From our end of a connection to the client's.
    public var closeTimeout = TimeAmount.seconds(5)
    /// How long a graceful stop waits for requests under way.
    public var stopTimeout = TimeAmount.seconds(8)

    public init(name: String, host: String, port: Int, tls: TLSContextStore) {
        self.name = name
        self.host = host
        self.port = port
        self.tls = tls
    }
}
