import CurlClient
import Inventory
import Storage
import Testing

@Suite("correcting a wrong link in the console")
struct LinkCorrectionTests {
    @Test("open orders follow the corrected link, and the order's page and the book say so (R7)")
    func corrected() async throws {
        try await withShopfront { shopfront in
            let store = shopfront.store
            try await store.openShop()
            try await store.sellMugs()
            let visitor = try await shopfront.visitor(.operator)
            _ = try await visitor.send("/offers/\(Store.mug)/link", ["product": "502", "units": "1", "correct": "1"])
            let page = try await visitor.open("/orders/\(Store.order)")
            #expect(page.words.contains("Poprawiono powiązanie oferty 7700000501: 2 × 502 zamiast 2 × 501"))
            let entry = try #require(try await store.audit(before: nil, limit: 1).first)
            #expect(entry.deed == "link" && entry.outcome == "502 × 1; orders corrected: \(Store.order)")
        }
    }
}
