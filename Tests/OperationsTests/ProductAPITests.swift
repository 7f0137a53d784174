import CurlClient
import Payload
import Storage
import Testing

@Suite("products in the admin API")
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
}
