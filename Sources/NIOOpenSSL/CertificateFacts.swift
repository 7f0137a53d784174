import COpenSSL
import OpenSSLCrypto

/// What a certificate chain and its key say of themselves, for whoever judges them before a client does.
public struct CertificateFacts: Sendable, Equatable {
    /// The first certificate's subject, as `/CN=hooks.example.pl`.
    public var subject: String
    /// Its names, as OpenSSL prints them: `DNS:hooks.example.pl, IP Address:192.0.2.1`; empty where it has none.
    public var names: String
    /// From when until when every certificate of the chain holds, in seconds since 1970.
    public var validFrom: Int64
    public var validUntil: Int64
    /// It is its own issuer.
    public var isSelfSigned: Bool
    /// How many certificates the file holds.
    public var count: Int
    /// The position of the first certificate that the one after it did not issue; nil where each leads to the next.
    public var brokenAt: Int?
    /// Whether the key is the certificate's.
    public var keyFits: Bool
    /// Why this machine's authorities do not vouch for it, whatever the date; nil where they do.
    public var distrust: String?
    private var certificate: [UInt8]

    /// Reads both. Throws `TLSError.unusable` for what is no certificate or no key.
    public init(certificateChain: TLSOptions.Source, privateKey: TLSOptions.Source) throws(TLSError) {
        let chain = try PEMReader(certificateChain, what: "certificate").certificates()
        let key = try PEMReader(privateKey, what: "private key").privateKey()
        defer { EVP_PKEY_free(key) }
        let first = chain[0]
        subject = first.subject
        names = first.alternativeNames
        validFrom = chain.map(\.validFrom).max() ?? 0
        validUntil = chain.map(\.validUntil).min() ?? 0
        isSelfSigned = first.isIssued(by: first)
        count = chain.count
        brokenAt = zip(chain, chain.dropFirst()).enumerated().first { !$0.element.0.isIssued(by: $0.element.1) }?.offset
        keyFits = X509_check_private_key(first.pointer, key) == 1
        distrust = Self.distrust(chain)
        certificate = first.der
        OpenSSLErrorQueue.clear()
    }

    /// Whether it stands for this host name or literal address, as clients check it (RFC 6125).
    public func stands(for host: String) -> Bool {
        guard let parsed = X509Certificate(der: certificate) else { return false }
        let name = Array(host.utf8)
        return name.withUnsafeBufferPointer { bytes in
            let text = UnsafeRawPointer(bytes.baseAddress)?.assumingMemoryBound(to: CChar.self)
            return X509_check_host(parsed.pointer, text, bytes.count, 0, nil) == 1
        } || X509_check_ip_asc(parsed.pointer, host, 0) == 1
    }

    /// Builds the way to an authority of this machine, as a sender's library would.
    private static func distrust(_ chain: [X509Certificate]) -> String? {
        guard let store = X509_STORE_new(), let between = shim_sk_X509_new(), let check = X509_STORE_CTX_new() else { return "out of memory" }
        defer {
            X509_STORE_CTX_free(check)
            shim_sk_X509_free(between)
            X509_STORE_free(store)
        }
        for certificate in chain.dropFirst() { _ = shim_sk_X509_push(between, certificate.pointer) }
        guard X509_STORE_set_default_paths(store) == 1, X509_STORE_CTX_init(check, store, chain[0].pointer, between) == 1,
            X509_STORE_CTX_set_default(check, "ssl_server") == 1
        else { return OpenSSLErrorQueue.drain() }
        // The date is a matter of its own.
        X509_STORE_CTX_set_flags(check, UInt(X509_V_FLAG_NO_CHECK_TIME))
        if X509_verify_cert(check) == 1 { return nil }
        return String(cString: X509_verify_cert_error_string(Int(X509_STORE_CTX_get_error(check))))
    }
}

extension X509Certificate {
    fileprivate convenience init?(der: [UInt8]) {
        let parsed = der.withUnsafeBufferPointer { bytes in
            var start = bytes.baseAddress
            return d2i_X509(nil, &start, bytes.count)
        }
        guard let parsed else { return nil }
        self.init(owned: parsed)
    }

    fileprivate var subject: String {
        var text = [CChar](repeating: 0, count: 512)
        X509_NAME_oneline(X509_get_subject_name(pointer), &text, Int32(text.count))
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    fileprivate var alternativeNames: String {
        let place = X509_get_ext_by_NID(pointer, NID_subject_alt_name, -1)
        guard place >= 0, let found = X509_get_ext(pointer, place), let bio = BIO_new(BIO_s_mem()) else { return "" }
        defer { BIO_free_all(bio) }
        guard X509V3_EXT_print(bio, found, 0, 0) == 1 else { return "" }
        var start: UnsafeMutablePointer<CChar>?
        let count = shim_BIO_get_mem_data(bio, &start)
        return String(decoding: UnsafeRawBufferPointer(start: start, count: count), as: UTF8.self)
    }

    fileprivate func isIssued(by other: X509Certificate) -> Bool {
        X509_check_issued(other.pointer, pointer) == X509_V_OK && X509_verify(pointer, X509_get0_pubkey(other.pointer)) == 1
    }
}
