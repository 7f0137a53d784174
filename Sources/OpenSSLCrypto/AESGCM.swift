import COpenSSL

/// AES-256-GCM under one key: what is sealed can neither be read nor altered without it.
///
/// A sealed message is a random 12-byte nonce, the ciphertext and a 16-byte tag. One key is good for 2³² messages (NIST SP 800-38D, 8.3).
public struct AESGCM: Sendable {
    /// How many bytes a key has.
    public static let keyLength = 32
    private static let nonceLength = 12
    private static let tagLength = 16
    private let key: Secret

    /// Throws `CryptoError.wrongKeyLength` unless the key has 32 bytes.
    public init(key: Secret) throws(CryptoError) {
        guard key.bytes.count == Self.keyLength else { throw .wrongKeyLength(expected: Self.keyLength, found: key.bytes.count) }
        self.key = key
    }

    /// Seals `plain`. `context` is not kept in the result but must be given again to open it: where the value belongs
    /// (a table and a row, say), so that a sealed value moved elsewhere does not open.
    public func seal(_ plain: [UInt8], context: [UInt8]) throws(CryptoError) -> [UInt8] {
        let cipher = try Owned(EVP_CIPHER_CTX_new(), free: EVP_CIPHER_CTX_free, operation: "AES-GCM")
        let nonce = randomBytes(Self.nonceLength)
        try check(EVP_EncryptInit_ex2(cipher.pointer, EVP_aes_256_gcm(), key.bytes, nonce, nil), "AES-GCM key")
        var count: Int32 = 0
        try check(EVP_EncryptUpdate(cipher.pointer, nil, &count, context, Int32(context.count)), "AES-GCM context")
        var sealed = [UInt8](repeating: 0, count: plain.count)
        try check(EVP_EncryptUpdate(cipher.pointer, &sealed, &count, plain, Int32(plain.count)), "AES-GCM")
        var rest = [UInt8](repeating: 0, count: Self.tagLength)
        try check(EVP_EncryptFinal_ex(cipher.pointer, &rest, &count), "AES-GCM")
        var tag = [UInt8](repeating: 0, count: Self.tagLength)
        try check(shim_EVP_CIPHER_CTX_get_tag(cipher.pointer, Int32(tag.count), &tag), "AES-GCM tag")
        return nonce + sealed + tag
    }

    /// Opens what ``seal(_:context:)`` made. Throws `CryptoError.notAuthentic` when a bit, the key or the context differs.
    public func open(_ sealed: [UInt8], context: [UInt8]) throws(CryptoError) -> [UInt8] {
        guard sealed.count >= Self.nonceLength + Self.tagLength else { throw .notAuthentic }
        let nonce = Array(sealed.prefix(Self.nonceLength))
        let body = Array(sealed.dropFirst(Self.nonceLength).dropLast(Self.tagLength))
        let tag = Array(sealed.suffix(Self.tagLength))
        let cipher = try Owned(EVP_CIPHER_CTX_new(), free: EVP_CIPHER_CTX_free, operation: "AES-GCM")
        try check(EVP_DecryptInit_ex2(cipher.pointer, EVP_aes_256_gcm(), key.bytes, nonce, nil), "AES-GCM key")
        var count: Int32 = 0
        try check(EVP_DecryptUpdate(cipher.pointer, nil, &count, context, Int32(context.count)), "AES-GCM context")
        var plain = [UInt8](repeating: 0, count: body.count)
        try check(EVP_DecryptUpdate(cipher.pointer, &plain, &count, body, Int32(body.count)), "AES-GCM")
        try check(shim_EVP_CIPHER_CTX_set_tag_length(cipher.pointer, Int32(tag.count), tag), "AES-GCM tag")
        var rest = [UInt8](repeating: 0, count: Self.tagLength)
        guard EVP_DecryptFinal_ex(cipher.pointer, &rest, &count) == 1 else {
            OpenSSLErrorQueue.clear()
            throw .notAuthentic
        }
        return plain
    }
}
