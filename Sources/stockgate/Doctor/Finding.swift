/// One line of what `doctor` found: what was looked at, how it stands, and what to do about it.
struct Finding: Sendable, Equatable {
    enum Verdict: String, Sendable, Encodable {
        case ok, warn, fail
    }

    let check: Check
    let verdict: Verdict
    /// One plain sentence, without a secret.
    let what: String
    /// What to do; nil where nothing is to be done.
    var advice: String?
    /// Which exit code a failure asks for.
    var cause: CommandFailure.Cause?

    /// What doctor looks at, in the order in which it tells it.
    enum Check: String, Sendable, CaseIterable, Encodable {
        case configuration, permissions, certificate, disk, database, clock, allegro, wfirma
        case userAgent = "user-agent"
        case scopes, webhooks, notifications, limits, republish
        case addOn = "add-on"
    }

    static func ok(_ check: Check, _ what: String) -> Finding { Finding(check: check, verdict: .ok, what: what) }

    static func warn(_ check: Check, _ what: String, _ advice: String) -> Finding {
        Finding(check: check, verdict: .warn, what: what, advice: advice)
    }

    static func fail(_ check: Check, _ cause: CommandFailure.Cause, _ what: String, _ advice: String) -> Finding {
        Finding(check: check, verdict: .fail, what: what, advice: advice, cause: cause)
    }
}

extension [Finding] {
    /// The exit code of all together; nil when nothing failed. What is in the configuration comes first, for the rest may follow from it.
    var cause: CommandFailure.Cause? {
        let causes = compactMap(\.cause)
        return [.configuration, .inputOutput, .badData, .tryLater, .unavailable, .usage].first(where: causes.contains)
    }
}
