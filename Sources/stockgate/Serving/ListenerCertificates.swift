import NIOOpenSSL

/// The TLS contexts of both listeners, read again together.
struct ListenerCertificates: Sendable {
    let publicStore: TLSContextStore
    /// The public one where the private listener has no certificate of its own; but it asks no client for a certificate.
    let privateStore: TLSContextStore

    init(_ configuration: GatewayConfiguration) throws(TLSError) {
        let tls = configuration.publicListener.tls
        publicStore = try TLSContextStore(
            TLSOptions(
                certificateChain: .file(tls.certificate), privateKey: .file(tls.privateKey), clientAuthority: tls.clientCA.map { .file($0) },
                clientCertificates: TLSOptions.ClientCertificates(tls.clientCertificates)))
        let pair = configuration.privateListener.tls ?? CertificatePair(certificate: tls.certificate, privateKey: tls.privateKey)
        privateStore = try TLSContextStore(TLSOptions(certificateChain: .file(pair.certificate), privateKey: .file(pair.privateKey)))
    }

    /// Reads all files again; when it throws, contexts that were not read again yet stay.
    func reload() throws(TLSError) {
        try publicStore.reload()
        try privateStore.reload()
    }
}

extension TLSOptions.ClientCertificates {
    fileprivate init(_ chosen: ClientCertificates) {
        switch chosen {
        case .off: self = .off
        case .optional: self = .optional
        case .required: self = .required
        }
    }
}
