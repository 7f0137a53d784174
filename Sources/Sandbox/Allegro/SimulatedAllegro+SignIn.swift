import Foundation

/// OAuth (RFC 6749, RFC 8628) as Allegro serves it under `/auth/oauth`.
extension SimulatedAllegro {
    mutating func device(_ request: SandboxRequest) -> SandboxReply {
        guard isOurApplication(request) else { return .oauthError("invalid_client", "Client authentication failed", status: 401) }
        let given = request.first("client_id") ?? request.form.first { $0.name == "client_id" }?.value
        guard given == application.clientID else { return .oauthError("invalid_request", "client_id is missing or foreign") }
        let code = dice.hexadecimal(32)
        let userCode = dice.hexadecimal(9)
        authorisation.addDevice(
            code,
            .init(
                userCode: userCode, expires: time + temper.deviceCodeLife, confirmsItselfAt: temper.confirmsDevicesAfter.map { time + $0 }))
        let page = "https://allegro.pl/skojarz-aplikacje"
        return SandboxReply(
            status: 200,
            json: [
                "device_code": .string(code), "user_code": .string(userCode), "expires_in": .integer(Int(temper.deviceCodeLife.components.seconds)),
                "interval": .integer(Int(temper.devicePollInterval.components.seconds)), "verification_uri": .string(page),
                "verification_uri_complete": .string("\(page)?code=\(userCode)"),
            ])
    }

    mutating func token(_ request: SandboxRequest) -> SandboxReply {
        guard isOurApplication(request) else { return .oauthError("invalid_client", "Client authentication failed", status: 401) }
        // Parameters come as a form or, as Allegro's own examples do, in the query.
        let fields = request.query + request.form
        func field(_ name: String) -> String { fields.first { $0.name == name }?.value ?? "" }
        switch field("grant_type") {
        case "urn:ietf:params:oauth:grant-type:device_code":
            switch authorisation.ask(device: field("device_code"), at: time, interval: temper.devicePollInterval) {
            case .granted: return grantedTokens()
            case .pending: return .oauthError("authorization_pending", "The person has not decided yet")
            case .slowDown: return .oauthError("slow_down", "Asked sooner than the interval allows")
            case .denied: return .oauthError("access_denied", "The person refused")
            case .expired: return .oauthError("expired_token", "The device code has expired")
            case .unknown: return .oauthError("invalid_grant", "Invalid device code")
            }
        case "refresh_token":
            switch authorisation.use(refresh: field("refresh_token"), at: time, forgiving: temper.forgivesRefreshReuse) {
            case .granted: return grantedTokens()
            case .reused:
                note(.refreshReuse)
                return .oauthError("invalid_grant", "Refresh token was used already")
            case .unknown: return .oauthError("invalid_grant", "Invalid refresh token")
            }
        default: return .oauthError("unsupported_grant_type", "Only the device flow and refresh_token are imitated")
        }
    }

    func me() -> SandboxReply {
        .allegro(
            200,
            [
                "id": .string(application.sellerID), "login": .string(application.sellerLogin), "firstName": "Anna", "lastName": "Sprzedawca",
                "email": "sprzedawca@example.pl", "baseMarketplace": ["id": "allegro-pl"], "features": [],
            ])
    }

    /// Signs the seller in without the device flow; for set-ups that look at something else.
    public mutating func issueTokens() -> (access: String, refresh: String) {
        let access = dice.hexadecimal(64)
        let refresh = dice.hexadecimal(64)
        authorisation.grant(
            access: access, until: time + temper.accessTokenLife, refresh: refresh, until: time + temper.refreshTokenLife)
        return (access, refresh)
    }

    /// A person confirms the code that the application showed; false when no such code is out.
    public mutating func confirmDevice(_ userCode: String) -> Bool { authorisation.decide(.confirmed, userCode: userCode) }

    /// A person refuses; false when no such code is out.
    public mutating func denyDevice(_ userCode: String) -> Bool { authorisation.decide(.denied, userCode: userCode) }

    /// Ends every access token at once (a changed password), or the refresh tokens too (a withdrawn grant).
    public mutating func revokeTokens(refreshToo: Bool) {
        if refreshToo { authorisation.revokeAll() } else { authorisation.revokeAccess() }
    }

    private mutating func grantedTokens() -> SandboxReply {
        let tokens = issueTokens()
        return SandboxReply(
            status: 200,
            json: [
                "access_token": .string(tokens.access), "token_type": "bearer", "refresh_token": .string(tokens.refresh),
                "expires_in": .integer(Int(temper.accessTokenLife.components.seconds) - 1),
                "scope": .string(application.scopes.sorted().joined(separator: " ")), "allegro_api": true, "jti": .string(dice.uuid()),
            ])
    }

    private func isOurApplication(_ request: SandboxRequest) -> Bool {
        let expected = Data("\(application.clientID):\(application.clientSecret)".utf8).base64EncodedString()
        return request.headers["authorization"] == "Basic \(expected)"
    }
}

extension SandboxReply {
    fileprivate static func oauthError(_ code: String, _ description: String, status: Int = 400) -> SandboxReply {
        SandboxReply(status: status, json: ["error": .string(code), "error_description": .string(description)])
    }
}
