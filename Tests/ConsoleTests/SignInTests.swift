import CurlClient
import Inventory
import Storage
import Testing

@Suite("signing in to the console")
struct SignInTests {
    @Test("without a session every page leads to the door, and comes back after it")
    func door() async throws {
        try await withShopfront { shopfront in
            let stranger = shopfront.stranger()
            let answer = try await stranger.open("/offers?sync=1")
            #expect(answer.status == 303)
            #expect(answer.header("location") == "/sign-in?next=%2Foffers%3Fsync%3D1")
            #expect(try await stranger.open("/changes").status == 303)
            let visitor = try await shopfront.visitor()
            try await visitor.send("/sign-out", [:])
            #expect(visitor.session == nil)
            let back = try await visitor.send("/sign-in", ["name": "ewa ADMIN", "password": Shopfront.password, "next": "/offers?sync=1"])
            #expect(back.header("location") == "/offers?sync=1")
            #expect(try await visitor.open("/offers").status == 200)
        }
    }

    @Test("nobody is sent to another host after signing in", arguments: ["https://example.com/", "//example.com", "/\\example.com", "offers"])
    func noOpenRedirect(next: String) async throws {
        try await withShopfront { shopfront in
            let visitor = try await shopfront.visitor()
            try await visitor.send("/sign-out", [:])
            let back = try await visitor.send("/sign-in", ["name": "Ewa admin", "password": Shopfront.password, "next": next])
            #expect(back.header("location") == "/")
        }
    }

    @Test("a wrong password and an unknown name get the same answer, and both wait after too many attempts")
    func throttle() async throws {
        try await withShopfront { shopfront in
            _ = try await shopfront.visitor()
            for name in ["Ewa admin", "Nikt"] {
                let stranger = shopfront.stranger()
                shopfront.pass(.seconds(7200))
                for attempt in 1...6 {
                    let answer = try await stranger.send("/sign-in", ["name": name, "password": "zgadywanka \(attempt)"])
                    #expect(answer.status == (attempt <= 5 ? 401 : 429))
                    #expect(answer.words.contains(attempt <= 5 ? "Nazwa lub hasło się nie zgadza." : "Za dużo prób. Spróbuj ponownie za 10"))
                }
            }
            let stranger = shopfront.stranger()
            shopfront.pass(.seconds(11))
            let answer = try await stranger.send("/sign-in", ["name": "Ewa admin", "password": Shopfront.password])
            #expect(answer.status == 303)
        }
    }

    @Test("a set-up token works once, for three days")
    func invitation() async throws {
        try await withShopfront { shopfront in
            let store = shopfront.store
            let used = try await store.invite(name: "Jan", role: .admin, at: Shopfront.opening)
            let fields: KeyValuePairs = ["token": used, "password": Shopfront.password, "again": Shopfront.password]
            #expect(try await shopfront.stranger().send("/set-up", fields).status == 303)
            #expect(try await shopfront.stranger().send("/set-up", fields).status == 422)
            let late = try await store.invite(name: "Maria", role: .viewer, at: Shopfront.opening)
            shopfront.pass(Store.invitationLife)
            let answer = try await shopfront.stranger().send(
                "/set-up", ["token": late, "password": Shopfront.password, "again": Shopfront.password])
            #expect(answer.status == 422)
        }
    }

    @Test("a short password, or two that differ, is not taken")
    func passwords() async throws {
        try await withShopfront { shopfront in
            let token = try await shopfront.store.invite(name: "Jan", role: .admin, at: Shopfront.opening)
            let stranger = shopfront.stranger()
            let short = try await stranger.send("/set-up", ["token": token, "password": "krótkie", "again": "krótkie"])
            #expect(short.words.contains("od 10 do 200 znaków"))
            let other = try await stranger.send("/set-up", ["token": token, "password": Shopfront.password, "again": "coś zupełnie innego"])
            #expect(other.words.contains("Hasła się różnią."))
        }
    }

    @Test("a session ends when it is not used, when it is old, and when its user is shut out")
    func sessionsEnd() async throws {
        try await withShopfront { shopfront in
            let idle = try await shopfront.visitor(.viewer)
            shopfront.pass(Store.sessionIdleLimit)
            #expect(try await idle.open("/offers").status == 303)
            let old = try await shopfront.visitor(.operator)
            for _ in 1...15 {
                #expect(try await old.open("/offers").status == 200)
                shopfront.pass(Store.sessionLife / 15)
            }
            #expect(try await old.open("/offers").status == 303)
            let out = try await shopfront.visitor(.viewer)
            let user = try #require(try await shopfront.store.users().first { $0.user.name == "Ewa viewer" })
            try await shopfront.store.disableUser(user.user.id, true, at: Shopfront.opening)
            #expect(try await out.open("/offers").status == 303)
        }
    }

    @Test("every sign-in opens another session, and the one before is over")
    func rotation() async throws {
        try await withShopfront { shopfront in
            let visitor = try await shopfront.visitor()
            let first = try #require(visitor.session)
            try await visitor.send("/sign-in", ["name": "Ewa admin", "password": Shopfront.password])
            #expect(visitor.session != first)
            #expect(try await shopfront.store.session(first, at: Shopfront.opening) == nil)
        }
    }

    @Test("the session's cookie is bound to this host, to TLS, and hidden from scripts")
    func cookie() async throws {
        try await withShopfront { shopfront in
            let token = try await shopfront.store.invite(name: "Jan", role: .admin, at: Shopfront.opening)
            let answer = try await shopfront.stranger().send(
                "/set-up", ["token": token, "password": Shopfront.password, "again": Shopfront.password])
            let cookie = try #require(answer.header("set-cookie"))
            #expect(cookie.hasPrefix("__Host-stockgate="))
            #expect(cookie.hasSuffix("; Path=/; Secure; HttpOnly; SameSite=Lax"))
        }
    }

    @Test("the last admin stays one")
    func lastAdmin() async throws {
        try await withShopfront { shopfront in
            let store = shopfront.store
            await #expect(throws: StorageError.lastAdmin) { try await store.invite(name: "Jan", role: .viewer, at: Shopfront.opening) }
            _ = try await store.invite(name: "Jan", role: .admin, at: Shopfront.opening)
            let jan = try #require(try await store.users().first)
            await #expect(throws: StorageError.lastAdmin) { try await store.changeRole(of: jan.user.id, to: .operator) }
        }
    }
}
