import CurlClient
import Payload
import Storage
import Testing

@Suite("linking in the admin API")
struct LinkAPITests {
    @Test("one product or a set is linked, shown, and unlinked with its sync")
    func bothForms() async throws {
        try await withDesk { desk in
            try await desk.store.openShop()
            let single = try await desk.ask("PUT", "/offers/7700000511/link", #"{"product":"501","units":2,"buffer":3,"cap":50}"#)
            #expect(single.status == 200)
            #expect(single.payload["product"] == "501")
            #expect(single.payload["units"] == 2)
            #expect(single.payload["buffer"] == 3)
            #expect(single.payload["cap"] == 50)
            #expect(single.payload["target"] == 35)

            let set = try await desk.ask(
                "PUT", "/offers/7700000511/link", #"{"components":[{"product":"501","units":4},{"product":"502"}],"product":null,"cap":null}"#)
            #expect(set.status == 200)
            #expect(set.payload["components"] == [["product": "501", "units": 4], ["product": "502", "units": 1]])
            #expect(set.payload["product"] == .null)
            #expect(set.payload["stock"] == .null)
            #expect(set.payload["buffer"] == 0)
            #expect(set.payload["cap"] == .null)
            #expect(set.payload["target"] == .null)

            let woken = desk.woken
            #expect(woken == 2)
            #expect(try await desk.ask("DELETE", "/offers/7700000501/link").status == 204)
            let unlinked = try await desk.ask("GET", "/offers/7700000501").payload
            #expect(unlinked["sync"] == false)
            #expect(unlinked["components"] == [])
            #expect(try await desk.ask("DELETE", "/offers/1/link").status == 404)
        }
    }

    @Test(
        "what cannot be linked is refused with the field at fault, and changes nothing",
        arguments: [
            ("{}", "422 /product"), (#"{"product":"999"}"#, "422 /product"), (#"{"product":501}"#, "422 /product"),
            (#"{"product":"501","units":0}"#, "422 /units"), (#"{"product":"501","units":1.5}"#, "422 /units"),
            (#"{"product":"501","units":"2"}"#, "422 /units"), (#"{"product":"501","buffer":-1}"#, "422 /buffer"),
            (#"{"product":"501","cap":-1}"#, "422 /cap"), (#"{"product":"501","cap":1000000001}"#, "422 /cap"),
            (#"{"product":"501","cap":1e2}"#, "422 /cap"), (#"{"product":"501","limit":1}"#, "422 /limit"),
            (#"{"components":[]}"#, "422 /components"),
            (#"{"components":{}}"#, "422 /components"), (#"{"components":["501"]}"#, "422 /components/0"),
            (#"{"components":[{"product":"501"}],"product":"501"}"#, "422 /product"),
            (#"{"components":[{"product":"501"}],"units":2}"#, "422 /units"),
            (#"{"components":[{"product":"501"},{"product":"999"}]}"#, "422 /components/1/product"),
            (#"{"components":[{"product":"501"},{"product":"501"}]}"#, "422 /components/1/product"),
            (#"{"components":[{"product":"501"},{"units":1}]}"#, "422 /components/1/product"),
            (#"{"components":[{"product":"501","units":0}]}"#, "422 /components/0/units"),
            (#"{"components":[{"product":"501","buffer":1}]}"#, "422 /components/0/buffer"),
            (#"{"product":"501","correct_orders":1}"#, "422 /correct_orders"),
        ])
    func refusals(body: String, outcome: String) async throws {
        try await withDesk { desk in
            try await desk.store.openShop()
            #expect(Desk.problem(try await desk.ask("PUT", "/offers/7700000501/link", body)) == outcome)
            #expect(try await desk.ask("GET", "/offers/7700000501").payload["product"] == "501")
            #expect(desk.woken == 0)
        }
    }

    @Test("a wrong link is put right for the orders that were seen before, where that is asked for (R7)", arguments: [true, false])
    func corrected(isAsked: Bool) async throws {
        try await withDesk { desk in
            try await desk.store.openShop()
            try await desk.store.sellMugs()
            let body = #"{"product":"502","correct_orders":\#(isAsked)}"#
            #expect(try await desk.ask("PUT", "/offers/7700000501/link", body).status == 200)
            let line = try #require(try await desk.ask("GET", "/orders/\(Store.order)").payload["lines"]?.items?.first)
            #expect(line["product"]?.text == (isAsked ? "502" : "501"))
        }
    }

    @Test("an offer that is not known is 404 whatever the link")
    func unknownOffer() async throws {
        try await withDesk { desk in
            try await desk.store.stockShelves()
            #expect(try await desk.ask("PUT", "/offers/1/link", #"{"product":"501"}"#).status == 404)
        }
    }
}
