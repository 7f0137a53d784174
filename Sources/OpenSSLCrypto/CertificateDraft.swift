import COpenSSL

/// An X.509 certificate while ``LocalAuthority`` makes it.
struct CertificateDraft: ~Copyable {
    private let certificate: Owned

    /// A finished certificate, to issue others.
    init(_ certificate: consuming Owned) {
        self.certificate = certificate
    }

    /// A version 3 certificate for `key` with a random serial number, still without issuer and signature.
    init(name: String, key: borrowing Owned, validity: LocalAuthority.Validity) throws(CryptoError) {
        let certificate = try Owned(X509_new(), free: X509_free, operation: "certificate")
        let pointer = certificate.pointer
        // Version 3 is written as 2 (RFC 5280, 4.1.2.1).
        try check(X509_set_version(pointer, 2), "certificate version")
        // 63 bits, so that the number is positive.
        let serial = randomBytes(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) } >> 1
        try check(ASN1_INTEGER_set_uint64(X509_get_serialNumber(pointer), serial), "serial number")
        try check(X509_gmtime_adj(X509_getm_notBefore(pointer), Int(validity.begins.components.seconds)) == nil ? 0 : 1, "validity")
        try check(X509_gmtime_adj(X509_getm_notAfter(pointer), Int(validity.ends.components.seconds)) == nil ? 0 : 1, "validity")
        let utf8 = Array(name.utf8)
        try check(
            X509_NAME_add_entry_by_txt(X509_get_subject_name(pointer), "CN", MBSTRING_UTF8, utf8, Int32(utf8.count), -1, 0), "common name")
        try check(X509_set_pubkey(pointer, key.pointer), "public key")
        self.certificate = certificate
    }

    func setIssuer(to issuer: borrowing CertificateDraft) throws(CryptoError) {
        try check(X509_set_issuer_name(certificate.pointer, X509_get_subject_name(issuer.certificate.pointer)), "issuer")
    }

    /// Adds an extension written as in OpenSSL's configuration files (x509v3_config(5)).
    func add(_ extensionID: Int32, _ value: String, issuer: borrowing CertificateDraft) throws(CryptoError) {
        var context = X509V3_CTX()
        shim_X509V3_set_ctx_nodb(&context)
        X509V3_set_ctx(&context, issuer.certificate.pointer, certificate.pointer, nil, nil, 0)
        let made = try Owned(X509V3_EXT_conf_nid(nil, &context, extensionID, value), free: X509_EXTENSION_free, operation: "extension \(value)")
        try check(X509_add_ext(certificate.pointer, made.pointer, -1), "extension \(value)")
    }

    /// Signs with the issuer's key and returns the certificate as PEM.
    func signed(with issuerKey: borrowing Owned) throws(CryptoError) -> String {
        try check(X509_sign(certificate.pointer, issuerKey.pointer, EVP_sha256()), "signing")
        return try PEM.text(ofCertificate: certificate)
    }
}
