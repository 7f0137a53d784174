import Allegro
import CurlClient
import Inventory
import OpenSSLCrypto
import Testing

@Suite("Reading offers")
struct OfferTests {
    private static let page = """
        {"offers":[
          {"id":"7700001","name":"Kubek „Miś”","primaryImage":{"url":"https://a.allegroimg.test/1"},
           "sellingMode":{"format":"BUY_NOW","price":{"amount":"49.99","currency":"PLN"}},"stock":{"available":73,"sold":12},
           "publication":{"status":"ACTIVE","startedAt":"2026-11-01T08:00:00Z","endedAt":null,"marketplaces":{"base":{"id":"allegro-pl"}}},
           "external":{"id":"KUB-1"},"isFulfillment":false},
          {"id":"7700002","name":"Kubek stary","sellingMode":{"format":"AUCTION"},"stock":{"available":0,"sold":null},
           "publication":{"status":"ENDED","endedAt":"2026-11-20T10:30:00.250Z"},"external":null,"isFulfillment":true},
          {"id":"7700003","name":"","sellingMode":{"format":"RAFFLE"},"stock":null,"publication":{"status":"PAUSED"}}
        ],"count":3,"totalCount":1203}
        """

    @Test("a page of offers is asked for and read")
    func offerPage() async throws {
        let exchange = ScriptedExchange(.answer(200, Self.page))
        let request = OfferPageRequest(offset: 1200, limit: 1000, ids: ["7700001", "a b&c"], statuses: [.active, .ended])
        let answered = try await AllegroClient(exchange).offers(request, token: accessToken)

        let sent = try #require(await exchange.sent.first)
        #expect(sent.method == "GET")
        #expect(
            sent.url == "https://api.test/sale/offers?offset=1200&limit=1000&offer.id=7700001&offer.id=a%20b%26c"
                + "&publication.status=ACTIVE&publication.status=ENDED")
        #expect(sent.header("Authorization") == "Bearer access-1")
        #expect(sent.header("Accept") == "application/vnd.allegro.public.v1+json")
        #expect(sent.header("Accept-Language") == "pl-PL")
        #expect(sent.header("User-Agent") == "Sklep Kubki/1.0 (+https://example.pl)")
        #expect(sent.header("Content-Type") == nil)
        #expect(sent.body == nil)

