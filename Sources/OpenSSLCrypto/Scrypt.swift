import COpenSSL

/// How much work and memory a guess at a password costs (RFC 7914).
public struct ScryptCost: Sendable, Equatable {
    /// N: a power of two; memory is 128·N·r bytes.
    public var work: Int
    /// r, in blocks of 128 bytes.
    public var blockSize: Int
    /// p: how often the work is done anew.
    public var parallelism: Int

    public init(work: Int, blockSize: Int = 8, parallelism: Int = 1) {
        self.work = work
        self.blockSize = blockSize
        self.parallelism = parallelism
    }

    /// 32 MiB and about a tenth of a second: for a person's password.
    public static let interactive = ScryptCost(work: 1 << 15)
}

/// A key of `count` bytes from a password that a person chose. Throws when OpenSSL refuses the cost.
public func scrypt(password: Secret, salt: [UInt8], cost: ScryptCost = .interactive, count: Int = 32) throws(CryptoError) -> Secret {
    var key = [UInt8](repeating: 0, count: count)
    let password = password.bytes
    // OpenSSL's own ceiling is 32 MiB, a little below what the interactive cost takes.
    let memoryLimit = UInt64(128 * cost.blockSize * (cost.work + cost.parallelism + 2) + 1024)
    let derived = password.withUnsafeBufferPointer { password in
        let text = UnsafeRawPointer(password.baseAddress)?.assumingMemoryBound(to: CChar.self)
        return EVP_PBE_scrypt(
            text, password.count, salt, salt.count, UInt64(cost.work), UInt64(cost.blockSize), UInt64(cost.parallelism), memoryLimit, &key, count)
    }
    try check(derived, "scrypt")
    return Secret(key)
}
