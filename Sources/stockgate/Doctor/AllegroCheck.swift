import Allegro
import Gateway
import Inventory

/// One Allegro account: whether Allegro answers, whether it still accepts the authorisation, and what that allows.
enum AllegroCheck {
    struct Facts: Sendable {
        let account: String
        /// The `User-Agent` that is sent.
        let application: String
        let authorisation: Authorisation
        /// What `GET /me` brought: the login, or why not. Asked also without a token, to learn whether anybody answers.
        let seller: Result<String, AllegroError>
        /// What was granted, where it is known; else those scopes that a harmless question was refused for.
        var granted: [String]?
        var refused: [String] = []
    }

    /// What the store has of the account's grant.
    enum Authorisation: Sendable, Equatable {
        /// The store could not be asked.
        case unknown
        case missing
        /// Its access token ran out and was not renewed; for so long nobody used the grant.
        case stale(since: Timestamp, idle: Duration)
        case held(until: Timestamp)
    }

    static func judge(_ facts: Facts, isServed: Bool) -> [Finding] {
        let name = "Allegro (\(facts.account))"
        if case .failure(let error) = facts.seller, let finding = judgeReach(error, name) { return [finding] }
        let connect = "stockgate connect allegro \(facts.account)"
        switch facts.authorisation {
        case .unknown: return [.warn(.allegro, "\(name) answers; the store that keeps its authorisation cannot be read", "see database above")]
        case .missing: return [.fail(.allegro, .configuration, "\(name) answers; the account was never authorised", connect)]
        case .stale(let since, let idle): return [judgeIdleness(idle, since, name, connect, isServed: isServed)]
        case .held(let until):
            switch facts.seller {
            case .success(let login): return [.ok(.allegro, "\(name) accepts us as \(login), until \(until) and then renewed")]
            case .failure(let error): return [judgeRefusal(error, name, connect)]
            }
        }
    }

    /// What keeps every question from an answer; nil where Allegro answered in some way.
    private static func judgeReach(_ error: AllegroError, _ name: String) -> Finding? {
        switch error {
        case .unreachable:
            .fail(
                .allegro, .unavailable, "\(name): \(error)",
                "look at name resolution, the firewall (port 443 outwards), api_url and ca_file; work waits and is not lost")
        case .unavailable, .rateLimited:
            .warn(.allegro, "\(name): \(error)", "nothing to do: it is asked again; look at Allegro's status page if it lasts")
        case .unreadable:
            .fail(.allegro, .unavailable, "\(name): \(error)", "look whether api_url leads to Allegro, or to a proxy's page")
        case .refused, .alreadyRegistered, .registeredWithOtherContent, .unauthorised, .notFound: nil
        }
    }

    /// Allegro forgets a grant that is not used: what is no matter on the first day is one on the eighty-ninth.
    private static func judgeIdleness(
        _ idle: Duration, _ since: Timestamp, _ name: String, _ connect: String, isServed: Bool
    ) -> Finding {
        let (days, limit) = (idle.wholeDays, AccountTokens.idleLimit.wholeDays)
        guard idle < AccountTokens.idleLimit else {
            let what = "\(name) answers; its grant was last renewed \(days) days ago, and Allegro forgets one after \(limit)"
            return .fail(.allegro, .configuration, what, connect)
        }
        let mend = isServed ? "see the log of serve for why it does not renew it" : "start serve, which renews it"
        let advice = "\(mend); Allegro forgets the grant in \(limit - days) days, then: \(connect)"
        guard idle < AccountTokens.idleWarning else {
            return .warn(.allegro, "\(name) answers; its grant was last renewed \(days) days ago and is forgotten soon", advice)
        }
        return .warn(.allegro, "\(name) answers; the access token ran out on \(since)", advice)
    }

    private static func judgeRefusal(_ error: AllegroError, _ name: String, _ connect: String) -> Finding {
        if case .unauthorised = error {
            return .fail(.allegro, .configuration, "\(name) no longer accepts the authorisation: \(error)", connect)
        }
        return .fail(.allegro, .configuration, "\(name): \(error)", "see user-agent and scopes below")
    }

    static func judgeUserAgent(_ facts: Facts) -> [Finding] {
        let (name, agent) = ("Allegro (\(facts.account))", facts.application)
        let advice = "application: \"NAME/1.0 (+https://example.pl)\", NAME as the application is registered at apps.developer.allegro.pl"
        if case .failure(.refused(403, let faults, _)) = facts.seller, faults.contains(where: { $0.code.contains("UserAgent") }) {
            return [.fail(.userAgent, .configuration, "\(name) does not accept \"\(agent)\" as ours", advice)]
        }
        let libraries = ["curl", "libcurl", "python", "java", "okhttp", "go-http-client", "guzzle", "axios", "mozilla"]
        if libraries.contains(where: agent.lowercased().hasPrefix) {
            return [.fail(.userAgent, .configuration, "\(name): \"\(agent)\" is a library's or a browser's name", advice)]
        }
        guard agent.wholeMatch(of: #/[^\/()]+\/[^\s()]+ \(\+https?:\/\/[^\s()]+\)/#) != nil else {
            return [.warn(.userAgent, "\(name): \"\(agent)\" is not in Allegro's form", advice)]
        }
        return [.ok(.userAgent, "\(name) is told \"\(agent)\"")]
    }

    static func judgeScopes(_ facts: Facts) -> [Finding] {
        guard case .held = facts.authorisation, case .success = facts.seller else { return [] }
        let name = "Allegro (\(facts.account))"
        let missing = facts.granted.map { granted in neededScopes.filter { !granted.contains($0) } } ?? facts.refused
        guard missing.isEmpty else {
            return [
                .fail(
                    .scopes, .configuration, "\(name) did not grant \(missing.joined(separator: ", "))",
                    "tick them for the application at apps.developer.allegro.pl, then stockgate connect allegro \(facts.account)")
            ]
        }
        let extra = facts.granted.map { granted in granted.filter { !neededScopes.contains($0) } } ?? []
        if !extra.isEmpty {
            return [.ok(.scopes, "\(name) granted what is needed, and \(extra.count) more that are not")]
        }
        return [.ok(.scopes, "\(name) granted what is needed")]
    }

    /// What the gateway asks for (README).
    static let neededScopes = [
        "allegro:api:profile:read", "allegro:api:sale:offers:read", "allegro:api:sale:offers:write", "allegro:api:orders:read",
        "allegro:api:orders:write",
    ]
}
