import Inventory
import Testing

@testable import Storage

@Suite("Documents that we do not hold, and places that are gone")
struct UnheldDocumentTests {
    private func apply(_ inputs: [StockInput], in room: Stockroom) async throws -> AppliedBatch {
        let body = Array("\(room.now.microseconds)".utf8)
        let incoming = IncomingDelivery(
            source: "erp", kind: .wfirma, trust: .signed, key: nil, format: .json, body: body, headers: [:], receivedAt: room.now)
        let row = try #require(try await room.store.delivery(id: try await room.inbox.accept(incoming).id))
        return try await room.store.apply(
            [UnderstoodDelivery(id: row.id, sequence: row.sequence, receivedAt: room.now, meaning: .success(inputs))], rules: room.rules, at: room.now
        )
    }

    private func looks(_ room: Stockroom) async throws -> [ProductID] {
        try await room.store.leaseLooks(limit: 10, for: .seconds(60), at: room.now).map(\.product)
    }

    @Test("the deletion of a document that we do not hold asks for a whole comparison: readings may have counted it (R27)")
    func deletion() async throws {
        let room = try await Stockroom()
        #expect(try await apply([room.release("9001", 2, version: 2, deleted: true)], in: room).wantsComparison)
        #expect(try await apply([.changed("9002", isDeleted: true, [])], in: room).wantsComparison)
        try await room.tell([room.release("9003", 2)])
        #expect(try await !apply([room.release("9003", 2, version: 2, deleted: true)], in: room).wantsComparison)
    }

    @Test("a change that nobody signed reads what the version that we hold moved, too")
    func unsigned() async throws {
        let room = try await Stockroom()
        try await room.tell([room.release("9001", 2)])
        _ = try await apply([.changed("9001", isDeleted: false, [Stockroom.saucer])], in: room)
        #expect(Set(try await looks(room)) == [Stockroom.mug, Stockroom.saucer])
    }

    @Test("what is asked for while a reading is under way is read once more: that one may have looked before it happened (R33)")
    func askedDuringReading() async throws {
        let room = try await Stockroom()
        _ = try await apply([.look([Stockroom.mug])], in: room)
        room.pass(.milliseconds(10))
        #expect(try await looks(room) == [Stockroom.mug])
        let began = room.now
        room.pass(.milliseconds(300))
        _ = try await apply([.look([Stockroom.mug])], in: room)
        let reading = StockReading(
            key: StockKey(product: Stockroom.mug, warehouse: Stockroom.shelf), amount: StockAmount(pieces: 10),
            window: .init(from: began, to: began + .milliseconds(100)), origin: .asked)
        _ = try await apply([.readings([reading])], in: room)
        #expect(try await looks(room) == [Stockroom.mug])
    }

    @Test("a version of goods that are all unknown reads what the version before it moved (R27)")
    func unknownGoods() async throws {
        let room = try await Stockroom()
        try await room.tell([room.release("9001", 2)])
        #expect(try await looks(room).isEmpty)
        #expect(try await apply([room.release("9001", 2, of: "999", version: 2)], in: room).dead == 1)
        #expect(Set(try await looks(room)) == [Stockroom.mug, "999"])
    }

    @Test("a warehouse that wFirma lists no longer does not count, ends nothing by that alone, and a document that names it is told (R40)")
    func goneWarehouse() async throws {
        let room = try await Stockroom()
        let second = WarehouseID("2")
        let reading = StockReading(
            key: StockKey(product: Stockroom.mug, warehouse: second), amount: StockAmount(pieces: 5), window: .init(from: room.now, to: room.now),
            origin: .asked)
        try await room.tell([.warehouse(ListedWarehouse(id: second, name: "Second", isCounted: true)), .readings([reading])])
        #expect(try await room.mugs() == [15, 0, 15])
        try await room.tell([.warehouse(ListedWarehouse(id: second, name: "Second", isCounted: true, isListed: false))])
        let availability = try #require(try await room.store.product(Stockroom.mug)).availability
        #expect(availability == Availability(stock: StockAmount(pieces: 10), suspected: StockAmount(pieces: 5)))
        let receipt = WarehouseDocument(
            id: "9001", kind: .receipt, name: "PZ 1", version: DocumentVersion(number: 1, modified: nil), warehouse: second,
            lines: [.init(product: Stockroom.mug, count: StockAmount(pieces: 3))])
        #expect(try await apply([.document(receipt)], in: room).wantsComparison)
        #expect(try await room.mugs() == [10, 0, 10])
        #expect(try await room.store.problems(kind: .newWarehouse, after: nil, limit: 10).map(\.subject).contains("2"))
    }

    @Test("of two versions of one second the other one is news (R27)")
    func sameSecond() async throws {
        let room = try await Stockroom()
        func version(_ count: Int) -> WarehouseDocument {
            WarehouseDocument(
                id: "9001", kind: .release, name: "WZ 1", version: DocumentVersion(number: nil, modified: morning), warehouse: Stockroom.shelf,
                lines: [.init(product: Stockroom.mug, count: StockAmount(pieces: count))], recordedAt: room.now)
        }
        try await room.tell([.document(version(3))])
        #expect(try await room.store.unseen([version(3)]).isEmpty)
        #expect(try await room.store.changed([version(5)]) == [version(5)])
    }
}
