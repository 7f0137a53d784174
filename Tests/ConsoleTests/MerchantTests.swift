import CurlClient
import Testing

@testable import Console

@Suite("The console of one of several merchants")
struct MerchantTests {
    private let base = AddressBase(merchant: "kubki")

    @Test("every address of a page stands under its merchant, and nothing else changes")
    func page() {
        let html = #"""
            <a href="/">x</a><form method="post" action="/offers/preview"><script src="/assets/a.js" defer></script><main data-live="/changes">
            <input name="next" value="/orders"><a href="#main">y</a><a href="https://allegro.pl/">z</a><p>href=&quot;/ "/</p>
            """#
        let expected = #"""
            <a href="/m/kubki/">x</a><form method="post" action="/m/kubki/offers/preview"><script src="/m/kubki/assets/a.js" defer></script><main data-live="/m/kubki/changes">
            <input name="next" value="/orders"><a href="#main">y</a><a href="https://allegro.pl/">z</a><p>href=&quot;/ "/</p>
            """#
        #expect(base.page(html) == expected)
        #expect(AddressBase(merchant: nil).page(html) == html)
    }

    @Test("a session's cookie goes to its own merchant's pages, and to the whole host where there is one merchant")
    func cookie() {
        #expect(SessionCookie(base).field("t") == "__Secure-stockgate=t; Path=/m/kubki/; Secure; HttpOnly; SameSite=Lax")
        #expect(SessionCookie(AddressBase(merchant: nil)).field("t") == "__Host-stockgate=t; Path=/; Secure; HttpOnly; SameSite=Lax")
    }

    @Test("who is not signed in is led to the merchant's own sign-in; a page bears the merchant's name, and leads nowhere else")
    func signIn() async throws {
        try await withShopfront(merchant: "kubki") { shopfront in
            let stranger = shopfront.stranger()
            #expect(try await stranger.open("/orders").header("location") == "/m/kubki/sign-in?next=%2Forders")
            let visitor = try await shopfront.visitor()
            let page = try await visitor.open("/orders").text
            #expect(page.contains(#"<a class="brand" href="/m/kubki/">Stockgate <small>kubki</small></a>"#))
            #expect(page.contains(#"href="/m/kubki/offers""#) && page.contains(#"data-live="/m/kubki/changes""#))
            #expect(!page.contains(#/(href|action|src)="\/(?!m\/kubki\/)/#))
        }
    }
}
