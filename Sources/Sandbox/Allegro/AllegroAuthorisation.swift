/// The tokens and device codes that the simulated Allegro has given out.
struct AllegroAuthorisation: Sendable {
    struct Device: Sendable {
        let userCode: String
        let expires: SandboxInstant
        let confirmsItselfAt: SandboxInstant?
        var verdict: Verdict = .pending
        var lastAsked: SandboxInstant?
    }

    enum Verdict: Sendable { case pending, confirmed, denied }

    private struct Refresh: Sendable {
        let expires: SandboxInstant
        var used = false
    }

    private var accessTokens: [String: SandboxInstant] = [:]
    private var refreshTokens: [String: Refresh] = [:]
    private(set) var devices: [String: Device] = [:]

    mutating func addDevice(_ code: String, _ device: Device) { devices[code] = device }

    /// What a person says about a code shown to them; false when nobody was given it.
    mutating func decide(_ verdict: Verdict, userCode: String) -> Bool {
        guard let code = devices.first(where: { $0.value.userCode == userCode })?.key else { return false }
        devices[code]?.verdict = verdict
        return true
    }

    /// Settles a device's question for its token.
    mutating func ask(device code: String, at now: SandboxInstant, interval: Duration) -> DeviceOutcome {
        guard var device = devices[code] else { return .unknown }
        if now > device.expires { return .expired }
        let tooSoon = device.lastAsked.map { now - $0 < interval } ?? false
        device.lastAsked = now
        if device.verdict == .pending, let moment = device.confirmsItselfAt, now >= moment { device.verdict = .confirmed }
        devices[code] = device
        if tooSoon { return .slowDown }
        switch device.verdict {
        case .pending: return .pending
        case .denied: return .denied
        case .confirmed:
            devices[code] = nil
            return .granted
        }
    }

    enum DeviceOutcome: Sendable { case unknown, expired, slowDown, pending, denied, granted }

    mutating func grant(access: String, until accessEnd: SandboxInstant, refresh: String, until refreshEnd: SandboxInstant) {
        accessTokens[access] = accessEnd
        refreshTokens[refresh] = Refresh(expires: refreshEnd)
    }

    /// Uses a refresh token up.
    mutating func use(refresh token: String, at now: SandboxInstant, forgiving: Bool) -> RefreshOutcome {
        guard let refresh = refreshTokens[token], refresh.expires > now else { return .unknown }
        if refresh.used, !forgiving { return .reused }
        refreshTokens[token]?.used = true
        return .granted
    }

    enum RefreshOutcome: Sendable { case unknown, reused, granted }

    func isValid(access token: String, at now: SandboxInstant) -> Bool { accessTokens[token].map { $0 > now } ?? false }

    /// Takes every access token back, as a changed password does.
    mutating func revokeAccess() { accessTokens = [:] }

    /// Takes everything back, as a person does who withdraws the application's grant.
    mutating func revokeAll() {
        accessTokens = [:]
        refreshTokens = [:]
    }
}
