import OpenSSLCrypto
import Storage

/// Hashes passwords, one at a time: each takes 32 MiB, and a flood of attempts must not take all.
actor PasswordDesk {
    /// The least length of a password, in characters (NIST SP 800-63B asks for 8 where it is the only factor).
    static let leastLength = 10
    static let largestLength = 200

    /// What a guess at an unknown name is held against, so that it takes as long.
    private var decoy: PasswordHash?

    func hash(_ password: Secret, salt: [UInt8]) throws -> PasswordHash { try PasswordHash(of: password, salt: salt) }

    func matches(_ password: Secret, _ known: PasswordHash?) throws -> Bool {
        guard let known else {
            let decoy = try decoy ?? PasswordHash(of: Secret("nobody's"), salt: [UInt8](repeating: 7, count: 16))
            self.decoy = decoy
            _ = try decoy.matches(password)
            return false
        }
        return try known.matches(password)
    }
}
