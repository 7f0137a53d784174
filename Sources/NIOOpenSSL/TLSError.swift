/// What can go wrong with TLS: in the configuration, or on one connection.
public enum TLSError: Error, Sendable, Equatable, CustomStringConvertible {
    /// A certificate, key or authority cannot be used; `file` is nil when it was given as text.
    case unusable(what: String, file: String?, reason: String)
    /// OpenSSL could not do something that depends on no one outside.
    case setup(reason: String)
    /// The handshake failed, with OpenSSL's reason: no common version or cipher, a wrong client certificate, not TLS at all.
    case handshakeFailed(reason: String)
    /// The handshake was not done in time.
    case handshakeTimedOut
    /// The client went away before the handshake was done.
    case handshakeAbandoned
    /// After the handshake something came that TLS forbids, with OpenSSL's reason.
    case broken(reason: String)
    /// The client's end of the connection ended without its close_notify: what came last may be cut short.
    case truncated
    /// The connection was closed before this could be written.
    case closed

    public var description: String {
        switch self {
        case .unusable(let what, let file, let reason): "\(what)\(file.map { " \($0)" } ?? ""): \(reason)"
        case .setup(let reason): "TLS: \(reason)"
        case .handshakeFailed(let reason): "TLS handshake failed: \(reason)"
        case .handshakeTimedOut: "TLS handshake timed out"
        case .handshakeAbandoned: "TLS handshake abandoned by the client"
        case .broken(let reason): "TLS connection broken: \(reason)"
        case .truncated: "TLS connection ended without close_notify"
        case .closed: "TLS connection closed"
        }
    }
}
