import Metrics
import NIOOpenSSL

/// The TLS contexts of both listeners, read again together.
struct ListenerCertificates: Sendable {
    let publicStore: TLSContextStore
    /// The public one where the private listener has no certificate of its own; but it asks no client for a certificate.
    let privateStore: TLSContextStore

    init(_ configuration: GatewayConfiguration) throws(TLSError) {
        publicStore = try TLSContextStore(Self.publicOptions(configuration))
        privateStore = try TLSContextStore(Self.privateOptions(configuration))
        tellEnds()
    }

    /// Reads all files that `configuration` names; when it throws, contexts that were not read again yet stay.
    func reload(_ configuration: GatewayConfiguration) throws(TLSError) {
        defer { tellEnds() }
        try publicStore.reload(Self.publicOptions(configuration))
        try privateStore.reload(Self.privateOptions(configuration))
    }

    /// Of what is served: a file that was renewed and not read again does not count.
    private func tellEnds() {
        for (listener, store) in [("public", publicStore), ("private", privateStore)] {
            Gauge(label: "stockgate_certificate_expires_timestamp_seconds", dimensions: [("listener", listener)]).record(store.current.validUntil)
        }
    }

    private static func publicOptions(_ configuration: GatewayConfiguration) -> TLSOptions {
        let tls = configuration.publicListener.tls
        return TLSOptions(
            certificateChain: .file(tls.certificate), privateKey: .file(tls.privateKey), clientAuthority: tls.clientCA.map { .file($0) },
            clientCertificates: TLSOptions.ClientCertificates(tls.clientCertificates))
    }

    private static func privateOptions(_ configuration: GatewayConfiguration) -> TLSOptions {
        let tls = configuration.publicListener.tls
        let pair = configuration.privateListener.tls ?? CertificatePair(certificate: tls.certificate, privateKey: tls.privateKey)
        return TLSOptions(certificateChain: .file(pair.certificate), privateKey: .file(pair.privateKey))
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
