import COpenSSL

/// Certificates and keys to and from PEM text.
enum PEM {
    static func certificate(_ text: String) throws(CryptoError) -> Owned {
        let source = try memory(holding: text)
        guard let certificate = PEM_read_bio_X509(source.pointer, nil, nil, nil) else {
            OpenSSLErrorQueue.clear()
            throw .malformedPEM(expected: "certificate")
        }
        return try Owned(certificate, free: X509_free, operation: "certificate")
    }

    static func privateKey(_ secret: Secret) throws(CryptoError) -> Owned {
        let source = try memory(holding: secret.text ?? "")
        // Without a callback OpenSSL would ask for a passphrase on the terminal.
        guard let key = PEM_read_bio_PrivateKey(source.pointer, nil, { _, _, _, _ in -1 }, nil) else {
            OpenSSLErrorQueue.clear()
            throw .malformedPEM(expected: "private key")
        }
        return try Owned(key, free: EVP_PKEY_free, operation: "private key")
    }

    static func text(ofCertificate certificate: borrowing Owned) throws(CryptoError) -> String {
        let target = try memory(holding: "")
        try check(PEM_write_bio_X509(target.pointer, certificate.pointer), "writing a certificate")
        return contents(of: target)
    }

    static func text(ofPrivateKey key: borrowing Owned) throws(CryptoError) -> Secret {
        let target = try memory(holding: "")
        try check(PEM_write_bio_PrivateKey(target.pointer, key.pointer, nil, nil, 0, nil, nil), "writing a private key")
        return Secret(contents(of: target))
    }

    private static func memory(holding text: String) throws(CryptoError) -> Owned {
        let bio = try Owned(BIO_new(BIO_s_mem()), free: { BIO_free_all($0) }, operation: "memory BIO")
        let bytes = Array(text.utf8)
        if !bytes.isEmpty { try check(BIO_write(bio.pointer, bytes, Int32(bytes.count)), "memory BIO") }
        return bio
    }

    private static func contents(of bio: borrowing Owned) -> String {
        var start: UnsafeMutablePointer<CChar>?
        let count = shim_BIO_get_mem_data(bio.pointer, &start)
        return String(decoding: UnsafeRawBufferPointer(start: start, count: count), as: UTF8.self)
    }
}
