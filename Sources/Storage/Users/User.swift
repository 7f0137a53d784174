public import Inventory
public import OpenSSLCrypto

/// What a person may do in the console; each role includes those before it.
public enum UserRole: String, Sendable, Codable, CaseIterable, Comparable {
    /// Sees everything.
    case viewer
    /// Acts on offers, problems and orders.
    case `operator`
    /// Changes settings and users.
    case admin

    public static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }

    private var rank: Int {
        switch self {
        case .viewer: 0
        case .operator: 1
        case .admin: 2
        }
    }
}

/// A person who uses the console.
public struct User: Sendable, Equatable {
    public var id: Int64
    public var name: String
    public var role: UserRole
}

/// A person as the list of users tells of them.
public struct UserRecord: Sendable, Equatable {
    public var user: User
    public var hasPassword: Bool
    /// Until when a set-up token opens the door; nil where none is out.
    public var invitedUntil: Timestamp?
    /// When a session of theirs was last used, exact to ``Store/sessionUseResolution``.
    public var seenAt: Timestamp?
    public var disabledAt: Timestamp?
}

/// What is kept of a password: scrypt's key, with the salt and the cost that it was made with.
public struct PasswordHash: Sendable, Equatable {
    /// scrypt's N; r is 8 and p is 1.
    public var work: Int
    public var salt: [UInt8]
    public var key: [UInt8]

    /// Hashes a password at the cost for people. Takes about a tenth of a second and 32 MiB. Throws a `CryptoError`.
    public init(of password: Secret, salt: [UInt8], cost: ScryptCost = .interactive) throws {
        (self.work, self.salt) = (cost.work, salt)
        key = try scrypt(password: password, salt: salt, cost: cost).bytes
    }

    init(work: Int, salt: [UInt8], key: [UInt8]) { (self.work, self.salt, self.key) = (work, salt, key) }

    /// Whether this is the password; as long whether or not it is. Throws a `CryptoError`.
    public func matches(_ password: Secret) throws -> Bool {
        try constantTimeEqual(key, scrypt(password: password, salt: salt, cost: ScryptCost(work: work), count: key.count).bytes)
    }
}
