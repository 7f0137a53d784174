import CurlClient
import Inventory
import OpenSSLCrypto
import Storage
import Testing

@Suite("connecting Allegro accounts in Settings")
struct ConnectionTests {
    private static let address = "https://allegro.pl/skojarz-aplikacje?code=cbt3zdu4g"

    @Test("an admin wishes it, sees the address, the code and its picture, and then as whom the account is connected")
    func connect() async throws {
        try await withShopfront { shopfront in
            let store = shopfront.store
            let admin = try await shopfront.visitor()
            let wished = try await admin.send("/settings/accounts/main", ["deed": "connect"])
            #expect(wished.header("location") == "/settings#connect-main" && shopfront.woken > 0)
            #expect(try await admin.open("/settings").words.contains("Pytamy Allegro o kod…"))
            let wish = try #require(try await store.takeTurn(toConnect: "main", lease: .seconds(10), at: Shopfront.opening))
            let code = AccountConnection.Code(address: Self.address, text: "cbt3zdu4g", expiresAt: Shopfront.opening + .seconds(3600))
            try await store.note(code, deviceCode: Secret("geheim-1"), pause: .seconds(5), for: wish, at: Shopfront.opening)
            let page = try await admin.open("/settings")
            #expect(page.text.contains("href=\"\(Self.address)\"") && page.words.contains("cbt3zdu4g"))
            #expect(page.words.contains("Kod jest ważny jeszcze 60 min"))
            // The picture of this address has 33 modules on a side, and four light ones around.
            #expect(page.text.contains("viewBox=\"-4 -4 41 41\"") && page.text.contains("<path d=\"M0 0h7v1h-7z"))
            #expect(!page.text.contains("geheim-1"))
            try await store.end(wish, granted: Secret("tokens"), named: "allegro.main.tokens", at: Shopfront.opening)
            try await store.note(login: "sklep_kubki", of: wish)
            let done = try await admin.open("/settings")
            #expect(done.words.contains("Zalogowane w Allegro jako sklep_kubki") && !done.words.contains("cbt3zdu4g"))
        }
    }

    @Test("the code is for those alone who may connect; others are refused")
    func rights() async throws {
        try await withShopfront { shopfront in
            let store = shopfront.store
            try await store.wishConnection(of: "main", at: Shopfront.opening)
            let wish = try #require(try await store.takeTurn(toConnect: "main", lease: .seconds(10), at: Shopfront.opening))
            let code = AccountConnection.Code(address: Self.address, text: "cbt3zdu4g", expiresAt: Shopfront.opening + .seconds(3600))
            try await store.note(code, deviceCode: Secret("geheim-1"), pause: .seconds(5), for: wish, at: Shopfront.opening)
            let worker = try await shopfront.visitor(.operator)
            #expect(!(try await worker.open("/settings").text.contains("cbt3zdu4g")))
            #expect(try await worker.send("/settings/accounts/main", ["deed": "connect"]).status == 403)
            let admin = try await shopfront.visitor()
            #expect(try await admin.send("/settings/accounts/nobody", ["deed": "connect"]).status == 404)
            #expect(try await admin.send("/settings/accounts/main", ["deed": "withdraw"]).status == 303)
            #expect(try await store.connection(of: "main") == nil)
        }
    }

    @Test(
        "what ended without tokens says why, and can be tried again",
        arguments: [
            (AccountConnection.State.denied, "Sprzedawca odmówił na stronie Allegro."), (.expired, "Nikt nie potwierdził kodu na czas."),
            (.failed, "Nie udało się: invalid_client"),
        ])
    func ended(_ state: AccountConnection.State, _ told: String) async throws {
        try await withShopfront { shopfront in
            try await shopfront.store.wishConnection(of: "main", at: Shopfront.opening)
            let wish = try #require(try await shopfront.store.connection(of: "main"))
            try await shopfront.store.end(wish, as: state, fault: state == .failed ? "invalid_client" : nil)
            let page = try await shopfront.visitor().open("/settings")
            #expect(page.words.contains(told) && page.text.contains("name=\"deed\" value=\"connect\""))
        }
    }
}
