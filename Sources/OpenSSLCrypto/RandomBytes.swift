import COpenSSL

/// `count` bytes from OpenSSL's generator, fit for keys and nonces.
///
/// Stops the process when the system has no randomness to give: nothing secure can be done without.
public func randomBytes(_ count: Int) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
        precondition(RAND_bytes(buffer.baseAddress, Int32(count)) == 1, "no randomness: \(OpenSSLErrorQueue.drain())")
        initialized = count
    }
}
