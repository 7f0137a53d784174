import CurlClient
import Inventory
import Storage
import Testing

@testable import Console

@Suite("pictures of offers")
struct PictureTests {
    @Test("an offer has its initial; Allegro's picture comes only where the shop asked for it, and from nowhere else", arguments: [false, true])
    func picture(isWanted: Bool) async throws {
        var facts = ConsoleFacts()
        facts.showsPictures = isWanted
        try await withShopfront(facts: facts) { shopfront in
            let store = shopfront.store
            var (mug, pot) = (store.listing(Store.mug, "Kubek"), store.listing(Store.multipack, "żeliwny czajnik"))
            mug.imageURL = "https://a.allegroimg.com/original/11/kubek"
            pot.imageURL = "https://pictures.example.org/stranger"
            try await store.list([mug, pot])
            let page = try await shopfront.visitor().open("/offers")
            #expect(page.text.contains("aria-hidden=\"true\">Ż"))
            #expect(page.text.contains("<img src=\"https://a.allegroimg.com/original/11/kubek\"") == isWanted)
            #expect(!page.text.contains("pictures.example.org"))
            #expect(page.header("content-security-policy")?.contains("img-src 'self' data: https://*.allegroimg.com;") == isWanted)
        }
    }

    @Test(
        "an address that only looks like Allegro's is none",
        arguments: [
            "http://a.allegroimg.com/1", "https://allegroimg.com.example.org/1", "https://a.allegroimg.com:8443/1",
            "https://evilallegroimg.example/1", "https://user@example.org/a.allegroimg.com", "javascript:alert(1)", "", "//a.allegroimg.com/1",
        ])
    func foreign(address: String) { #expect(OfferPicture.address(address) == nil) }
}
