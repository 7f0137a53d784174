import COpenSSL

/// `sha256:` and the lower-case hex digest of the certificate's DER bytes. Throws when `pem` holds no certificate.
public func certificateFingerprint(pem: String) throws(CryptoError) -> String {
    let certificate = try PEM.certificate(pem)
    let length = i2d_X509(certificate.pointer, nil)
    try check(length, "certificate")
    let der = [UInt8](unsafeUninitializedCapacity: Int(length)) { buffer, initialized in
        var end = buffer.baseAddress
        initialized = max(0, Int(i2d_X509(certificate.pointer, &end)))
    }
    return certificateFingerprint(der: der)
}

/// `sha256:` and the lower-case hex digest of a certificate's DER bytes.
public func certificateFingerprint(der: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    let hex = SHA256.digest(der).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    return "sha256:" + String(decoding: hex, as: UTF8.self)
}
