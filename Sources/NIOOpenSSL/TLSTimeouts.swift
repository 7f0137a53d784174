public import NIOCore

/// How long a connection may take where the client could keep us waiting.
public struct TLSTimeouts: Sendable {
    /// From TCP's connection to the end of the handshake.
    public var handshake: TimeAmount
    /// From a wish to close until TCP has taken all that was written before it.
    public var drain: TimeAmount
    /// From our close_notify until the client follows.
    public var close: TimeAmount

    public init(handshake: TimeAmount = .seconds(10), drain: TimeAmount = .seconds(60), close: TimeAmount = .seconds(5)) {
        self.handshake = handshake
        self.drain = drain
        self.close = close
    }
}
