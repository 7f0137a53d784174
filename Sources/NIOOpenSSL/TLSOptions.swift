public import OpenSSLCrypto

/// What a TLS server shows of itself and asks of its clients.
public struct TLSOptions: Sendable {
    /// Where a PEM text comes from. A file is read anew at each reload.
    public enum Source: Sendable, Equatable {
        case file(String)
        case text(Secret)
    }

    /// Whether clients are asked for a certificate.
    public enum ClientCertificates: String, Sendable, CaseIterable {
        /// Not asked.
        case off
        /// Asked; who shows none is let in, who shows a wrong one is not.
        case optional
        /// Asked; who shows none is turned away.
        case required
    }

    /// The server's certificate, then the intermediate ones.
    public var certificateChain: Source
    /// Its private key, unencrypted.
    public var privateKey: Source
    /// The authorities that client certificates must come from; needed unless clients are not asked.
    public var clientAuthority: Source?
    /// Whether clients are asked for a certificate.
    public var clientCertificates: ClientCertificates

    public init(
        certificateChain: Source, privateKey: Source, clientAuthority: Source? = nil, clientCertificates: ClientCertificates = .off
    ) {
        self.certificateChain = certificateChain
        self.privateKey = privateKey
        self.clientAuthority = clientAuthority
        self.clientCertificates = clientCertificates
    }

    /// A server of this process's own authority, without files: for the demo, the sandbox and tests.
    public init(_ issued: LocalAuthority.Issued) {
        self.init(certificateChain: .text(Secret(issued.chainPEM)), privateKey: .text(issued.keyPEM))
    }
}
