import Inventory
import Testing

@testable import Storage

@Suite("Readings that a release may explain")
struct ParkingTests {
    @Test("a fall no larger than what is reserved waits for the newest documents, so that the sale counts once")
    func explained() async throws {
        let room = try await Stockroom()
        try await room.tell([room.order("o-1", [("l-1", Stockroom.single, 2)])])
        // The count holds a release that nobody told us of.
        try await room.tell([room.reading(8)])
        #expect(try await room.mugs() == [10, 2, 8])
        #expect(try await room.store.parkedProducts(limit: 10) == [Stockroom.mug])
        try await room.tell([room.release("9001", 2, for: "o-1")])
        try await room.store.fetchedDocuments(for: [Stockroom.mug], at: room.now)
        room.pass(.seconds(1))
        try await room.tell([room.reading(8)])
        #expect(try await room.mugs() == [8, 0, 8])
        #expect(try await room.store.parkedProducts(limit: 10).isEmpty)
    }

    @Test("where no document explains it, the smaller number counts once the documents were fetched")
    func unexplained() async throws {
        let room = try await Stockroom()
        try await room.tell([room.order("o-1", [("l-1", Stockroom.single, 2)])])
        try await room.tell([room.reading(8)])
        try await room.store.fetchedDocuments(for: [Stockroom.mug], at: room.now)
        room.pass(.seconds(1))
        try await room.tell([room.reading(8)])
        #expect(try await room.mugs() == [8, 2, 6])
    }

    @Test("a rise that waits for its second look is not forgotten for a count that the release of an order lowered (R7, R27)")
    func hiddenRise() async throws {
        let room = try await Stockroom(stock: 3)
        try await room.tell([room.order("o-1", [("l-1", Stockroom.single, 2)])])
        // Two pieces came from another warehouse; then a document of ours takes as many, and no count tells.
        try await room.tell([room.reading(5)])
        #expect(try await room.suspected() == 2)
        try await room.tell([room.reading(3)])
        #expect(try await room.mugs() == [3, 2, 1])
        #expect(try await room.suspected() == 2)
        #expect(try await room.store.parkedProducts(limit: 10) == [Stockroom.mug])
        try await room.tell([room.release("9001", 2, for: "o-1")])
        try await room.store.fetchedDocuments(for: [Stockroom.mug], at: room.now)
        room.pass(.seconds(1))
        try await room.tell([room.reading(3)])
        #expect(try await room.mugs() == [1, 0, 1])
        room.pass(.seconds(30))
        try await room.tell([room.reading(3)])
        #expect(try await room.mugs() == [3, 0, 3])
    }

    @Test("a rise that no document hides is forgotten once the documents were fetched")
    func staleRise() async throws {
        let room = try await Stockroom(stock: 3)
        try await room.tell([room.order("o-1", [("l-1", Stockroom.single, 2)])])
        try await room.tell([room.reading(5)])
        try await room.tell([room.reading(3)])
        try await room.store.fetchedDocuments(for: [Stockroom.mug], at: room.now)
        room.pass(.seconds(1))
        try await room.tell([room.reading(3)])
        #expect(try await room.suspected() == 0)
        #expect(try await room.mugs() == [3, 2, 1])
    }

    @Test("where the documents cannot be fetched, the smaller number counts at the bound: nothing waits for ever")
    func bounded() async throws {
        let room = try await Stockroom()
        try await room.tell([room.order("o-1", [("l-1", Stockroom.single, 2)])])
        try await room.tell([room.reading(8)])
        room.pass(.seconds(5))
        try await room.tell([room.reading(8)])
        #expect(try await room.mugs() == [10, 2, 8])
        room.pass(.seconds(5))
        try await room.tell([room.reading(8)])
        #expect(try await room.mugs() == [8, 2, 6])
    }

    @Test("documents that could not be fetched in time are fetched as soon as wFirma answers, and the next fall waits for its own (R7)")
    func fetchedLate() async throws {
        let room = try await Stockroom()
        try await room.tell([room.order("o-1", [("l-1", Stockroom.single, 3)])])
        try await room.tell([room.reading(9)])
        room.pass(.seconds(10))
        try await room.tell([room.reading(9)])
        #expect(try await room.mugs() == [9, 3, 6])
        #expect(try await room.store.parkedProducts(limit: 10) == [Stockroom.mug])
        room.pass(.seconds(30))
        try await room.tell([room.reading(8)])
        #expect(try await room.mugs() == [9, 3, 6])
        try await room.store.fetchedDocuments(for: [Stockroom.mug], at: room.now)
        room.pass(.seconds(1))
        try await room.tell([room.reading(8)])
        #expect(try await room.mugs() == [8, 3, 5])
        #expect(try await room.store.parkedProducts(limit: 10).isEmpty)
    }

    @Test("a notice that waits was told: an older one that comes after it raises nothing (R33)")
    func parkedNotice() async throws {
        let room = try await Stockroom()
        try await room.tell([room.order("o-1", [("l-1", Stockroom.single, 2)])])
        let early = room.now
        room.pass(.seconds(5))
        try await room.tell([notice(8, modified: room.now, room)])
        try await room.tell([notice(12, modified: early, room)])
        #expect(try await room.mugs() == [10, 2, 8])
    }

