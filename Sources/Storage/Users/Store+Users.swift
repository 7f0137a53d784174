import Foundation
public import Inventory
import OpenSSLCrypto

extension Store {
    /// How long a set-up token can be used.
    public static let invitationLife: Duration = .seconds(3 * 86_400)

    /// Whether anybody can sign in, or was invited to.
    public func hasUsers() async throws -> Bool {
        try await read { db in try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM users WHERE disabled_at IS NULL)") ?? false }
    }

    /// Makes a user, or invites a known one anew: with the returned token, shown this once, its bearer chooses a password. The earlier password and
    /// open sessions hold until then.
    public func invite(name: String, role: UserRole, at moment: Timestamp) async throws -> String {
        let token = "sgi_" + hexadecimal(options.randomBytes(32))
        try await write { db in
            try db.execute(
                sql: """
                    INSERT INTO users (name, folded, role, invitation, invited_until, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                    ON CONFLICT (folded) DO UPDATE SET role = ?3, invitation = ?4, invited_until = ?5, disabled_at = NULL
                    """,
                arguments: [
                    name, SearchText.fold(name), role.rawValue, digest(token), (moment + Self.invitationLife).microseconds, moment.microseconds,
                ])
            try Users.keepAnAdmin(db)
        }
        return token
    }

    /// Whom a set-up token invites; nil for one that is none, or has run out.
    public func invitation(_ token: String, at moment: Timestamp) async throws -> User? {
        try await read { db in try Users.invited(db, token, at: moment) }
    }

    /// Sets the password of the invited one; the token is used up and every open session of theirs ends. Nil for a token that is none.
    public func acceptInvitation(_ token: String, password: PasswordHash, at moment: Timestamp) async throws -> User? {
        try await write { db in
            guard let user = try Users.invited(db, token, at: moment) else { return nil }
            try db.execute(
                sql: """
                    UPDATE users SET password_work = ?, password_salt = ?, password_key = ?, invitation = NULL, invited_until = NULL WHERE id = ?
                    """, arguments: [password.work, Data(password.salt), Data(password.key), user.id])
            try db.execute(sql: "DELETE FROM sessions WHERE user = ?", arguments: [user.id])
            return user
        }
    }

    /// Who signs in by this name, and what their password is held against; nil where nobody can.
    public func credentials(name: String) async throws -> (user: User, password: PasswordHash)? {
        try await read { db in
            try Row.fetchOne(
                db,
                sql: """
                    SELECT id, name, role, password_work, password_salt, password_key FROM users
                    WHERE folded = ? AND disabled_at IS NULL AND password_work IS NOT NULL
                    """, arguments: [SearchText.fold(name)]
            ).map { row in
                let (salt, key): (Data, Data) = (row[4], row[5])
                return (try Users.user(row), PasswordHash(work: row[3], salt: Array(salt), key: Array(key)))
            }
        }
    }

    /// Everybody, by name.
    public func users() async throws -> [UserRecord] {
        try await read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT id, name, role, password_work IS NOT NULL, invited_until, disabled_at,
                        (SELECT max(used_at) FROM sessions s WHERE s.user = u.id)
                    FROM users u ORDER BY folded
                    """
            ).map { row in
                UserRecord(
                    user: try Users.user(row), hasPassword: row[3], invitedUntil: (row[4] as Int64?).map(Timestamp.init(microseconds:)),
                    seenAt: (row[6] as Int64?).map(Timestamp.init(microseconds:)),
                    disabledAt: (row[5] as Int64?).map(Timestamp.init(microseconds:)))
            }
        }
    }

    /// Gives a user another role. Throws ``StorageError/lastAdmin`` or ``StorageError/unknownUser(_:)``.
    public func changeRole(of user: Int64, to role: UserRole) async throws {
        try await write { db in
            try db.execute(sql: "UPDATE users SET role = ? WHERE id = ?", arguments: [role.rawValue, user])
            if db.changesCount == 0 { throw StorageError.unknownUser("\(user)") }
            try Users.keepAnAdmin(db)
        }
    }

    /// Shuts a user out at once, or lets them in again; a set-up token that is out no longer opens. Throws ``StorageError/lastAdmin`` or
    /// ``StorageError/unknownUser(_:)``.
    public func disableUser(_ user: Int64, _ isDisabled: Bool, at moment: Timestamp) async throws {
        try await write { db in
            try db.execute(
                sql: "UPDATE users SET disabled_at = ?, invitation = NULL, invited_until = NULL WHERE id = ?",
                arguments: [isDisabled ? moment.microseconds : nil, user])
            if db.changesCount == 0 { throw StorageError.unknownUser("\(user)") }
            if isDisabled { try db.execute(sql: "DELETE FROM sessions WHERE user = ?", arguments: [user]) }
            try Users.keepAnAdmin(db)
        }
    }
}

/// Rows of `users`, within a transaction.
enum Users {
    /// The columns `id`, `name`, `role` first.
    static func user(_ row: Row) throws -> User {
        guard let role = UserRole(rawValue: row[2]) else { throw StorageError.corrupted(reason: "unknown role \(row[2] as String)") }
        return User(id: row[0], name: row[1], role: role)
    }

    static func invited(_ db: Database, _ token: String, at moment: Timestamp) throws -> User? {
        try Row.fetchOne(
            db, sql: "SELECT id, name, role FROM users WHERE invitation = ? AND invited_until > ? AND disabled_at IS NULL",
            arguments: [digest(token), moment.microseconds]
        ).map(user)
    }

    /// Where somebody can sign in, an admin can.
    static func keepAnAdmin(_ db: Database) throws {
        let row = try Row.fetchOne(
            db,
            sql: """
                SELECT count(*), coalesce(sum(role = 'admin'), 0) FROM users
                WHERE disabled_at IS NULL AND (password_work IS NOT NULL OR invitation IS NOT NULL)
                """)
        guard let row, row[0] as Int > 0, row[1] as Int == 0 else { return }
        throw StorageError.lastAdmin
    }
}
