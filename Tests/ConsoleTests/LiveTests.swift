import CurlClient
import Inventory
import Storage
import Testing

@Suite("live pages")
struct LiveTests {
    @Test("the store's revision rises with a write")
    func revision() async throws {
        try await withShopfront { shopfront in
            let store = shopfront.store
            let before = store.revision
            try await store.stockShelves()
            #expect(store.revision > before)
        }
    }
}
