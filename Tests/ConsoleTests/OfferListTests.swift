import CurlClient
import Inventory
import Storage
import Testing

@Suite("the list of offers")
struct OfferListTests {
    @Test("it tells each offer's product, numbers, status and switches, in Polish or English")
    func row() async throws {
        try await withShopfront { shopfront in
            try await shopfront.store.openShop()
            let visitor = try await shopfront.visitor()
            let words = try await visitor.open("/offers?sync=1").words
            #expect(words.contains("1 oferta"))
            #expect(words.contains("Kubek biały 330 ml 7700000501 · main KUB-1 73 73 10 powinno być 73 aktywna włączona"))
            try await visitor.send("/language", ["language": "en", "place": "/offers?sync=1"])
            let english = try await visitor.open("/offers?sync=1")
            #expect(english.text.contains("<html lang=\"en\">"))
            #expect(english.words.contains("KUB-1 73 73 10 should be 73 active on"))
        }
    }

    @Test(
        "filters and search name the offers that match",
        arguments: [
            ("sync=1", ["7700000501"]), ("format=auction", ["7700000503"]), ("status=ended", ["7700000507"]), ("account=second", ["7700000507"]),
            ("q=ZESTAW", ["7700000511"]), ("q=lodz", []), ("linked=1", ["7700000501"]), ("product=501", ["7700000501"]),
            ("q=7700000504", ["7700000504"]), ("problem=1", []),
        ] as [(String, [String])])
    func filters(query: String, expected: [String]) async throws {
        try await withShopfront { shopfront in
            try await shopfront.store.openShop()
            let visitor = try await shopfront.visitor()
            let page = try await visitor.open("/offers?\(query)")
            #expect(Self.offers(page) == expected)
            if expected.isEmpty { #expect(page.words.contains("Żadna oferta nie pasuje")) }
        }
    }

    @Test("pages follow each other both ways and keep their place when offers come between")
    func pages() async throws {
        try await withShopfront { shopfront in
            let store = shopfront.store
            try await store.list((100..<220).map { store.listing(OfferID("88000000\($0)"), "Kubek nr \($0)") })
            let visitor = try await shopfront.visitor()
            let first = try await visitor.open("/offers")
            #expect(Self.offers(first) == (100..<150).map { "88000000\($0)" })
            #expect(!first.text.contains("rel=\"prev\""))
            // One that sorts before all others moves nothing.
            try await store.list([store.listing("8700000000", "Kubek nr 000")])
            let second = try await visitor.open(try #require(Self.link("next", first)))
            #expect(Self.offers(second) == (150..<200).map { "88000000\($0)" })
            let third = try await visitor.open(try #require(Self.link("next", second)))
            #expect(Self.offers(third) == (200..<220).map { "88000000\($0)" })
            #expect(!third.text.contains("rel=\"next\""))
            let back = try await visitor.open(try #require(Self.link("prev", third)))
            #expect(Self.offers(back) == Self.offers(second))
        }
    }

    @Test("an empty shop says what comes next")
    func empty() async throws {
        try await withShopfront { shopfront in
            let visitor = try await shopfront.visitor()
            #expect(try await visitor.open("/offers").words.contains("Nie ma jeszcze ofert."))
        }
    }

    private static func offers(_ page: ExchangeAnswer) -> [String] {
        page.text.matches(of: #/name="offer" value="(\d+)"/#).map { String($0.output.1) }
    }

    private static func link(_ kind: String, _ page: ExchangeAnswer) -> String? {
        page.text.matches(of: #/<a rel="(\w+)" href="([^"]+)"/#).first { $0.output.1 == kind }.map {
            String($0.output.2).replacing("&amp;", with: "&")
        }
    }
}
