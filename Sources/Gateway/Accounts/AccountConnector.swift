public import Allegro
public import Inventory
import OpenSSLCrypto
public import Storage

/// Works what somebody wished: connects one Allegro account by OAuth's device flow (RFC 8628). What it knows stands in the store, so that a closed page
/// or a restart ends nothing; of several processes one at a time has the turn, so that Allegro is never asked sooner than it wants.
public struct AccountConnector: Sendable {
    /// What a step left.
    public enum Outcome: Sendable {
        /// Nobody wishes anything.
        case idle
        /// Nothing before this moment.
        case waiting(until: Timestamp)
        /// The seller agreed; the tokens are in the store.
        case connected(AccountTokens)
        /// The seller agreed, and the store could not take the tokens, for this reason: whoever gets this keeps them (``keep(_:at:)``), or they are
        /// lost, since the device code is spent.
        case unkept(Grant, reason: String)
        /// It ended without tokens.
        case ended
    }

    /// What Allegro granted to a wish.
    public struct Grant: Sendable {
        let connection: AccountConnection
        public let tokens: AccountTokens
    }

    /// RFC 8628, 3.5: what `slow_down` adds to the pause, and what we add when no answer came.
    static let slowDown: Duration = .seconds(5)
    /// Longer than one question may take: nobody else asks meanwhile.
    static let lease: Duration = .seconds(10)
    /// Between two tries to get a code.
    static let retry: Duration = .seconds(2)
    /// A wish that got no code by then is given up.
    static let patience: Duration = .seconds(600)

    let account: AccountName
    let store: Store
    let client: AllegroClient
    let key: ApplicationKey

    public init(account: AccountName, store: Store, client: AllegroClient, key: ApplicationKey) {
        (self.account, self.store, self.client, self.key) = (account, store, client, key)
    }

    /// One exchange at most.
    public func step(at now: Timestamp) async throws -> Outcome {
        guard let open = try await store.connection(of: account), open.isOpen else { return .idle }
        guard open.nextAt <= now else { return .waiting(until: open.nextAt) }
        guard let turn = try await store.takeTurn(toConnect: account, lease: Self.lease, at: now) else {
            return .waiting(until: now + Self.retry)
        }
        guard turn.state == .shown else { return try await begin(turn, at: now) }
        guard let code = turn.code, code.expiresAt > now, let deviceCode = try await store.deviceCode(of: account) else {
            return try await end(turn, as: .expired)
        }
        return try await ask(turn, deviceCode, at: now)
    }

    private func begin(_ wish: AccountConnection, at now: Timestamp) async throws -> Outcome {
        let started: DeviceSignIn
        do throws(AllegroError) { started = try await client.startDeviceSignIn(key).value } catch {
            guard error.isWorthRetrying, now - wish.wishedAt < Self.patience else { return try await end(wish, as: .failed, fault: "\(error)") }
            return try await postpone(wish, by: Self.retry, fault: "\(error)", at: now)
        }
        let code = AccountConnection.Code(
            address: started.completeAddress ?? started.address, text: started.userCode, expiresAt: now + started.expiresIn)
        do {
            try await store.note(code, deviceCode: started.deviceCode, pause: started.interval, for: wish, at: now)
        } catch StorageError.noSecretsKey {
            return try await end(wish, as: .failed, fault: "\(StorageError.noSecretsKey)")
        }
        return .waiting(until: now + started.interval)
    }

    private func ask(_ shown: AccountConnection, _ deviceCode: Secret, at now: Timestamp) async throws -> Outcome {
        let answer: DeviceAnswer
        do throws(AllegroError) { answer = try await client.deviceToken(deviceCode, key).value } catch {
            guard error.isWorthRetrying else { return try await end(shown, as: .failed, fault: "\(error)") }
            return try await postpone(shown, by: shown.pause + Self.slowDown, fault: "\(error)", at: now)
        }
        switch answer {
        case .granted(let pair):
            let grant = Grant(connection: shown, tokens: AccountTokens(pair, at: now))
            do { try await keep(grant, at: now) } catch { return .unkept(grant, reason: "\(error)") }
            // For people to see; the account is connected without it.
            if let seller = try? await client.me(token: pair.access).value { try? await store.note(login: seller.login, of: shown) }
            return .connected(grant.tokens)
        case .pending: return try await postpone(shown, by: shown.pause, at: now)
        case .slowDown: return try await postpone(shown, by: shown.pause + Self.slowDown, at: now)
        case .denied: return try await end(shown, as: .denied)
        case .expired: return try await end(shown, as: .expired)
        }
    }

    /// Puts a grant into the store. Throws a ``StorageError``; then it is to be tried again for as long as this process lives.
    public func keep(_ grant: Grant, at now: Timestamp) async throws {
        try await store.end(grant.connection, granted: grant.tokens.secret, named: AccountTokens.secretName(account), at: now)
    }

    private func postpone(_ connection: AccountConnection, by pause: Duration, fault: String? = nil, at now: Timestamp) async throws -> Outcome {
        try await store.postpone(connection, by: pause, fault: fault, at: now)
        return .waiting(until: now + pause)
    }

    private func end(_ connection: AccountConnection, as state: AccountConnection.State, fault: String? = nil) async throws -> Outcome {
        try await store.end(connection, as: state, fault: fault)
        return .ended
    }
}
