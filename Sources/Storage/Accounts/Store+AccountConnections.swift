public import Inventory
public import OpenSSLCrypto

extension Store {
    /// Wishes that an account be connected, in place of an earlier wish. A running gateway sees to it.
    public func wishConnection(of account: AccountName, at moment: Timestamp) async throws {
        try await write { db in
            try db.execute(
                sql: """
                    INSERT INTO account_connections (account, state, wished_at, next_at) VALUES (:account, 'wished', :now, :now)
                    ON CONFLICT (account) DO UPDATE SET state = excluded.state, wished_at = excluded.wished_at, next_at = excluded.next_at,
                        address = NULL, code = NULL, expires_at = NULL, pause = 0, login = NULL, fault = NULL
                    """, arguments: ["account": account.text, "now": moment.microseconds])
            try Self.dropSealed(AccountConnections.deviceCode(of: account), db)
        }
    }

    /// Takes the wish back while it is open. False where none was open.
    @discardableResult
    public func withdrawConnection(of account: AccountName) async throws -> Bool {
        try await write { db in
            try db.execute(
                sql: "DELETE FROM account_connections WHERE account = ? AND state IN ('wished', 'shown')", arguments: [account.text])
            guard db.changesCount > 0 else { return false }
            try Self.dropSealed(AccountConnections.deviceCode(of: account), db)
            return true
        }
    }

    /// The last connecting of an account; nil where nobody ever wished it here.
    public func connection(of account: AccountName) async throws -> AccountConnection? {
        try await read { try AccountConnections.find($0, account) }
    }

    /// The open connecting whose time has come, once for all who ask: the next turn comes `lease` later unless a note below says otherwise.
    public func takeTurn(toConnect account: AccountName, lease: Duration, at now: Timestamp) async throws -> AccountConnection? {
        try await write { db in
            guard let found = try AccountConnections.find(db, account), found.isOpen, found.nextAt <= now else { return nil }
            try db.execute(
                sql: "UPDATE account_connections SET next_at = ? WHERE account = ?", arguments: [(now + lease).microseconds, account.text])
            return found
        }
    }

    /// Allegro gave a code; `deviceCode`, which is secret, is what it is asked with from now on.
    public func note(
        _ code: AccountConnection.Code, deviceCode: Secret, pause: Duration, for wish: AccountConnection, at now: Timestamp
    ) async throws {
        let sealed = try seal(deviceCode, named: AccountConnections.deviceCode(of: wish.account))
        try await write { db in
            try db.execute(
                sql: """
                    UPDATE account_connections SET state = 'shown', address = :address, code = :code, expires_at = :expires, pause = :pause,
                        next_at = :next, fault = NULL
                    WHERE account = :account AND wished_at = :wish AND state = 'wished'
                    """,
                arguments: [
                    "address": code.address, "code": code.text, "expires": code.expiresAt.microseconds, "pause": pause.wholeMicroseconds,
                    "next": (now + pause).microseconds, "account": wish.account.text, "wish": wish.wishedAt.microseconds,
                ])
            if db.changesCount > 0 { try sealed.put(db, at: now) }
        }
    }

    /// What Allegro is asked with while the seller has not agreed; nil once that is over.
    public func deviceCode(of account: AccountName) async throws -> Secret? {
        try await sealed(AccountConnections.deviceCode(of: account))
    }

    /// Not yet: Allegro is asked again after `pause`. `fault` says why it could not be asked.
    public func postpone(_ connection: AccountConnection, by pause: Duration, fault: String? = nil, at now: Timestamp) async throws {
        try await write { db in
            try db.execute(
                sql: """
                    UPDATE account_connections SET pause = :pause, next_at = :next, fault = :fault
                    WHERE account = :account AND wished_at = :wish AND state IN ('wished', 'shown')
                    """,
                arguments: [
                    "pause": pause.wholeMicroseconds, "next": (now + pause).microseconds, "fault": fault, "account": connection.account.text,
                    "wish": connection.wishedAt.microseconds,
                ])
        }
    }

    /// Ends it without tokens.
    public func end(_ connection: AccountConnection, as state: AccountConnection.State, fault: String? = nil) async throws {
        try await write { db in try AccountConnections.end(db, connection, as: state, fault: fault) }
    }

