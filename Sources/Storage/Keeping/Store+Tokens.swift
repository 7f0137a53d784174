public import Inventory
import OpenSSLCrypto

extension Store {
    /// How exactly a token's last use is kept: not every request costs a write.
    public static let tokenUseResolution: Duration = .seconds(60)

    /// Makes a token of 256 random bits, `sgt_` and 64 hexadecimal digits, which is shown this once: only its digest is kept.
    /// Throws ``StorageError/tokenNameTaken(_:)``.
    public func createToken(name: String, scope: TokenScope, at moment: Timestamp) async throws -> String {
        let token = "sgt_" + hexadecimal(options.randomBytes(32))
        try await write { db in
            try db.execute(
                sql: """
                    INSERT INTO tokens (name, digest, scope, created_at) VALUES (?, ?, ?, ?)
                    ON CONFLICT (name) WHERE revoked_at IS NULL DO NOTHING
                    """, arguments: [name, digest(token), scope.rawValue, moment.microseconds])
            if db.changesCount == 0 { throw StorageError.tokenNameTaken(name) }
        }
        return token
    }

    /// Whose token this is; nil when it is none, or was revoked. The digest is looked up, so the time taken tells nothing of the token.
    public func authenticate(token: String, at moment: Timestamp) async throws -> TokenGrant? {
        let tokenDigest = digest(token)
        let found = try await read { db in
            try Row.fetchOne(
                db.cachedStatement(sql: "SELECT name, scope, last_used_at FROM tokens WHERE digest = ? AND revoked_at IS NULL"),
                arguments: [tokenDigest]
            ).map { (grant: TokenGrant(name: $0["name"], scope: try value($0, "scope")), lastUsed: $0["last_used_at"] as Int64?) }
        }
        guard let found else { return nil }
        let isStale = found.lastUsed.map { moment - Timestamp(microseconds: $0) >= Self.tokenUseResolution } ?? true
        if isStale {
            // A full disk must not lock out the person who comes to look.
            try? await write { db in
                try db.execute(sql: "UPDATE tokens SET last_used_at = ? WHERE digest = ?", arguments: [moment.microseconds, tokenDigest])
            }
        }
        return found.grant
    }

    /// All tokens, revoked ones included, by name and age.
    public func tokens() async throws -> [TokenRecord] {
        try await read { db in
            try Row.fetchAll(db, sql: "SELECT name, scope, created_at, last_used_at, revoked_at FROM tokens ORDER BY name, id").map { row in
                TokenRecord(
                    grant: TokenGrant(name: row["name"], scope: try value(row, "scope")), createdAt: Timestamp(microseconds: row["created_at"]),
                    lastUsedAt: (row["last_used_at"] as Int64?).map(Timestamp.init(microseconds:)),
                    revokedAt: (row["revoked_at"] as Int64?).map(Timestamp.init(microseconds:)))
            }
        }
    }

    /// Takes a token out of use, from the next request on. Throws ``StorageError/unknownToken(_:)``.
    public func revokeToken(name: String, at moment: Timestamp) async throws {
        try await write { db in
            try db.execute(
                sql: "UPDATE tokens SET revoked_at = ? WHERE name = ? AND revoked_at IS NULL", arguments: [moment.microseconds, name])
            if db.changesCount == 0 { throw StorageError.unknownToken(name) }
        }
    }
}
