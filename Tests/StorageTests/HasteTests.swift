import Inventory
import Testing

@testable import Storage

@Suite("What an end or a decrease waits for is read first")
struct HasteTests {
    private let room: Stockroom

    init() async throws { room = try await Stockroom() }

    /// In one action; each is to be read anew then.
    private func switchOn() async throws {
        _ = try await room.store.updateSettings { ($0.fetchOrders, $0.issueInvoices) = (true, true) }
        let outcomes = try await room.store.switchSync([Stockroom.single, Stockroom.sixpack, Stockroom.set], enabled: true, at: room.now)
        try #require(outcomes.allSatisfy { $0.outcome == .enabled })
    }

    private func due() async throws -> [OfferLook] { try await room.store.offersToLookAt(limit: 10, at: room.now).due }

    @Test("of many that are switched on in one action, the one with nothing left to sell is read first (R4, R31)")
    func switchedOn() async throws {
        try await room.tell([room.release("7", 5)])
        try await switchOn()
        #expect(try await due().map(\.offer) == [Stockroom.sixpack, Stockroom.single, Stockroom.set])
        #expect(try await due().map(\.isHasty) == [true, false, false])
    }

    @Test("one that sells out before it was read goes before those whose product fell, and these before the rest (R31)")
    func fallen() async throws {
        try await switchOn()
        #expect(try await due().map(\.offer) == [Stockroom.single, Stockroom.sixpack, Stockroom.set])
        try await room.tell([room.release("7", 2, of: Stockroom.saucer)])
        try await room.plan()
        #expect(try await due().map(\.offer) == [Stockroom.set, Stockroom.single, Stockroom.sixpack])
        try await room.tell([room.release("8", 5)])
        try await room.plan()
        #expect(try await due().map(\.offer) == [Stockroom.sixpack, Stockroom.single, Stockroom.set])
        #expect(try await due().allSatisfy(\.isHasty))
    }

    @Test("a rise makes none go before the others")
    func risen() async throws {
        try await switchOn()
        try await room.tell([
            .document(
                WarehouseDocument(
                    id: "9", kind: .receipt, name: "PZ 9", version: DocumentVersion(number: 1, modified: nil), warehouse: Stockroom.shelf,
                    lines: [.init(product: Stockroom.saucer, count: StockAmount(pieces: 4))], isDeleted: false, recordedAt: room.now))
        ])
        try await room.plan()
        #expect(try await due().map(\.isHasty) == [false, false, false])
    }

    @Test("one that could not be read is not asked for sooner, whatever it sells")
    func putOff() async throws {
        try await switchOn()
        try await room.store.failedLook(at: Stockroom.sixpack, because: "500", limit: 8, wait: { _ in .seconds(5) }, at: room.now)
        try await room.tell([room.release("7", 5)])
        try await room.plan()
        #expect(try await due().map(\.offer) == [Stockroom.single, Stockroom.set])
        room.pass(.seconds(5))
        #expect(try await due().map(\.offer).contains(Stockroom.sixpack))
    }

    @Test("a product that something waits for is read before those whose offers were switched on (R31)")
    func products() async throws {
        try await switchOn()
        try await room.store.fetchedDocuments(for: [Stockroom.saucer], at: room.now)
        #expect(try await room.store.leaseLooks(limit: 2, for: .seconds(5), at: room.now).map(\.product) == [Stockroom.saucer, Stockroom.mug])
    }

    @Test("which products are due is found without sorting those that wait", .ofFiles)
    func plan() async throws {
        let plan = try await room.store.read { db in
            try Row.fetchAll(db, sql: "EXPLAIN QUERY PLAN \(Looks.due)", arguments: [0, 8]).map { $0["detail"] as String }
        }
        #expect(plan.first?.contains("looks_due") == true && !plan.contains { $0.contains("TEMP B-TREE") }, "\(plan)")
    }
}