    /// Ends it with what Allegro granted, in one transaction: the device code is spent, and these tokens are all there is. They are kept even where
    /// the wish was taken back meanwhile, for the seller agreed; and where another gateway works the store by now.
    public func end(_ connection: AccountConnection, granted tokens: Secret, named name: String, at now: Timestamp) async throws {
        let sealed = try seal(tokens, named: name)
        try await underNoTenure.write { db in
            try sealed.put(db, at: now)
            try AccountConnections.end(db, connection, as: .connected, fault: nil)
            for kind in [OpenProblem.Kind.authorisationExpired, .renewalFailing] {
                try Problems.settle(db, kind: kind, subject: connection.account.text, by: "over", at: now)
            }
        }
    }

    /// Whether anything waits for an account to be asked: its orders are fetched, or commands for it are not settled.
    public func hasWork(for account: AccountName) async throws -> Bool {
        try await read { db in
            if try Self.settings(db).fetchOrders { return true }
            return try Bool.fetchOne(
                db, sql: "SELECT EXISTS (SELECT 1 FROM commands WHERE state <> 'settled' AND account = ?)", arguments: [account.text]) ?? false
        }
    }

    /// Keeps renewed tokens where those stand that they were renewed from, or none; false where others do, which are newer. What they were renewed
    /// from is spent: so they are kept where another gateway works the store by now, which would be left without any.
    ///
    /// - Parameter isSpent: whether these are what was renewed.
    public func renew(
        _ tokens: Secret, named name: String, of account: AccountName, inPlaceOf isSpent: @Sendable @escaping (Secret) -> Bool, at now: Timestamp
    ) async throws -> Bool {
        let sealed = try seal(tokens, named: name)
        return try await underNoTenure.write { db in
            guard try sealed.stands(db).map(isSpent) ?? true else { return false }
            try sealed.put(db, at: now)
            try Problems.settle(db, kind: .authorisationExpired, subject: account.text, by: "over", at: now)
            return true
        }
    }

    /// Notes whose account was connected.
    public func note(login: String, of connection: AccountConnection) async throws {
        try await write { db in
            try db.execute(
                sql: "UPDATE account_connections SET login = ? WHERE account = ? AND wished_at = ?",
                arguments: [login, connection.account.text, connection.wishedAt.microseconds])
        }
    }
}

/// The connecting of accounts, within a transaction.
private enum AccountConnections {
    static func deviceCode(of account: AccountName) -> String { "allegro.\(account.text).device_code" }

    static func find(_ db: Database, _ account: AccountName) throws -> AccountConnection? {
        let row = try Row.fetchOne(
            db,
            sql: """
                SELECT state, wished_at, address, code, expires_at, pause, next_at, login, fault FROM account_connections WHERE account = ?
                """, arguments: [account.text])
        guard let row else { return nil }
        guard let state = AccountConnection.State(rawValue: row["state"]) else {
            throw StorageError.corrupted(reason: "unknown state of the connecting of \(account)")
        }
        var code: AccountConnection.Code?
        if let address = row["address"] as String?, let text = row["code"] as String?, let expiry = row["expires_at"] as Int64? {
            code = AccountConnection.Code(address: address, text: text, expiresAt: Timestamp(microseconds: expiry))
        }
        return AccountConnection(
            account: account, state: state, wishedAt: Timestamp(microseconds: row["wished_at"]), code: code,
            pause: .microseconds(row["pause"] as Int64), nextAt: Timestamp(microseconds: row["next_at"]), login: row["login"], fault: row["fault"])
    }

    static func end(_ db: Database, _ connection: AccountConnection, as state: AccountConnection.State, fault: String?) throws {
        try db.execute(
            sql: """
                UPDATE account_connections SET state = :state, address = NULL, code = NULL, expires_at = NULL, fault = :fault
                WHERE account = :account AND wished_at = :wish AND state IN ('wished', 'shown')
                """,
            arguments: [
                "state": state.rawValue, "fault": fault, "account": connection.account.text, "wish": connection.wishedAt.microseconds,
            ])
        if db.changesCount > 0 { try Store.dropSealed(deviceCode(of: connection.account), db) }
    }
}
