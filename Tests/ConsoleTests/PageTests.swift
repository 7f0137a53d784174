import CurlClient
import Inventory
import Storage
import Testing

@Suite("the pages of the console")
struct PageTests {
    @Test("every page opens in both languages, names itself, and stays under 100 KB", arguments: ["pl", "en"])
    func allPages(language: String) async throws {
        try await withShopfront { shopfront in
            try await shopfront.store.openShop()
            try await shopfront.store.sellMugs()
            let visitor = try await shopfront.visitor()
            try await visitor.send("/language", ["language": language, "place": "/"])
            let places = [
                "/", "/offers", "/offers/\(Store.mug)", "/offers/\(Store.mug)?days=7", "/offers/\(Store.auction)", "/links", "/products",
                "/products/501",
                "/products/502", "/orders", "/orders/\(Store.order)", "/problems", "/deliveries", "/settings", "/users", "/audit",
                "/oversold", "/oversold?month=2025-12",
            ]
            for place in places {
                let page = try await visitor.open(place)
                #expect(page.status == 200, "\(place)")
                #expect(page.text.contains("<html lang=\"\(language)\">"))
                #expect(page.text.contains("<h1"))
                #expect(page.body.count < 100_000, "\(place): \(page.body.count)")
                // A name that a template calls and nobody gives would leave a label empty.
                #expect(page.text.firstMatch(of: #/<(?:h[123]|label|caption|button|legend|summary|dt)(?: [^>]*)?>\s*<\//#) == nil, "\(place)")
            }
        }
    }

    @Test(
        "what is not there is a page that says so, with 404",
        arguments: ["/offers/1", "/products/1", "/orders/1", "/deliveries/1", "/deeds/1", "/nowhere"])
    func missing(place: String) async throws {
        try await withShopfront { shopfront in
            let answer = try await shopfront.visitor().open(place)
            #expect(answer.status == 404)
            #expect(answer.words.contains("Nie ma takiej strony albo tego, co pokazywała, już nie ma."))
        }
    }

    @Test("an offer's page tells the chain from the warehouses to the number on Allegro, and draws its life (R24)")
    func offer() async throws {
        try await withShopfront { shopfront in
            try await shopfront.store.openShop()
            shopfront.pass(.seconds(60))
            try await shopfront.store.sellMugs(boughtAt: Shopfront.opening + .seconds(30))
            let visitor = try await shopfront.visitor(.operator)
            let page = try await visitor.open("/offers/\(Store.mug)")
            #expect(page.words.contains("73 stan w magazynach Magazyn główny: 70 Sklep: 3"))
            #expect(page.words.contains("− 2 sprzedane, niewydane 1 zamówienie = 71 dostępne = 71 powinno pokazywać"))
            #expect(page.words.contains("PZ 12/2026: +3"))
            #expect(page.words.contains("kupione na tej ofercie: 2 sztuki"))
            for kind in ["stock", "reserved", "available", "confirmed"] {
                #expect(page.text.firstMatch(of: try Regex("<path class=\"line \(kind)\" d=\"M[^\"]+\"")) != nil, "\(kind)")
            }
        }
    }

    @Test(
        "a piece that nobody had is told with its cause: by month on the overview, each with its order on a page, and on the order's own",
        arguments: [
            ("pl", "2 sztuki produktu 501 bez pokrycia: po stronie Stockgate", "Sprzedane bez pokrycia: 2026-11"),
            ("en", "2 pieces of product 501 sold without stock: Stockgate’s own", "Sold without stock in 2026-11"),
        ])
    func oversold(language: String, told: String, title: String) async throws {
        try await withShopfront { shopfront in
            try await shopfront.store.openShop()
            let visitor = try await shopfront.visitor(.viewer)
            try await visitor.send("/language", ["language": language, "place": "/"])
            #expect(try await !visitor.open("/oversold").text.contains("<table"))
            try await shopfront.store.sellMugs(quantity: 75)
            #expect(try await visitor.open("/").text.contains("href=\"/oversold?month=2026-11\""))
            let page = try await visitor.open("/oversold?month=2026-11")
            #expect(page.words.contains(title))
            for place in ["/orders/\(Store.order)", "/offers/\(Store.mug)", "/products/501"] {
                #expect(page.text.contains("href=\"\(place)\""), "\(place)")
            }
            #expect(try await visitor.open("/orders/\(Store.order)").words.contains(told))
            #expect(try await !visitor.open("/oversold?month=2026-10").text.contains("<table"))
            #expect(try await visitor.open("/oversold?month=x").status == 422)
        }
    }

