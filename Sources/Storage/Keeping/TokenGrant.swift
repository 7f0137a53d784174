public import Inventory

/// What a bearer of a token may do; each scope includes those before it.
public enum TokenScope: String, Sendable, Codable, CaseIterable, Comparable {
    case read, operate, admin

    public static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }

    private var rank: Int {
        switch self {
        case .read: 0
        case .operate: 1
        case .admin: 2
        }
    }
}

/// Who a token says its bearer is.
public struct TokenGrant: Sendable, Equatable {
    public var name: String
    public var scope: TokenScope
}

/// A token as it is listed; the token itself is kept nowhere.
public struct TokenRecord: Sendable, Equatable {
    public var grant: TokenGrant
    public var createdAt: Timestamp
    /// Exact to ``Store/tokenUseResolution``.
    public var lastUsedAt: Timestamp?
    public var revokedAt: Timestamp?
}
