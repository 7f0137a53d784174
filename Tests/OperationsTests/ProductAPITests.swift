import CurlClient
import Payload
import Storage
import Testing

@Suite("products and the plan in the admin API")
struct ProductAPITests {
    @Test("a product shows its stock in each warehouse, the sum, and its offers")
    func show() async throws {
        try await withDesk { desk in
            try await desk.store.openShop()
            #expect(
                try await desk.ask("GET", "/products/501").payload == [
                    "id": "501", "code": "KUB-1", "name": "Kubek biały 330 ml", "stock": "73", "reserved": 0, "available": 73,
                    "warehouses": [
                        ["id": "1", "name": "Magazyn główny", "stock": "70", "counted": true],
                        ["id": "2", "name": "Sklep", "stock": "3", "counted": true],
                    ],
                    "reservations": [], "offers": ["7700000501"],
                ])
            let uncounted = try await desk.ask("GET", "/products/502").payload
            #expect(uncounted["stock"] == .null)
            #expect(uncounted["available"] == .null)
            #expect(try await desk.ask("GET", "/products/9").status == 404)
        }
    }

    @Test("products are listed page by page and found by their words")
    func list() async throws {
        try await withDesk { desk in
            try await desk.store.stockShelves()
            let first = try await desk.ask("GET", "/products?limit=1")
            #expect(first.items("id") == ["501"])
            #expect(first.payload["next"] == "501")
            #expect(try await desk.ask("GET", "/products?limit=1&after=501").items("id") == ["502"])
            for (query, ids) in [
                ("czajnik", ["502"]), ("kub-1", ["501"]), ("5901234123464", ["502"]), ("501", ["501"]), ("nothing", []), ("BIA%C5%81Y", ["501"]),
                ("bialy", ["501"]), ("%C5%BBELIWNY", ["502"]), ("502", ["502"]),
            ] {
                #expect(try await desk.ask("GET", "/products?q=\(query)").items("id") == ids)
            }
        }
    }

    @Test("the plan holds the synchronised offers, and those asked for as if their sync were on (R32)")
    func plan() async throws {
        try await withDesk { desk in
            try await desk.store.openShop()
            let mug: PayloadValue = [
                "offer": "7700000501", "shown": 10, "target": 73, "action": "add", "value": 63, "reason": "less_than_target",
            ]
            #expect(try await desk.ask("GET", "/plan").payload == ["items": [mug]])
            _ = try await desk.ask("PUT", "/offers/7700000511/link", #"{"product":"501","units":2,"buffer":72}"#)
            let assumed = try await desk.ask("GET", "/plan?sync=7700000511,7700000503,1").payload["items"]?.elements ?? []
            #expect(assumed.map { $0["offer"]?.text } == ["7700000501", "7700000503", "7700000511"])
            #expect(assumed.map { $0["action"]?.text } == ["add", "keep", "end"])
            #expect(assumed.map { $0["reason"]?.text } == ["less_than_target", "not_linked", "out_of_stock"])
            #expect(assumed.map { $0["value"] } == [63, .null, .null])
            #expect(try await desk.ask("GET", "/offers/7700000511").payload["sync"] == false)
        }
    }
}
