import COpenSSL

/// HMAC with SHA-256 under one key. The key is scheduled once, so a message costs about 2 µs.
public struct HMACSHA256: Sendable {
    /// How many bytes an authentication code has.
    public static let codeLength = 32
    private let keyed: KeyedContext

    /// Takes a key of any length (RFC 2104 hashes one that is longer than a block).
    public init(key: Secret) {
        self.keyed = KeyedContext(key: key)
    }

    /// The code of the parts as if they were one message, 32 bytes long.
    public func authenticationCode(for parts: [UInt8]...) -> [UInt8] {
        keyed.code(for: parts)
    }

    /// Whether `code` is the message's code; constant in time.
    public func isValid(_ code: [UInt8], for parts: [UInt8]...) -> Bool {
        constantTimeEqual(code, keyed.code(for: parts))
    }
}

/// Unchecked: after `init` the context is only ever the source of `EVP_MAC_CTX_dup`, which reads it.
private final class KeyedContext: @unchecked Sendable {
    private let context: OpaquePointer

    init(key: Secret) {
        let algorithm = EVP_MAC_fetch(nil, "HMAC", nil)
        defer { EVP_MAC_free(algorithm) }
        guard let context = EVP_MAC_CTX_new(algorithm) else { preconditionFailure("OpenSSL has no HMAC: \(OpenSSLErrorQueue.drain())") }
        self.context = context
        // OpenSSL takes no address for "no key"; an empty key is a key.
        let bytes = key.bytes.isEmpty ? [0] : key.bytes
        let isReady = shim_EVP_MAC_CTX_set_hmac_sha256_key(context, bytes, key.bytes.count) == 1 && EVP_MAC_init(context, nil, 0, nil) == 1
        precondition(isReady, "HMAC failed: \(OpenSSLErrorQueue.drain())")
    }

    deinit {
        EVP_MAC_CTX_free(context)
    }

    func code(for parts: [[UInt8]]) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: HMACSHA256.codeLength) { buffer, initialized in
            let message = EVP_MAC_CTX_dup(context)
            defer { EVP_MAC_CTX_free(message) }
            var done = message != nil
            for part in parts { done = done && EVP_MAC_update(message, part, part.count) == 1 }
            done = done && EVP_MAC_final(message, buffer.baseAddress, &initialized, buffer.count) == 1
            precondition(done, "HMAC failed: \(OpenSSLErrorQueue.drain())")
        }
    }
}
