/// Where a listener listens: an address or host name, and a port; port 0 takes a free one.
struct ListenAddress: Sendable, Equatable {
    var host: String
    var port: Int
}

/// What is asked of clients about certificates of their own.
enum ClientCertificates: String, CaseIterable, Sendable { case off, optional, required }

/// The listener for webhooks.
struct PublicListener: ConfigurationSection {
    var listen = ListenAddress(host: "0.0.0.0", port: 8443)
    /// The address as senders see it.
    var url: String?
    var tls = PublicTLS()
    var bodyLimitBytes = 1_048_576

    static let keys: [Key<Self>] = [
        Key("listen", .listenAddress, \.listen, "Address and port; port 0 takes a free one."),
        Key("url", .httpsAddress, \.url, "The address as senders see it, for what the gateway prints."),
        .section("tls", \.tls, "The certificate that senders see; read again on SIGHUP."),
        Key(
            "body_limit", .size(in: 1024...67_108_864), \.bodyLimitBytes,
            "The largest body; longer ones are answered 413. Bodies on their way may hold 64 MiB, or four of this size where that is more."),
    ]
}

/// The public listener's certificate and what it asks of clients.
struct PublicTLS: ConfigurationSection {
    var certificate = ""
    var privateKey = ""
    var clientCA: String?
    var clientCertificates = ClientCertificates.off

    static let keys: [Key<Self>] = [
        Key("certificate", .existingFile, \.certificate, "PEM: the certificate, then its chain.", isRequired: true),
        Key("private_key", .existingFile, \.privateKey, "PEM: the certificate's key.", isRequired: true),
        Key("client_ca", .existingFile, \.clientCA, "PEM: the authority that signs client certificates."),
        Key("client_certificates", .choice(), \.clientCertificates, "Whether clients are asked for a certificate; needs `client_ca`."),
    ]
}

/// The listener for people and scrapers.
struct PrivateListener: ConfigurationSection {
    var listen = ListenAddress(host: "127.0.0.1", port: 9443)
    /// Left out: the public pair.
    var tls: CertificatePair?
    /// The console shows Allegro's pictures of offers.
    var offerPictures = false

    static let keys: [Key<Self>] = [
        Key("listen", .listenAddress, \.listen, "Address and port; port 0 takes a free one."),
        .section("tls", \.tls, "Its certificate; left out, the public one."),
        Key(
            "offer_pictures", .flag, \.offerPictures,
            "Whether the console shows Allegro's picture of each offer, which the browser then fetches from allegroimg.com; else its initial stands there."
        ),
    ]
}

/// A certificate chain and its key, as files.
struct CertificatePair: ConfigurationSection {
    var certificate = ""
    var privateKey = ""

    static let keys: [Key<Self>] = [
        Key("certificate", .existingFile, \.certificate, "PEM: the certificate, then its chain.", isRequired: true),
        Key("private_key", .existingFile, \.privateKey, "PEM: the certificate's key.", isRequired: true),
    ]
}
