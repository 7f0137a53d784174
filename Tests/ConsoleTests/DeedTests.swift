import CurlClient
import Inventory
import Storage
import Testing

@Suite("deeds on many offers")
struct DeedTests {
    @Test("a preview shows the plan and changes nothing; the confirmation does it and tells the refused ones with their reason (R14, R17, R32)")
    func previewThenDeed() async throws {
        try await withShopfront { shopfront in
            let store = shopfront.store
            try await store.openShop()
            try await store.link(Store.multipack, to: OfferLink(components: [.init(product: "501", units: 2)]), at: Shopfront.opening)
            let visitor = try await shopfront.visitor(.operator)
            let fields: KeyValuePairs = ["deed": "sync_on", "offer": Store.multipack.text, "offer": Store.auction.text]
            let preview = try await visitor.send("/offers/preview", fields)
            #expect(preview.words.contains("Włącz synchronizację stanu produktu Dla: 2 oferty. Nic jeszcze nie wysłano."))
            #expect(preview.words.contains("Kubek biały, zestaw 2 sztuk 7700000511 3 36 +33 pokazuje za mało"))
            #expect(preview.words.contains("7700000503 : licytacji nie można synchronizować"))
            #expect(preview.words.contains("w samej wFirmie"))
            #expect(try await store.offer(Store.multipack)?.offer.isSynchronised == false)
            #expect(shopfront.woken == 0)
            let done = try await visitor.send("/offers/deed", fields)
            #expect(shopfront.woken == 1)
            #expect(try await store.offer(Store.multipack)?.offer.isSynchronised == true)
            let result = try await visitor.open(try #require(done.header("location")))
            #expect(result.words.contains("1 włączono") && result.words.contains("1 odmówiono"))
            #expect(result.words.contains("Kubek od złotówki 7700000503 licytacji nie można synchronizować"))
            let entry = try #require(try await store.audit(before: nil, limit: 1).first)
            #expect(entry.who == "Ewa operator" && entry.deed == "sync_on" && entry.subject == "offers: 2")
        }
    }

    @Test("while nothing is sent a break can be asked for all the same, and is told to be kept (R44, R49)")
    func frozen() async throws {
        try await withShopfront { shopfront in
            let store = shopfront.store
            try await store.openShop()
            _ = try await store.changeSettings(disablingSync: false, at: Shopfront.opening) { $0.frozen = true }
            let visitor = try await shopfront.visitor(.operator)
            let fields: KeyValuePairs = ["deed": "pause", "offer": Store.mug.text]
            let preview = try await visitor.send("/offers/preview", fields)
            #expect(preview.words.contains("Zacznij przerwę: 1"))
            #expect(preview.words.contains("zostanie zapamiętane i wykonane, gdy wysyłanie ruszy"))
            let done = try await visitor.send("/offers/deed", fields)
            let result = try await visitor.open(try #require(done.header("location")))
            #expect(result.words.contains("1 zapamiętano do wznowienia wysyłania"))
            #expect(!result.words.contains("w ciągu sekund"))
        }
    }

    @Test("the preview names the settings that sync lacks (R16)")
    func missingSettings() async throws {
        try await withShopfront { shopfront in
            let store = shopfront.store
            try await store.stockShelves()
            try await store.link(Store.mug, to: OfferLink(components: [.init(product: "501", units: 1)]), at: Shopfront.opening)
            let visitor = try await shopfront.visitor(.operator)
            let preview = try await visitor.send("/offers/preview", ["deed": "sync_on", "offer": Store.mug.text])
            #expect(preview.words.contains("„Pobieraj zamówienia z Allegro automatycznie”"))
            #expect(preview.words.contains("„Wystawiaj dokumenty do zamówień automatycznie”"))
            #expect(!preview.text.contains("action=\"/offers/deed\" class=\"actions still\">\n<button"))
            #expect(!preview.words.contains("Synchronizuj 1"))
        }
    }

    @Test("the preview names the offers that lose auto-close and auto-resume (R12)")
    func losingAutos() async throws {
        try await withShopfront { shopfront in
            let store = shopfront.store
            try await store.openShop()
            _ = try await store.switchSync([Store.mug], enabled: false, at: Shopfront.opening)
            try await store.link(Store.multipack, to: OfferLink(components: [.init(product: "501", units: 2)]), at: Shopfront.opening)
            _ = try await store.switchAuto(.close, [Store.multipack], enabled: true, at: Shopfront.opening)
            let visitor = try await shopfront.visitor(.operator)
            let preview = try await visitor.send("/offers/preview", ["deed": "sync_on", "offer": Store.mug.text])
            #expect(preview.words.contains("stracą: 1 oferta (7700000511)"))
            #expect(try await store.offer(Store.multipack)?.offer.autoClose == true)
        }
    }

    @Test("an action on all that match reaches every page of them, and no other offer (R17)")
    func allMatching() async throws {
        try await withShopfront { shopfront in
            let store = shopfront.store
            try await store.openShop()
            let mugs = (100..<180).map { OfferID("88000000\($0)") }
            try await store.list(mugs.map { store.listing($0, "Miska \($0)") })
            for mug in mugs { try await store.link(mug, to: OfferLink(components: [.init(product: "501", units: 1)]), at: Shopfront.opening) }
            let visitor = try await shopfront.visitor(.operator)
            let fields: KeyValuePairs = ["deed": "sync_on", "all": "1", "filter": "q=miska"]
            #expect(try await visitor.send("/offers/preview", fields).words.contains("Dla: 80 ofert."))
            try await visitor.send("/offers/deed", fields)
            var filter = OfferFilter()
            filter.isSynchronised = true
            #expect(try await store.offerIDs(filter, limit: 1000).sorted() == ([Store.mug] + mugs).sorted())
        }
    }

    @Test("nothing selected is said, not done")
    func nothingSelected() async throws {
        try await withShopfront { shopfront in
            let visitor = try await shopfront.visitor(.operator)
            let answer = try await visitor.send("/offers/preview", ["deed": "end"])
            #expect(answer.status == 422)
            #expect(answer.words.contains("Nie zaznaczono żadnej oferty."))
        }
    }
}