    @Test("an offer is linked by a product's code, and an ambiguous or unknown one is refused with the reason")
    func linking() async throws {
        try await withShopfront { shopfront in
            let store = shopfront.store
            try await store.stockShelves()
            let visitor = try await shopfront.visitor(.operator)
            let unknown = try await visitor.send("/offers/\(Store.mug)/link", ["product": "NIC", "units": "1"])
            #expect(unknown.status == 422)
            #expect(unknown.words.contains("Żaden produkt nie ma kodu, EAN ani numeru „NIC”."))
            let done = try await visitor.send(
                "/offers/\(Store.mug)/link", ["product": "KUB-1", "units": "2", "buffer": "3", "cap": "10", "product": "", "units": "1"])
            #expect(done.status == 303)
            #expect(
                try await store.offer(Store.mug)?.offer.link
                    == OfferLink(components: [.init(product: "501", units: 2)], buffer: 3, cap: 10))
            #expect(try await visitor.send("/offers/\(Store.mug)/link", ["unlink": "1"]).status == 303)
            #expect(try await store.offer(Store.mug)?.offer.link == nil)
        }
    }

    @Test("a table of links is checked first, then taken; what cannot be is told row by row")
    func importing() async throws {
        try await withShopfront { shopfront in
            let store = shopfront.store
            try await store.stockShelves()
            let visitor = try await shopfront.visitor(.operator)
            let table = "oferta;produkt;sztuk\n7700000501;KUB-1;1\n7700000511;KUB-1;2\n7700000511;CZA-1;1\n123;KUB-1;1\n7700000503;NIC;1"
            let checked = try await visitor.send("/links/import", ["table": table, "deed": "check"])
            #expect(checked.words.contains("Da się powiązać: 2, nie da się: 2. Niczego jeszcze nie zmieniono."))
            #expect(checked.words.contains("nie ma takiej oferty"))
            #expect(try await store.offer(Store.mug)?.offer.link == nil)
            try await visitor.send("/links/import", ["table": table, "deed": "put"])
            #expect(try await store.offer(Store.mug)?.offer.link?.components == [.init(product: "501", units: 1)])
            #expect(try await store.offer(Store.multipack)?.offer.link?.components.count == 2)
            let export = try await visitor.open("/links.csv")
            #expect(export.text.contains("7700000511,502,1,0,,\"Kubek biały, zestaw 2 sztuk\",0\r\n"))
        }
    }

    @Test("a table that names a product of an offer twice is told so before anything is taken")
    func doubledProduct() async throws {
        try await withShopfront { shopfront in
            try await shopfront.store.stockShelves()
            let visitor = try await shopfront.visitor(.operator)
            let table = "7700000511;KUB-1;2\n7700000511;501;1"
            let checked = try await visitor.send("/links/import", ["table": table, "deed": "check"])
            #expect(checked.words.contains("Da się powiązać: 0, nie da się: 1."))
            #expect(checked.words.contains("Produkt 501 jest podany dwa razy"))
        }
    }

    @Test("a buyer's data that a document still needs is not erased, and the page says why; in the book it stands as refused (R46)")
    func eraseBeforeDocument() async throws {
        try await withShopfront { shopfront in
            let store = shopfront.store
            try await store.openShop()
            try await store.sellMugs(order: "to-document")
            let admin = try await shopfront.visitor()
            let refused = try await admin.send("/orders/to-document/erase", [:])
            #expect(refused.status == 422 && refused.words.contains("potrzebuje danych kupującego"))
            #expect(try await store.orderView("to-document")?.buyer != nil)
            #expect(try await store.audit(before: nil, limit: 1).first?.outcome == "refused")
        }
    }

    @Test("a problem is told in the language of the page and settled by its action")
    func problem() async throws {
        try await withShopfront { shopfront in
            let store = shopfront.store
            try await store.openShop()
            let what = Words(en: "Allegro refuses <this>", pl: "Allegro odmawia <tego>")
            try await store.raiseProblem(
                .commandRefused, subject: Store.mug.text, what: what, why: Words(en: "because", pl: "bo tak"), at: Shopfront.opening)
            let visitor = try await shopfront.visitor(.operator)
            for place in ["/", "/problems", "/offers/\(Store.mug)"] {
                #expect(try await visitor.open(place).text.contains("Allegro odmawia &lt;tego&gt;"), "\(place)")
            }
            #expect(try await visitor.open("/").words.contains("1 problem do rozstrzygnięcia"))
            let id = try #require(try await store.problems(kind: nil, after: nil, limit: 1).first).id
            #expect(try await visitor.send("/problems/\(id)", ["action": "release"]).status == 422)
            let done = try await visitor.send("/problems/\(id)", ["action": "dismiss", "back": "/offers/\(Store.mug)"])
            #expect(done.header("location") == "/offers/\(Store.mug)")
            #expect(try await visitor.open("/").words.contains("Wszystko gra"))
            #expect(try await visitor.send("/problems/\(id)", ["action": "dismiss"]).words.contains("nie jest już otwarty"))
        }
    }
}
