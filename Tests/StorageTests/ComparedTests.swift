import Inventory
import Testing

@testable import Storage

@Suite("A comparison that found everything as it is known")
struct ComparedTests {
    private func receipt(recordedAt moment: Timestamp) -> StockInput {
        .document(
            WarehouseDocument(
                id: "9001", kind: .receipt, name: "PZ 1", version: DocumentVersion(number: 1, modified: nil), warehouse: Stockroom.shelf,
                lines: [.init(product: Stockroom.mug, count: StockAmount(pieces: 5))], recordedAt: moment))
    }

    @Test("a receipt from before it that is told late was in it already: a release that nobody told had made up for it")
    func contained() async throws {
        let room = try await Stockroom()
        let recorded = room.now
        room.pass(.seconds(60))
        try await room.tell([.compared(StockCompared(window: .init(from: room.now, to: room.now), leftOut: []))])
        try await room.tell([receipt(recordedAt: recorded)])
        #expect(try await room.mugs() == [10, 0, 10])
    }

    @Test("a product that it left out keeps what it was last read")
    func leftOut() async throws {
        let room = try await Stockroom()
        for _ in 0..<2 {
            room.pass(.seconds(60))
            try await room.tell([.compared(StockCompared(window: .init(from: room.now, to: room.now), leftOut: []))])
        }
        let confirmed = room.now
        room.pass(.seconds(60))
        try await room.tell([.compared(StockCompared(window: .init(from: room.now, to: room.now), leftOut: [Stockroom.mug]))])
        try await room.tell([receipt(recordedAt: confirmed + .seconds(10))])
        #expect(try await room.mugs() == [15, 0, 15])
        // What the comparisons before had confirmed stays confirmed.
        try await room.tell([
            .document(
                WarehouseDocument(
                    id: "9002", kind: .receipt, name: "PZ 2", version: DocumentVersion(number: 1, modified: nil), warehouse: Stockroom.shelf,
                    lines: [.init(product: Stockroom.mug, count: StockAmount(pieces: 1))], recordedAt: confirmed + .seconds(-30)))
        ])
        #expect(try await room.mugs() == [15, 0, 15])
    }
}
