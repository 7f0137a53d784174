import Inventory
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

    /// Reads all files that `configuration` names; when it throws, contexts that were not read again yet stay. So does one that still holds where the
    /// certificate that was read has run out: clients refuse that one.
    ///
    /// - Returns: what a person should know of certificates that have run out.
    func reload(_ configuration: GatewayConfiguration, at now: Timestamp) throws(TLSError) -> [String] {
        defer { tellEnds() }
        var kept: [String] = []
        for (listener, store, options) in [
            ("public", publicStore, Self.publicOptions(configuration)), ("private", privateStore, Self.privateOptions(configuration)),
        ] {
            let isTaken = try store.reload(options) { fresh, current in !fresh.isOver(at: now) || current.isOver(at: now) }
            guard !isTaken else { continue }
            kept.append(
                "\(listener).tls: the certificate that was read has run out, and the one before, which holds until \(store.current.end), stays")
        }
        return kept + over(at: now).map(\.words)
    }

    /// The listeners whose certificate has run out, with what is to be said of it.
    func over(at now: Timestamp) -> [(listener: String, words: String)] {
        [("public", publicStore.current), ("private", privateStore.current)].filter { $1.isOver(at: now) }.map { listener, context in
            (listener, "\(listener).tls: the certificate ran out on \(context.end), and clients refuse it; renew it, then SIGHUP")
        }
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

extension TLSContext {
    fileprivate var end: Timestamp { Timestamp(seconds: validUntil) }

    fileprivate func isOver(at now: Timestamp) -> Bool { end <= now }
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
