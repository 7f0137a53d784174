import Inventory
import Sandbox
import Storage
import Testing

@testable import Gateway

/// What wFirma shows and nobody told of.
@Suite("Documents that only wFirma shows")
struct UntoldDocumentTests {
    @Test("a release that names an order closes it though a receipt of the same pieces hides it from every count (R7)")
    func hidden() async throws {
        let shop = try await Shop()
        try await shop.documentAtOnce(.otherProgram)
        let order = try shop.buyMugs()
        try await shop.run(for: .seconds(3))
        #expect(try await shop.mugs() == [73, 2, 71])
        _ = try shop.world.documentBesideUs(order: order.text, mark: .externalID).get()
        _ = try shop.world.receive("501", .init(2), in: "1").get()
        try await shop.run(for: .seconds(60), every: .milliseconds(200))
        #expect(try await shop.mugs() == [73, 0, 73])
    }

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
