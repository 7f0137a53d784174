import COpenSSL
import OpenSSLCrypto

extension TLSContext {
    /// Until when every certificate of the chain holds, in seconds since 1970.
    func use(certificateChain source: TLSOptions.Source) throws(TLSError) -> Int64 {
        let certificates = try PEMReader(source, what: "certificate").certificates()
        for (index, certificate) in certificates.enumerated() {
            let done = index == 0 ? SSL_CTX_use_certificate(pointer, certificate.pointer) : shim_SSL_CTX_add1_chain_cert(pointer, certificate.pointer)
            guard done == 1 else { throw source.unusable("certificate", OpenSSLErrorQueue.drain()) }
        }
        return certificates.map(\.validUntil).min() ?? 0
    }

    /// Comes after the certificate: OpenSSL then checks that they belong together.
    func use(privateKey source: TLSOptions.Source) throws(TLSError) {
        let key = try PEMReader(source, what: "private key").privateKey()
        defer { EVP_PKEY_free(key) }
        guard SSL_CTX_use_PrivateKey(pointer, key) == 1, SSL_CTX_check_private_key(pointer) == 1 else {
            throw source.unusable("private key", OpenSSLErrorQueue.drain())
        }
    }

    func askClients(_ options: TLSOptions) throws(TLSError) {
        // A resumed client shows no certificate again. So a session counts only under the same demand and the same authorities.
        var sessionGroup = Array(options.clientCertificates.rawValue.utf8)
        if options.clientCertificates != .off {
            guard let source = options.clientAuthority else {
                throw .unusable(
                    what: "client authority", file: nil, reason: "none is given, but client certificates are \(options.clientCertificates.rawValue)")
            }
            for authority in try PEMReader(source, what: "client authority").certificates() {
                // Trusted, and named to clients so that they pick the right certificate.
                guard X509_STORE_add_cert(SSL_CTX_get_cert_store(pointer), authority.pointer) == 1,
                    SSL_CTX_add_client_CA(pointer, authority.pointer) == 1
                else { throw source.unusable("client authority", OpenSSLErrorQueue.drain()) }
                sessionGroup += authority.der
            }
            let demand = options.clientCertificates == .required ? SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT : SSL_VERIFY_PEER
            SSL_CTX_set_verify(pointer, demand, nil)
        }
        let group = SHA256.digest(sessionGroup)
        guard SSL_CTX_set_session_id_context(pointer, group, UInt32(group.count)) == 1 else { throw .setup(reason: OpenSSLErrorQueue.drain()) }
    }
}
