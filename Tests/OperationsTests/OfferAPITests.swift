import CurlClient
import Inventory
import Payload
import Storage
import Testing

@Suite("offers in the admin API")
struct OfferAPITests {
    @Test("an offer shows what it sells and every number behind what it shows")
    func show() async throws {
        try await withDesk { desk in
            try await desk.store.openShop()
            #expect(
                try await desk.ask("GET", "/offers/7700000501").payload == [
                    "id": "7700000501", "account": "main", "name": "Kubek biały 330 ml", "format": "buy_now", "status": "active", "ended_by": .null,
                    "product": "501", "units": 1, "components": [["product": "501", "units": 1]], "buffer": 0, "cap": .null, "sync": true,
                    "auto_close": false, "auto_resume": false, "paused": false, "wish": .null, "hold": .null, "stock": "73", "reserved": 0,
                    "available": 73, "target": 73, "shown": 10,
                    "shown_at": "2026-11-24T10:14:59.000Z",
                ])
            let other = try await desk.ask("GET", "/offers/7700000507").payload
            #expect(other["ended_by"] == "hand")
            #expect(other["product"] == .null)
            #expect(other["components"] == [])
            #expect(other["target"] == .null)
            #expect(try await desk.ask("GET", "/offers/1").status == 404)
            #expect(try await desk.ask("GET", "/offers/%37700000501").payload["id"] == "7700000501")
            #expect(try await desk.ask("GET", "/offers/%00").status == 404)
        }
    }

    @Test(
        "a list holds the offers that its filters ask for",
        arguments: [
            ("", ["501", "503", "504", "505", "506", "507", "511"]), ("account=second", ["507"]), ("account=nobody", []), ("product=501", ["501"]),
            ("sync=true", ["501"]), ("sync=false&status=active", ["503", "504", "505", "511"]), ("status=archived", ["506"]),
            ("problem=true", ["511"]),
            ("problem=false&sync=true", ["501"]), ("q=7700000511", ["511"]), ("q=od+z%C5%82ot%C3%B3wki", ["503"]),
            ("q=KUBEK&account=second", ["507"]),
            ("q=a%2Bb", []), ("q=100%25", []),
        ])
    func filters(query: String, ids: [String]) async throws {
        try await withDesk { desk in
            try await desk.store.openShop()
            let words = Words(verbatim: "too many")
            try await desk.store.raiseProblem(.commandRefused, subject: "7700000511", what: words, why: words, at: Desk.now)
            let answer = try await desk.ask("GET", "/offers?" + query)
            #expect(answer.items("id") == ids.map { "7700000\($0)" })
            #expect(answer.payload["next"] == .null)
        }
    }

    @Test("pages follow one another by their cursor and end with null")
    func pages() async throws {
        try await withDesk { desk in
            try await desk.store.stockShelves()
            var seen: [String?] = []
            var cursor = ""
            var sizes: [Int] = []
            repeat {
                let page = try await desk.ask("GET", "/offers?limit=3&after=\(cursor)")
                seen += page.items("id")
                sizes.append(page.items("id").count)
                cursor = page.payload["next"]?.text ?? ""
            } while !cursor.isEmpty
            #expect(sizes == [3, 3, 1])
            #expect(seen.count == Set(seen).count)
            let whole = try await desk.ask("GET", "/offers?limit=7")
            #expect(whole.payload["next"] == .null)
            #expect(whole.items("id") == seen)
        }
    }

    @Test("an explanation goes from the stock in the warehouses to the quantity shown, each step with its causes (R24)")
    func explanation() async throws {
        try await withDesk { desk in
            try await desk.store.openShop()
            try await desk.store.link(
                Store.mug, to: OfferLink(components: [.init(product: "501", units: 2)], buffer: 3, cap: 20), at: Desk.now)
            _ = try await desk.store.planDirtyOffers(limit: 10, at: Desk.now) { "62ae358b-8f65-4fc4-9c77-bedf604a2e2b" }
            let answer = try await desk.ask("GET", "/offers/7700000501/explanation").payload
            #expect(answer["target"] == 20)
            #expect(answer["shown"] == 10)
            let steps = answer["steps"]?.elements ?? []
            #expect(steps.map { $0["step"]?.text } == ["stock", "reserved", "units", "buffer", "cap", "command", "shown"])
            #expect(steps.map { $0["value"] } == ["73", 0, 2, 3, 20, 20, 10])
            let document = try #require(steps.first?["causes"]?.elements.first)
            #expect(document["kind"] == "document")
            #expect(document["id"] == "9001")
            #expect(document["name"] == "PZ 12/2026")
            #expect(document["delta"] == "3")
            #expect(document["at"] == "2026-11-24T10:15:00.000Z")
            #expect(try await desk.ask("GET", "/offers/1/explanation").status == 404)
            #expect(try await desk.ask("GET", "/offers/7700000511/explanation").payload["target"] == .null)
        }
    }

    @Test("the explanation of a set says of each step which product it is about, and which order holds its pieces (R24, R42)")
    func explanationOfSet() async throws {
        try await withDesk { desk in
            try await desk.store.openShop()
            try await desk.store.sellMugs()
            let set = OfferLink(components: [.init(product: "501", units: 4), .init(product: "502", units: 1)], buffer: 1)
            try await desk.store.link(Store.multipack, to: set, at: Desk.now)
            let steps = try await desk.ask("GET", "/offers/7700000511/explanation").payload["steps"]?.elements ?? []
            #expect(steps.map { $0["step"]?.text } == ["stock", "reserved", "units", "stock", "reserved", "units", "buffer", "shown"])
            #expect(steps.map { $0["product"]?.text } == ["501", "501", "501", "502", "502", "502", nil, nil])
            #expect(steps.map { $0["value"] } == ["73", 2, 4, .null, 0, 1, 1, 3])
            #expect(steps[1]["causes"]?.elements.first?["kind"] == "order")
            #expect(steps[1]["causes"]?.elements.first?["id"]?.text == Store.order.text)
        }
    }
}
