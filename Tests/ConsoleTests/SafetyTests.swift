import CurlClient
import Inventory
import Storage
import Testing

@Suite("what a browser and a stranger may do")
struct SafetyTests {
    @Test("every answer forbids what is inline, from elsewhere, or in a frame")
    func headers() async throws {
        try await withShopfront { shopfront in
            let visitor = try await shopfront.visitor()
            for place in ["/offers", "/nowhere", "/sign-in"] {
                let answer = try await visitor.open(place)
                let policy = try #require(answer.header("content-security-policy"))
                #expect(policy.contains("default-src 'none'") && policy.contains("script-src 'self'") && policy.contains("frame-ancestors 'none'"))
                #expect(!policy.contains("unsafe"))
                #expect(answer.header("x-content-type-options") == "nosniff")
                #expect(answer.header("referrer-policy") == "same-origin")
                #expect(answer.header("cache-control") == "no-store")
            }
            let page = try await visitor.open("/offers").text
            #expect(page.firstMatch(of: #/<style|\sstyle=|\son\w+=|<script(?! src="\/assets\/)/#) == nil)
        }
    }

    @Test("assets are named by their content and kept for ever")
    func assets() async throws {
        try await withShopfront { shopfront in
            let page = try await shopfront.stranger().open("/sign-in").text
            let assets = page.matches(of: #/"(\/assets\/[^"]+)"/#).map { String($0.output.1) }
            #expect(assets.count == 3)
            for asset in assets {
                let answer = try await shopfront.stranger().open(asset)
                #expect(answer.status == 200)
                #expect(answer.header("cache-control") == "public, max-age=31536000, immutable")
            }
        }
    }

    @Test("a form without the session's token, or from another origin, does nothing")
    func foreignForms() async throws {
        try await withShopfront { shopfront in
            try await shopfront.store.openShop()
            let visitor = try await shopfront.visitor()
            let fields: KeyValuePairs = ["deed": "sync_off", "offer": Store.mug.text]
            #expect(try await visitor.send("/offers/deed", fields, formToken: "0000").status == 403)
            #expect(try await visitor.send("/offers/deed", fields, origin: "https://example.com").status == 403)
            #expect(try await shopfront.store.offer(Store.mug)?.offer.isSynchronised == true)
            #expect(try await visitor.send("/offers/deed", fields).status == 303)
            #expect(try await shopfront.store.offer(Store.mug)?.offer.isSynchronised == false)
        }
    }

    @Test("a viewer sees, and does nothing")
    func viewer() async throws {
        try await withShopfront { shopfront in
            try await shopfront.store.openShop()
            let viewer = try await shopfront.visitor(.viewer)
            let page = try await viewer.open("/offers")
            #expect(page.words.contains("Kubek biały 330 ml"))
            #expect(!page.text.contains("name=\"deed\""))
            let answer = try await viewer.send("/offers/deed", ["deed": "sync_off", "offer": Store.mug.text])
            #expect(answer.status == 403)
            #expect(answer.words.contains("Twoja rola na to nie pozwala; potrzebna jest: operator."))
            #expect(try await shopfront.store.offer(Store.mug)?.offer.isSynchronised == true)
        }
    }

    @Test("a hostile title is shown as it is written, and runs nowhere")
    func hostileTitle() async throws {
        try await withShopfront { shopfront in
            let title = "Kubek <script>alert(1)</script> \"'&{{frame.formToken}}"
            try await shopfront.store.stockShelves()
            try await shopfront.store.list([shopfront.store.listing(Store.mug, title)])
            let visitor = try await shopfront.visitor()
            for place in ["/offers", "/offers?q=%22%3E%3Cscript%3E", "/offers?after=%3Cscript%3E"] {
                let page = try await visitor.open(place).text
                #expect(!page.contains("<script>"))
            }
            let page = try await visitor.open("/offers").text
            #expect(page.contains("Kubek &lt;script&gt;alert(1)&lt;/script&gt; &quot;&#39;&amp;{{frame.formToken}}"))
        }
    }
}
