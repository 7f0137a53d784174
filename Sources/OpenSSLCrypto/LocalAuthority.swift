import COpenSSL

/// A certificate authority that lives in this process: for the demo, tests and local use, where no real one is at hand.
///
/// Keys are EC P-256. Whoever trusts ``certificatePEM`` trusts all that it issues, so its key never leaves the value.
public struct LocalAuthority: Sendable {
    /// The authority's own certificate: what the other side is told to trust.
    public let certificatePEM: String
    private let key: Secret

    /// A certificate and its private key, as files would hold them.
    public struct Issued: Sendable {
        /// The certificate, then the authority's.
        public let chainPEM: String
        /// The private key (PKCS #8), unencrypted.
        public let keyPEM: Secret
        /// `sha256:` and the hex digest of the certificate.
        public let fingerprint: String
    }

    /// What a certificate is good for.
    public enum Purpose: String, Sendable {
        case server = "serverAuth"
        case client = "clientAuth"
    }

    /// From when until when a certificate holds, seen from now.
    public struct Validity: Sendable {
        /// Time from now until it begins; negative lies in the past.
        public var begins: Duration
        /// Time from now until it ends.
        public var ends: Duration

        public init(begins: Duration, ends: Duration) {
            self.begins = begins
            self.ends = ends
        }

        /// From an hour ago (for clocks that lag) until in 365 days, the longest that Mozilla recommends.
        public static let standard = Validity(begins: .seconds(-3_600), ends: .seconds(365 * 86_400))
    }

    /// Makes a new authority with a key of its own.
    public init(name: String = "Stockgate local authority", validity: Validity = .standard) throws(CryptoError) {
        let key = try Owned(shim_EVP_EC_gen("P-256"), free: EVP_PKEY_free, operation: "EC key")
        let certificate = try CertificateDraft(name: name, key: key, validity: validity)
        try certificate.setIssuer(to: certificate)
        try certificate.add(NID_basic_constraints, "critical,CA:TRUE,pathlen:0", issuer: certificate)
        try certificate.add(NID_key_usage, "critical,keyCertSign,cRLSign", issuer: certificate)
        try certificate.add(NID_subject_key_identifier, "hash", issuer: certificate)
        self.certificatePEM = try certificate.signed(with: key)
        self.key = try PEM.text(ofPrivateKey: key)
    }

    /// Issues a certificate under a new key.
    ///
    /// - Parameters:
    ///   - name: the common name, shown to people.
    ///   - alternativeNames: the hosts that it stands for: names and literal IP addresses.
    public func issue(
        _ purpose: Purpose, name: String, alternativeNames: [String] = [], validity: Validity = .standard
    ) throws(CryptoError) -> Issued {
        let issuer = CertificateDraft(try PEM.certificate(certificatePEM))
        let key = try Owned(shim_EVP_EC_gen("P-256"), free: EVP_PKEY_free, operation: "EC key")
        let certificate = try CertificateDraft(name: name, key: key, validity: validity)
        try certificate.setIssuer(to: issuer)
        try certificate.add(NID_basic_constraints, "critical,CA:FALSE", issuer: issuer)
        try certificate.add(NID_key_usage, "critical,digitalSignature", issuer: issuer)
        try certificate.add(NID_ext_key_usage, purpose.rawValue, issuer: issuer)
        try certificate.add(NID_authority_key_identifier, "keyid", issuer: issuer)
        if !alternativeNames.isEmpty {
            let names = alternativeNames.map { isAddress($0) ? "IP:\($0)" : "DNS:\($0)" }
            try certificate.add(NID_subject_alt_name, names.joined(separator: ","), issuer: issuer)
        }
        let pem = try certificate.signed(with: PEM.privateKey(self.key))
        return Issued(
            chainPEM: pem + certificatePEM, keyPEM: try PEM.text(ofPrivateKey: key), fingerprint: try certificateFingerprint(pem: pem))
    }

    private func isAddress(_ name: String) -> Bool {
        guard let octets = a2i_IPADDRESS(name) else {
            OpenSSLErrorQueue.clear()
            return false
        }
        ASN1_OCTET_STRING_free(octets)
        return true
    }
}
