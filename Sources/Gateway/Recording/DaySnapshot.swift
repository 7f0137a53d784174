import Inventory
import OpenSSLCrypto
public import Storage

/// The store that a recorded day begins with, as a file of its own.
public struct DaySnapshot: Sendable {
    let path: String

    public init(path: String) { self.path = path }

    /// Opens it for a day that is played again. Its own key seals nothing that anybody else has.
    public func open(onDecision: (@Sendable (Decision) -> Void)? = nil) throws -> Store {
        var options = StoreOptions(path: path, secretsKey: Secret(SHA256.digest(Array("stockgate recorded day".utf8))))
        options.isDurable = false
        options.onDecision = onDecision
        return try Store.open(options)
    }

    /// What the accounts are granted: something that is none stands in its place, with the same end, since a service waits for its account's grant.
    static func maskedTokens(of accounts: [AccountName], in store: Store) async -> [(account: AccountName, tokens: AccountTokens)] {
        var found: [(account: AccountName, tokens: AccountTokens)] = []
        for account in accounts {
            guard var tokens = try? await AccountTokens.load(account, from: store) else { continue }
            (tokens.access, tokens.refresh) = (Secret("masked access of \(account)"), Secret("masked refresh of \(account)"))
            found.append((account, tokens))
        }
        return found
    }

    func put(_ tokens: [(account: AccountName, tokens: AccountTokens)]) async throws {
        let copy = try open()
        for (account, tokens) in tokens { try await tokens.save(account, to: copy) }
        try copy.close()
    }
}
