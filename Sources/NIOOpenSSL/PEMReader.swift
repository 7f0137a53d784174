import COpenSSL
import OpenSSLCrypto

/// Reads certificates and keys from a file or a text, and says which when it cannot.
struct PEMReader: ~Copyable {
    private let source: TLSOptions.Source
    private let what: String
    private let bio: OpaquePointer

    init(_ source: TLSOptions.Source, what: String) throws(TLSError) {
        OpenSSLErrorQueue.clear()
        let bio: OpaquePointer?
        switch source {
        case .file(let path):
            bio = BIO_new_file(path, "r")
        case .text(let secret):
            bio = BIO_new(BIO_s_mem())
            if let bio { BIO_write(bio, secret.bytes, Int32(secret.bytes.count)) }
        }
        guard let bio else { throw source.unusable(what, OpenSSLErrorQueue.drain()) }
        self.source = source
        self.what = what
        self.bio = bio
    }

    deinit {
        BIO_free_all(bio)
    }

    /// All certificates, at least one.
    func certificates() throws(TLSError) -> [X509Certificate] {
        var found: [X509Certificate] = []
        while let certificate = PEM_read_bio_X509(bio, nil, nil, nil) { found.append(X509Certificate(owned: certificate)) }
        // The end of the file is the only reason to stop that is none.
        let end = ERR_peek_last_error()
        guard ERR_GET_LIB(end) == ERR_LIB_PEM, ERR_GET_REASON(end) == PEM_R_NO_START_LINE else {
            throw source.unusable(what, OpenSSLErrorQueue.drain())
        }
        OpenSSLErrorQueue.clear()
        guard !found.isEmpty else { throw source.unusable(what, "no PEM certificate in it") }
        return found
    }

    /// The private key. The caller frees it.
    func privateKey() throws(TLSError) -> OpaquePointer {
        // Without a callback OpenSSL would ask for a passphrase on the terminal.
        guard let key = PEM_read_bio_PrivateKey(bio, nil, { _, _, _, _ in -1 }, nil) else {
            throw source.unusable(what, OpenSSLErrorQueue.drain(otherwise: "no PEM private key in it"))
        }
        return key
    }
}

extension TLSOptions.Source {
    func unusable(_ what: String, _ reason: String) -> TLSError {
        switch self {
        case .file(let path): .unusable(what: what, file: path, reason: reason)
        case .text: .unusable(what: what, file: nil, reason: reason)
        }
    }
}
