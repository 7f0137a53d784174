/// Fired inbound, once for each connection, when its handshake is done and before its first byte.
public struct TLSHandshakeCompleted: Sendable, Equatable {
    /// As OpenSSL writes it: `TLSv1.2` or `TLSv1.3`.
    public var protocolVersion: String
    /// The cipher suite's name in OpenSSL.
    public var cipher: String
    /// The protocol agreed on by ALPN, or nil when the client named none.
    public var alpn: String?
    /// `sha256:` and the hex digest of the client's certificate, or nil when it showed none. The certificate is verified.
    public var peerFingerprint: String?
    /// Whether the client came back with a session ticket.
    public var resumed: Bool

    public init(protocolVersion: String, cipher: String, alpn: String?, peerFingerprint: String?, resumed: Bool) {
        self.protocolVersion = protocolVersion
        self.cipher = cipher
        self.alpn = alpn
        self.peerFingerprint = peerFingerprint
        self.resumed = resumed
    }
}
