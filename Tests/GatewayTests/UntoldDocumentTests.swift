import Inventory
import Storage
import Testing

@testable import Gateway

/// What wFirma shows and nobody told of.
@Suite("Documents that only wFirma shows")
struct UntoldDocumentTests {
    @Test("a document that wFirma shows again is the same delivery, whatever our clock makes of its time; another version is another one (R26)")
    func sameDelivery() async throws {
        let shop = try await Shop()
        func told(_ count: Int, recorded: Int64) -> IncomingDelivery {
            let document = WarehouseDocument(
                id: "8001", kind: .release, name: "WZ 1", version: DocumentVersion(number: nil, modified: shop.now), warehouse: "1",
                lines: [.init(product: "999", count: StockAmount(pieces: count))], recordedAt: Timestamp(microseconds: recorded))
            return PolledDocuments([document]).delivery(at: shop.now)
        }
        let (first, again, other) = (told(1, recorded: 5), told(1, recorded: 6), told(2, recorded: 5))
        #expect(again.key == first.key && other.key != first.key)
        guard case .accepted(let id) = try await shop.inbox.accept(first) else { throw ShopFault.notSynchronised("not taken") }
        #expect(try await shop.inbox.accept(again) == .conflict(id))
    }
}