    @Test("what waits counts at the bound with what it said, though the product cannot be read by then (R25)", arguments: [true, false])
    func kept(isNotice: Bool) async throws {
        let room = try await Stockroom(stock: 35)
        try await room.tell([room.order("o-1", [("l-1", Stockroom.single, 30)])])
        let until = room.now + room.rules.parkLimit
        try await room.tell([isNotice ? notice(33, modified: room.now, room) : room.reading(33)])
        #expect(try await room.mugs() == [35, 30, 5])
        #expect(try await room.store.nextOverdueReading() == until)
        room.pass(.seconds(8))
        try await room.tell([])
        #expect(try await room.mugs() == [35, 30, 5])
        room.pass(.seconds(8))
        try await room.tell([])
        #expect(try await room.mugs() == [33, 30, 3])
        #expect(try await room.store.nextOverdueReading() == nil)
    }

    @Test("a count that counts is a newer word than what waits, unless it began before; one that does not say when is none (R25)")
    func superseded() async throws {
        let room = try await Stockroom(stock: 35)
        try await room.tell([room.order("o-1", [("l-1", Stockroom.single, 30)])])
        let before = room.reading(35)
        room.pass(.seconds(1))
        try await room.tell([notice(33, modified: room.now, room)])
        for other in [before, notice(36, modified: nil, room)] {
            try await room.tell([other])
            #expect(try await room.store.nextOverdueReading() != nil)
        }
        try await room.tell([room.reading(35)])
        #expect(try await room.store.nextOverdueReading() == nil)
        room.pass(.seconds(30))
        try await room.tell([])
        #expect(try await room.mugs() == [35, 30, 5])
    }

    @Test("a release that explains what waits counts once, and what waits agrees with it at the bound (R7)")
    func explainedMeanwhile() async throws {
        let room = try await Stockroom(stock: 35)
        try await room.tell([room.order("o-1", [("l-1", Stockroom.single, 30)])])
        let release = room.release("9001", 2, for: "o-1")
        room.pass(.seconds(2))
        try await room.tell([notice(33, modified: room.now, room)])
        try await room.tell([release])
        #expect(try await room.mugs() == [33, 28, 5])
        room.pass(.seconds(30))
        try await room.tell([])
        #expect(try await room.mugs() == [33, 28, 5])
    }

    @Test("once nothing is reserved only a fetch that was done is forgotten: one that is wanted still is (R7)", arguments: [true, false])
    func cleared(isFetched: Bool) async throws {
        let room = try await Stockroom()
        try await room.tell([room.order("o-1", [("l-1", Stockroom.single, 2)])])
        // A larger fall counts at once, and its documents are fetched.
        try await room.tell([room.reading(5)])
        if isFetched { try await room.store.fetchedDocuments(for: [Stockroom.mug], at: room.now) }
        try await room.tell([room.order("o-1", [("l-1", Stockroom.single, 2)], status: .cancelled)])
        try await room.tell([room.reading(5)])
        #expect(try await room.mugs() == [5, 0, 5])
        let parkings = try await room.store.read { db in try Int.fetchOne(db, sql: "SELECT count(*) FROM parkings") }
        #expect(parkings == (isFetched ? 0 : 1))
        #expect(try await room.store.parkedProducts(limit: 10) == (isFetched ? [] : [Stockroom.mug]))
    }

    private func notice(_ count: Int, modified: Timestamp?, _ room: Stockroom) -> StockInput {
        .readings([
            StockReading(
                key: StockKey(product: Stockroom.mug, warehouse: Stockroom.shelf), amount: StockAmount(pieces: count),
                window: .init(from: modified ?? room.now, to: room.now), origin: .notice(modified: modified))
        ])
    }

    @Test("once its order was released a product waits no longer, and a later fall gets its own time")
    func newFall() async throws {
        let room = try await Stockroom()
        try await room.tell([room.order("o-1", [("l-1", Stockroom.single, 2)])])
        try await room.tell([room.reading(8)])
        try await room.tell([room.release("9001", 2, for: "o-1")])
        try await room.store.fetchedDocuments(for: [Stockroom.mug], at: room.now)
        room.pass(.seconds(1))
        try await room.tell([room.reading(8)])
        room.pass(.seconds(600))
        try await room.tell([room.order("o-2", [("l-2", Stockroom.single, 3)])])
        try await room.tell([room.reading(5)])
        #expect(try await room.mugs() == [8, 3, 5])
        #expect(try await room.store.parkedProducts(limit: 10) == [Stockroom.mug])
    }

    @Test("a fall larger than what is reserved counts at once, and its documents are fetched: the release in it closes its reservation")
    func releaseAndMore() async throws {
        let room = try await Stockroom()
        try await room.tell([room.order("o-1", [("l-1", Stockroom.single, 2)])])
        let release = room.release("9001", 2, for: "o-1")
        room.pass(.seconds(2))
        try await room.tell([room.reading(7)])
        #expect(try await room.mugs() == [7, 2, 5])
        #expect(try await room.store.parkedProducts(limit: 10) == [Stockroom.mug])
        try await room.tell([release])
        try await room.store.fetchedDocuments(for: [Stockroom.mug], at: room.now)
        #expect(try await room.mugs() == [7, 0, 7])
        try await room.tell([room.reading(7)])
        #expect(try await room.store.parkedProducts(limit: 10).isEmpty)
    }

    @Test("a fall larger than what is reserved, or where nothing is, counts at once")
    func atOnce() async throws {
        let room = try await Stockroom()
        try await room.tell([room.reading(9)])
        #expect(try await room.mugs() == [9, 0, 9])
        try await room.tell([room.order("o-1", [("l-1", Stockroom.single, 2)])])
        try await room.tell([room.reading(5)])
        #expect(try await room.mugs() == [5, 2, 3])
    }
}
