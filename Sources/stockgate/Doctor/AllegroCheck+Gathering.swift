import Allegro
import CurlClient
import Gateway
import Inventory
import Logging
import OpenSSLCrypto
import Storage

extension AllegroCheck {
    /// Asks Allegro, and the store where it could be opened.
    static func gather(_ account: AllegroAccount, _ client: AllegroClient, store: Store?, isServed: Bool) async -> Facts {
        let (authorisation, tokens) = await grant(of: account, client, store: store, isServed: isServed)
        // A token that is none tells as well whether anybody answers there.
        let token = tokens?.access ?? Secret("none")
        let seller: Result<String, AllegroError>
        do throws(AllegroError) { seller = .success(try await client.me(token: token).value.login) } catch { seller = .failure(error) }
        var facts = Facts(
            account: account.account, application: account.application, authorisation: authorisation, seller: seller, granted: tokens?.scopes)
        if case .success = seller, facts.granted == nil { facts.refused = await refusedScopes(client, token) }
        return facts
    }

    private static func grant(
        of account: AllegroAccount, _ client: AllegroClient, store: Store?, isServed: Bool
    ) async -> (Authorisation, AccountTokens?) {
        let name = AccountName(account.account)
        guard let store, var tokens = try? await AccountTokens.load(name, from: store) else { return (store == nil ? .unknown : .missing, nil) }
        if tokens.expiresAt <= systemClock(), !isServed { tokens = await renewed(tokens, account, client, store) }
        let now = systemClock()
        guard tokens.expiresAt <= now else { return (.held(until: tokens.expiresAt), tokens) }
        return (.stale(since: tokens.expiresAt, idle: now - tokens.renewedAt), nil)
    }

    /// A refresh token serves once, so it is used only while no `serve` can use it, and by the one who always does.
    private static func renewed(_ tokens: AccountTokens, _ account: AllegroAccount, _ client: AllegroClient, _ store: Store) async -> AccountTokens {
        guard let lock = try? ServeLock.acquire(database: store.path, for: .doctor) else { return tokens }
        defer { lock.release() }
        let name = AccountName(account.account)
        let keeper = AccountKeeper(
            account: name, store: store, client: client, key: ApplicationKey(clientID: account.clientID, clientSecret: account.clientSecret),
            wake: Wake(), clock: systemClock, logger: Logger(label: "doctor") { _ in SwiftLogNoOpLogHandler() })
        // The first step reads what is sealed, the second renews it.
        for _ in 0..<2 { _ = await keeper.step(at: systemClock()) }
        return (try? await AccountTokens.load(name, from: store)) ?? tokens
    }

    /// For a grant from before its scopes were kept: one harmless question for each that can be asked so.
    private static func refusedScopes(_ client: AllegroClient, _ token: Secret) async -> [String] {
        var refused: [String] = []
        func ask(_ scope: String, _ question: () async throws(AllegroError) -> Void) async {
            do throws(AllegroError) { try await question() } catch { if case .refused(403, _, _) = error { refused.append(scope) } }
        }
        await ask("allegro:api:sale:offers:read") { () throws(AllegroError) in
            _ = try await client.offers(OfferPageRequest(limit: 1), token: token)
        }
        await ask("allegro:api:sale:offers:write") { () throws(AllegroError) in
            // Of a command that nobody gave: 404, or 403 before it is looked for.
            _ = try await client.report(on: CommandID("00000000-0000-4000-8000-000000000000"), .quantity, token: token)
        }
        await ask("allegro:api:orders:read") { () throws(AllegroError) in _ = try await client.latestOrderEvent(token: token) }
        return refused
    }
}
