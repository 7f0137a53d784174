import Sandbox
import Testing

@Suite("Allegro's offers")
struct AllegroOfferTests {
    private let shop: [SandboxOffer] = [
        .init(id: "1", name: "Kubek", externalID: "KUB-1", available: 10, republish: true),
        .init(id: "2", name: "Czajnik", available: 5, status: .ended),
        .init(id: "3", name: "Licytacja", available: 1, format: .auction),
        .init(id: "4", name: "Z magazynu Allegro", available: 9, isFulfillment: true),
        .init(id: "5", name: "Drugi kubek", externalID: "KUB-1", available: 2),
    ]

    @Test(
        "the list is filtered and paged",
        arguments: [
            ("", ["1", "2", "3", "4", "5"], 5), ("?limit=2&offset=2", ["3", "4"], 5), ("?publication.status=ENDED", ["2"], 1),
            ("?publication.status=ENDED&publication.status=INACTIVE", ["2"], 1), ("?offer.id=5&offer.id=1&offer.id=99", ["1", "5"], 2),
            ("?external.id=KUB-1", ["1", "5"], 2), ("?sellingMode.format=AUCTION", ["3"], 1), ("?isFulfillment=true", ["4"], 1),
            ("?offer.id=1&publication.status=ENDED", [], 0),
        ] as [(String, [String], Int)])
    func list(query: String, ids: [String], total: Int) {
        var bench = AllegroBench(offers: shop)
        let reply = bench.send("GET", "/sale/offers\(query)")
        #expect(reply.list("offers").compactMap { $0["id"] as? String } == ids)
        #expect(reply.number("totalCount") == total)
    }

    @Test("a purchase lowers stock at once; the last piece ends the offer as sold out")
    func purchase() {
        var bench = AllegroBench(offers: [SandboxOffer(id: "5", name: "Kubek", available: 2)])
        #expect(bench.allegro.buy([("5", 3)], at: bench.now) == nil)
        #expect(bench.allegro.buy([("5", 1)], at: bench.now) != nil)
        #expect(bench.send("GET", "/sale/product-offers/5/parts?include=stock").number("stock.available") == 1)
        #expect(bench.allegro.buy([("5", 1)], at: bench.now) != nil)
        #expect(bench.send("GET", "/sale/product-offers/5").text("publication.endedBy") == "EMPTY_STOCK")
        #expect(bench.send("GET", "/sale/offers").value("offers.0.publication.endedAt") != nil)
        #expect(bench.allegro.buy([("5", 1)], at: bench.now) == nil)
    }

    @Test("a sold-out offer that republishes comes back under a new id with its first stock, unless that is switched off")
    func republish() {
        var bench = AllegroBench(offers: [shop[0]])
        _ = bench.allegro.buy([("1", 10)], at: bench.now)
        let relisted = bench.send("GET", "/sale/offers?publication.status=ACTIVE")
        #expect(relisted.number("totalCount") == 1)
        #expect(relisted.text("offers.0.id") != "1")
        #expect(relisted.number("offers.0.stock.available") == 10)

        bench = AllegroBench(offers: [shop[0]])
        #expect(bench.send("PATCH", "/sale/product-offers/1", #"{"publication":{"republish":false}}"#).status == 200)
        _ = bench.allegro.buy([("1", 10)], at: bench.now)
        #expect(bench.send("GET", "/sale/offers?publication.status=ACTIVE").number("totalCount") == 0)
    }

    @Test("PATCH of stock is an operation: 202, conflicts meanwhile, 303 when done; zero ends the offer")
    func patchStock() throws {
        var bench = AllegroBench(offers: [shop[4]])
        let patch = bench.send("PATCH", "/sale/product-offers/5", #"{"stock":{"available":0}}"#)
        #expect(patch.status == 202)
        let location = try #require(patch.header("location"))
        #expect(bench.send("GET", location).text("operation.status") == "IN_PROGRESS")
        #expect(bench.send("PATCH", "/sale/product-offers/5", #"{"stock":{"available":1}}"#).status == 409)
        bench.wait(.seconds(1))
        #expect(bench.send("GET", location).status == 303)
        #expect(bench.allegro.offer(withID: "5")?.endedBy == .emptyStock)
        #expect(bench.send("PATCH", "/sale/product-offers/5", #"{"stock":null}"#).status == 400)
        #expect(bench.send("PATCH", "/sale/product-offers/5", #"{"stock":{"available":null}}"#).status == 400)
    }

    @Test("an ended offer is archived after 60 days and is gone from every answer")
    func archived() {
        var temper = AllegroTemper.calm
        temper.accessTokenLife = .seconds(100 * 86_400)
        var bench = AllegroBench(temper: temper, offers: [shop[4]])
        #expect(bench.allegro.end("5", by: .user, at: bench.now) == true)
        bench.wait(.seconds(60 * 86_400))
        #expect(bench.send("GET", "/sale/product-offers/5").status == 404)
        #expect(bench.send("GET", "/sale/offers").number("totalCount") == 0)
        _ = bench.publication(commandID(1), "ACTIVATE", "5")
        bench.wait(.seconds(1))
        #expect(bench.tasks("publication", commandID(1)) == ["FAIL:OFFER_NOT_FOUND"])
    }

    @Test("a barred offer is never renewed")
    func barred() {
        var bench = AllegroBench(offers: [shop[4]])
        #expect(bench.allegro.end("5", by: .admin, isBarred: true, at: bench.now) == true)
        _ = bench.publication(commandID(1), "ACTIVATE", "5")
        bench.wait(.seconds(1))
        #expect(bench.tasks("publication", commandID(1)) == ["FAIL:ERR_ITEM_CAN_NOT_BE_RENEW"])
    }

    @Test("offer events hint at what happened to running offers and name who ended them")
    func events() {
        var bench = AllegroBench(offers: [shop[4]])
        _ = bench.allegro.setQuantity(7, ofOffer: "5", at: bench.now)
        _ = bench.allegro.end("5", by: .expiration, at: bench.now)
        _ = bench.allegro.setQuantity(8, ofOffer: "5", at: bench.now)
        let events = bench.send("GET", "/sale/offer-events")
        #expect(events.list("offerEvents").compactMap { $0["type"] as? String } == ["OFFER_STOCK_CHANGED", "OFFER_ENDED"])
        #expect(events.text("offerEvents.1.offer.publication.endedBy") == "EXPIRATION")
    }

    @Test("a hundred thousand offers: a page, a purchase and a command cost no more than with one")
    func many() {
        var bench = AllegroBench(offers: SandboxShop.large(offers: 100_000).offers)
        #expect(bench.allegro.offerCount == 100_000)
        #expect(bench.send("GET", "/sale/offers?limit=1000&offset=99000").number("count") == 1000)
        for number in 1...1000 { _ = bench.allegro.buy([(String(8_000_000_000 + number), 1)], at: bench.now) }
        _ = bench.quantity(commandID(1), "GAIN", -9, "8000000001", "8000100000")
        bench.wait(.seconds(10))
        #expect(bench.send("GET", "/sale/offers?publication.status=ACTIVE&limit=1").number("totalCount") == 100_000)
        #expect(bench.allegro.offer(withID: "8000100000")?.available == 1)
    }
}
