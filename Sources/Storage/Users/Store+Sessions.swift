public import Inventory
import OpenSSLCrypto

extension Store {
    /// A session that nobody used for so long is over.
    public static let sessionIdleLimit: Duration = .seconds(12 * 3600)
    /// No session lives longer.
    public static let sessionLife: Duration = .seconds(7 * 86_400)
    /// How exactly a session's last use is kept: not every request costs a write.
    public static let sessionUseResolution: Duration = .seconds(60)

    /// Opens a session and returns its token, which the browser alone keeps; sessions that have run out go.
    public func openSession(of user: User, at moment: Timestamp) async throws -> String {
        let token = hexadecimal(options.randomBytes(32))
        try await write { db in
            try db.execute(
                sql: "DELETE FROM sessions WHERE used_at <= ? OR created_at <= ?",
                arguments: [(moment - Self.sessionIdleLimit).microseconds, (moment - Self.sessionLife).microseconds])
            try db.execute(
                sql: "INSERT INTO sessions (digest, user, created_at, used_at) VALUES (?, ?, ?, ?)",
                arguments: [digest(token), user.id, moment.microseconds, moment.microseconds])
        }
        return token
    }

    /// Whose session this is; nil when it is none, has run out, or its user was shut out.
    public func session(_ token: String, at moment: Timestamp) async throws -> User? {
        let tokenDigest = digest(token)
        let found = try await read { db in
            try Row.fetchOne(
                db.cachedStatement(
                    sql: """
                        SELECT u.id, u.name, u.role, s.used_at FROM sessions s JOIN users u ON u.id = s.user AND u.disabled_at IS NULL
                        WHERE s.digest = ? AND s.used_at > ? AND s.created_at > ?
                        """),
                arguments: [tokenDigest, (moment - Self.sessionIdleLimit).microseconds, (moment - Self.sessionLife).microseconds]
            ).map { (user: try Users.user($0), usedAt: Timestamp(microseconds: $0[3])) }
        }
        guard let found else { return nil }
        if moment - found.usedAt >= Self.sessionUseResolution {
            // A full disk must not lock out the person who comes to look.
            try? await write { db in
                try db.execute(sql: "UPDATE sessions SET used_at = ? WHERE digest = ?", arguments: [moment.microseconds, tokenDigest])
            }
        }
        return found.user
    }

    /// Ends a session.
    public func closeSession(_ token: String) async throws {
        let tokenDigest = digest(token)
        try await write { db in try db.execute(sql: "DELETE FROM sessions WHERE digest = ?", arguments: [tokenDigest]) }
    }
}
