public import NIOCore

/// How long a connection may take, and how much it may bring, where the client could keep us waiting.
public struct TLSTimeouts: Sendable {
    /// From TCP's connection to the end of the handshake.
    public var handshake: TimeAmount
    /// From a wish to close until TCP has taken all that was written before it.
    public var drain: TimeAmount
    /// From our close_notify until the client follows.
    public var close: TimeAmount
    /// Bytes that the client may still send after our close_notify. What comes then is thrown away, so that what it has not read yet is not lost.
    public var leftoverBytes: Int

    public init(
        handshake: TimeAmount = .seconds(10), drain: TimeAmount = .seconds(60), close: TimeAmount = .seconds(5), leftoverBytes: Int = 8_388_608
    ) {
        self.handshake = handshake
        self.drain = drain
        self.close = close
        self.leftoverBytes = leftoverBytes
    }
}
