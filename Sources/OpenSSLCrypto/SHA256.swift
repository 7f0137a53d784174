import COpenSSL

/// The hash function SHA-256.
public enum SHA256 {
    /// How many bytes a digest has.
    public static let digestLength = 32

    /// The digest of `bytes`, 32 bytes long.
    public static func digest(_ bytes: [UInt8]) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: digestLength) { buffer, initialized in
            let done = EVP_Digest(bytes, bytes.count, buffer.baseAddress, nil, algorithm.pointer, nil)
            precondition(done == 1, "SHA-256 failed: \(OpenSSLErrorQueue.drain())")
            initialized = digestLength
        }
    }

    /// Fetched once: looking it up by name for each message costs as much as hashing a short one.
    private static let algorithm = FetchedDigest("SHA2-256")
}

/// A digest's implementation in OpenSSL. Unchecked: OpenSSL never changes it once fetched, and it lives as long as the process.
private struct FetchedDigest: @unchecked Sendable {
    let pointer: OpaquePointer

    init(_ name: String) {
        guard let fetched = EVP_MD_fetch(nil, name, nil) else { preconditionFailure("OpenSSL has no \(name)") }
        self.pointer = fetched
    }
}
