import HTTPTypes
import Hummingbird
import Inventory
import OpenSSLCrypto
import Storage

/// Signing in, and choosing a password with a set-up token.
struct SignInRoutes {
    let desk: Desk

    func add(to group: RouterGroup<ConsoleContext>) {
        group.get("sign-in", use: ask)
        group.post("sign-in", use: signIn)
        group.get("set-up", use: askToken)
        group.post("set-up", use: setUp)
    }

    @Sendable private func ask(_ request: Request, _ context: ConsoleContext) async throws -> Response {
        if context.visit.user != nil { return desk.see("/") }
        return try await show(context.visit, next: FormFields(request.uri.query ?? "")["next"] ?? "/", name: "", fault: nil, status: .ok)
    }

    @Sendable private func signIn(_ request: Request, _ context: ConsoleContext) async throws -> Response {
        let (visit, form) = (context.visit, context.form)
        let (name, next) = (form["name"] ?? "", form["next"] ?? "/")
        let words = SignInPage.words
        if let wait = desk.throttle.wait(name: name, address: context.address, at: visit.at) {
            let told = visit.voice(words.wait).replacing("%@", with: visit.voice.span(wait))
            return try await show(visit, next: next, name: name, fault: told, status: .tooManyRequests)
        }
        // Counted before the answer is known: attempts at once do not slip past the limit.
        desk.throttle.failed(name: name, address: context.address, at: visit.at)
        let known = try await desk.store.credentials(name: name)
        let password = Secret(String((form.verbatim("password") ?? "").prefix(PasswordDesk.largestLength)))
        guard try await desk.passwords.matches(password, known?.password), let user = known?.user else {
            return try await show(visit, next: next, name: name, fault: visit.voice(words.wrong), status: .unauthorized)
        }
        desk.throttle.succeeded(name: name, address: context.address)
        return try await open(user, visit, next: next)
    }

    @Sendable private func askToken(_ request: Request, _ context: ConsoleContext) async throws -> Response {
        try await desk.show(SetUpPage(title: context.visit.voice(SetUpPage.words.title), token: ""), context.visit)
    }

    @Sendable private func setUp(_ request: Request, _ context: ConsoleContext) async throws -> Response {
        let (visit, form, words) = (context.visit, context.form, SetUpPage.words)
        let (token, password) = (form["token"] ?? "", form.verbatim("password") ?? "")
        func refuse(_ fault: Words) async throws -> Response {
            let page = SetUpPage(title: visit.voice(words.title), token: token, fault: visit.voice(fault))
            return try await desk.show(page, visit, status: .unprocessableContent)
        }
        guard try await desk.store.invitation(token, at: visit.at) != nil else { return try await refuse(words.badToken) }
        guard (PasswordDesk.leastLength...PasswordDesk.largestLength).contains(password.count) else { return try await refuse(words.badPassword) }
        guard password == form.verbatim("again") else { return try await refuse(words.differs) }
        let hash = try await desk.passwords.hash(Secret(password), salt: desk.randomBytes(16))
        guard let user = try await desk.store.acceptInvitation(token, password: hash, at: visit.at) else { return try await refuse(words.badToken) }
        return try await open(user, visit, next: "/")
    }

    /// A new session at every sign-in: one that somebody planted is worth nothing.
    private func open(_ user: User, _ visit: Visit, next: String) async throws -> Response {
        if let old = visit.session { try await desk.store.closeSession(old) }
        let token = try await desk.store.openSession(of: user, at: visit.at)
        let entry = try await desk.store.noteDeed(who: user.name, deed: "sign_in", subject: "", at: visit.at)
        try await desk.store.noteOutcome(entry, "done")
        var response = desk.see(Self.isOurs(next) ? next : "/")
        response.headers[.setCookie] = desk.cookie.field(token)
        return response
    }

    private func show(_ visit: Visit, next: String, name: String, fault: String?, status: HTTPResponse.Status) async throws -> Response {
        let page = SignInPage(
            title: visit.voice(SignInPage.words.title), next: Self.isOurs(next) ? next : "/", name: name, fault: fault,
            needsFirstUser: try await !desk.store.hasUsers())
        return try await desk.show(page, visit, status: status)
    }

    /// A path of this console, and no address of another host.
    static func isOurs(_ place: String) -> Bool {
        place.hasPrefix("/") && !place.hasPrefix("//") && !place.contains("\\") && place.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
    }
}

/// Signing out.
struct SignOutRoutes {
    let desk: Desk

    func add(to group: RouterGroup<ConsoleContext>) {
        group.post("sign-out") { [desk] _, context in
            if let session = context.visit.session { try await desk.store.closeSession(session) }
            var response = desk.see("/sign-in")
            response.headers[.setCookie] = desk.cookie.field("")
            return response
        }
    }
}

/// The switch of languages.
struct LanguageRoutes {
    let desk: Desk

    func add(to group: RouterGroup<ConsoleContext>) {
        group.post("language") { [desk] _, context in
            let place = context.form["place"] ?? "/"
            var response = desk.see(SignInRoutes.isOurs(place) ? place : "/")
            let language = context.form.choice("language", Language.self) ?? .polish
            response.headers[.setCookie] = language.cookieField
            return response
        }
    }
}
