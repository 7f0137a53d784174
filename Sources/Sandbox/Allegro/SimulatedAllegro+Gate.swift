extension SimulatedAllegro {
    /// Everything that can be wrong with a request before its content is looked at.
    mutating func refusal(of request: SandboxRequest, to route: AllegroRoute) -> SandboxReply? {
        if let refusal = overLimit() { return refusal }
        guard let scope = route.scope else { return nil }
        return foreignUserAgent(request) ?? wrongMedia(request, route) ?? unauthorised(request, scope: scope)
    }

    /// Allegro's leaky buckets refuse and, when called on, refuse for longer (threads 3454, 6754).
    private mutating func overLimit() -> SandboxReply? {
        if let end = refusedUntil, time < end {
            note(.calledOn)
            refusedUntil = end + temper.callingOnCosts
            return tooManyRequests()
        }
        refusedUntil = nil
        if requestMeter.admit(1, at: time) { return nil }
        note(.requestLimit)
        refusedUntil = time + .seconds(1)
        return tooManyRequests()
    }

    func tooManyRequests() -> SandboxReply {
        var reply = SandboxReply.allegroError(429, code: "TooManyRequestsException", message: "Too many requests")
        if temper.tellsRetryAfter {
            let wait = (refusedUntil ?? time) - time
            reply.headers.append(("retry-after", String(max(1, (wait.sandboxMicroseconds + 999_999) / 1_000_000))))
        }
        return reply
    }

    /// Compulsory since July 2026: `AppName/1.2.0 (+https://page)` with the registered name (threads 13260, 13599, 13689).
    private mutating func foreignUserAgent(_ request: SandboxRequest) -> SandboxReply? {
        if let agent = request.headers["user-agent"], agent.hasPrefix(application.name + "/"), agent.contains("(+http") { return nil }
        note(.userAgent)
        return .allegroError(403, code: "InvalidUserAgent", message: "The User-Agent header does not name the registered application")
    }

    private mutating func wrongMedia(_ request: SandboxRequest, _ route: AllegroRoute) -> SandboxReply? {
        let accepted = request.headers["accept"] ?? ""
        if !route.mediaTypes.contains(where: accepted.contains) {
            note(.mediaType)
            return .allegroError(406, code: "NotAcceptableException", message: "Accept must be one of \(route.mediaTypes)")
        }
        guard !request.body.isEmpty else { return nil }
        let given = request.headers["content-type"] ?? ""
        if route.bodyTypes.contains(where: given.hasPrefix) { return nil }
        note(.mediaType)
        return .allegroError(415, code: "UnsupportedMediaTypeException", message: "Content-Type must be one of \(route.bodyTypes)")
    }

    private mutating func unauthorised(_ request: SandboxRequest, scope: String) -> SandboxReply? {
        let header = request.headers["authorization"] ?? ""
        guard header.hasPrefix("Bearer "), authorisation.isValid(access: String(header.dropFirst(7)), at: time) else {
            note(.unauthorised)
            return .allegro(401, ["error": "invalid_token", "error_description": "The access token is invalid or expired"])
        }
        if application.scopes.contains(scope) { return nil }
        return .allegroError(403, code: "AccessDenied", message: "The token lacks the scope \(scope)")
    }
}