        #expect(answered.traceID == "trace-1")
        #expect(answered.serverDate?.description == "2026-11-24T09:15:00.000Z")
        let page = answered.value
        #expect(page.totalCount == 1203)
        #expect(page.count == 3)
        try #require(page.offers.count == 3)
        let (running, ended, strange) = (page.offers[0], page.offers[1], page.offers[2])
        #expect(running.id == "7700001")
        #expect(running.name == "Kubek „Miś”")
        #expect(running.status == .active)
        #expect(running.format == .buyNow)
        #expect(running.available == 73)
        #expect(running.sold == 12)
        #expect(running.startedAt?.description == "2026-11-01T08:00:00.000Z")
        #expect(running.endedAt == nil)
        #expect(running.externalID == "KUB-1")
        #expect(running.imageURL == "https://a.allegroimg.test/1")
        #expect(ended.status == .ended)
        #expect(ended.format == .auction)
        #expect(ended.endedAt?.description == "2026-11-20T10:30:00.250Z")
        #expect(ended.isFulfillment)
        #expect(strange.status == .unknown("PAUSED"))
        #expect(strange.format == .unknown("RAFFLE"))
        #expect(strange.available == nil)
    }

    @Test(
        "a page that lacks what it must have is unreadable, not empty",
        arguments: [
            "", "<html>", "{}", #"{"offers":null,"totalCount":0}"#, #"{"offers":[]}"#, #"{"offers":[{"name":"x"}],"totalCount":1}"#,
        ])
    func unreadablePage(_ body: String) async throws {
        let error = await #expect(throws: AllegroError.self) {
            try await AllegroClient(ScriptedExchange(.answer(200, body))).offers(OfferPageRequest(), token: accessToken)
        }
        guard case .unreadable(_, "trace-1") = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test("a draft that does not say how it will sell is a row of its own, and the page is read")
    func draft() async throws {
        let body = #"{"offers":[{"id":"1","publication":{"status":"INACTIVE"}},{"id":"2","sellingMode":{"format":"BUY_NOW"}}],"totalCount":2}"#
        let page = try await AllegroClient(ScriptedExchange(.answer(200, body))).offers(OfferPageRequest(), token: accessToken).value
        #expect(page.offers.map(\.format) == [.unknown(""), .buyNow])
        #expect(page.offers.map(\.status) == [.inactive, .unknown("")])
    }

    @Test(
        "an offer tells who ended it",
        arguments: [
            ("\"USER\"", OfferDetail.EndedBy.user), ("\"ADMIN\"", .admin), ("\"EXPIRATION\"", .expiration), ("\"EMPTY_STOCK\"", .emptyStock),
            ("\"PRODUCT_DETACHMENT\"", .productDetachment), ("\"ERROR\"", .error), ("\"UNKNOWN\"", .unknown("UNKNOWN")), ("null", nil),
        ] as [(String, OfferDetail.EndedBy?)])
    func endedBy(_ written: String, _ cause: OfferDetail.EndedBy?) async throws {
        let body = """
            {"id":"7700001","name":"Kubek","sellingMode":{"format":"BUY_NOW"},"external":{"id":"KUB-1"},"stock":{"available":4,"unit":"UNIT"},
             "productSet":[{"product":{"id":"p1"},"quantity":{"value":6}},{"product":{"id":"p2"},"quantity":null}],
             "publication":{"status":"ENDED","republish":true,"duration":"PT720H","endedBy":\(written)}}
            """
        let exchange = ScriptedExchange(.answer(200, body))
        let offer = try await AllegroClient(exchange).offer("7700001", token: accessToken).value
        #expect(await exchange.sent.first?.url == "https://api.test/sale/product-offers/7700001")
        #expect(offer.endedBy == cause)
        #expect(offer.status == .ended)
        #expect(offer.republish)
        #expect(offer.duration == "PT720H")
        #expect(offer.available == 4)
        #expect(offer.externalID == "KUB-1")
        #expect(offer.setQuantities == [6, 1])
    }

    @Test(
        "the light read gives the number, or nil where the offer states none",
        arguments: [
            (#"{"id":"1","stock":{"available":0}}"#, 0), (#"{"id":"1","stock":{"available":73}}"#, 73), (#"{"id":"1","stock":null}"#, nil),
        ] as [(String, Int?)])
    func stock(_ body: String, _ available: Int?) async throws {
        let exchange = ScriptedExchange(.answer(200, body))
        #expect(try await AllegroClient(exchange).stock(of: "1/../2", token: accessToken).value == available)
        #expect(await exchange.sent.first?.url == "https://api.test/sale/product-offers/1%2F..%2F2/parts?include=stock")
    }

    @Test("relisting is switched off by a patch of nothing else, done at once or accepted for later")
    func republish() async throws {
        let location = "https://api.test/sale/product-offers/1/operations/op-9"
        let exchange = ScriptedExchange(
            .answer(200, "{}"), .answer(202, "{}", [(name: "location", value: location), (name: "retry-after", value: "5")]))
        let client = AllegroClient(exchange)
        #expect(try await client.setRepublish(false, on: "1", token: accessToken).value == .done)
        #expect(
            try await client.setRepublish(true, on: "1", token: accessToken).value == .accepted(operation: "op-9", retryAfter: .seconds(5)))
        let sent = await exchange.sent
        #expect(sent.map(\.method) == ["PATCH", "PATCH"])
        #expect(sent.map(\.bodyText) == [#"{"publication":{"republish":false}}"#, #"{"publication":{"republish":true}}"#])
        #expect(sent[0].header("Content-Type") == "application/vnd.allegro.public.v1+json")
    }

    @Test("an accepted edit is under way, done, or refused with its faults")
    func operation() async throws {
        let exchange = ScriptedExchange(
            .answer(202, #"{"offer":{"id":"1"},"operation":{"id":"op-9","status":"IN_PROGRESS"}}"#, [(name: "retry-after", value: "1")]),
            .answer(303, "", [(name: "location", value: "https://api.test/sale/product-offers/1")]),
            .answer(422, #"{"errors":[{"code":"X","message":"no"}]}"#))
        let client = AllegroClient(exchange)
        #expect(
            try await client.operation("op-9", of: "1", token: accessToken).value == .underway(status: "IN_PROGRESS", retryAfter: .seconds(1)))
        #expect(try await client.operation("op-9", of: "1", token: accessToken).value == .done)
        await #expect(throws: AllegroError.refused(status: 422, faults: [AllegroFault(code: "X", message: "no")], traceID: "trace-1")) {
            try await client.operation("op-9", of: "1", token: accessToken)
        }
        #expect(await exchange.sent.first?.url == "https://api.test/sale/product-offers/1/operations/op-9")
    }
}
