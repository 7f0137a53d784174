import Inventory
import Testing

@testable import Storage

@Suite("Orders that may still get a document")
struct WantedOrderTests {
    private func plan(_ room: Stockroom, _ query: String) async throws -> String {
        try await room.store.read { db in
            try Row.fetchAll(db, sql: "EXPLAIN QUERY PLAN " + query).map { $0["detail"] as String }.joined(separator: "; ")
        }
    }

    @Test("they are found without looking at those that have one; figures are counted without the documents' bodies", .ofFiles)
    func indices() async throws {
        let room = try await Stockroom()
        let wanted = try await plan(room, "SELECT id FROM \(OrderDocuments.toConsider) ORDER BY bought_at, id LIMIT 5")
        #expect(wanted.contains("INDEX orders_to_document") && !wanted.contains("TEMP B-TREE"), "\(wanted)")
        let documents = try await plan(room, "SELECT state, count(*) FROM order_documents GROUP BY state")
        #expect(documents.contains("COVERING INDEX order_documents_by_state") && !documents.contains("TEMP B-TREE"), "\(documents)")
        let orders = try await plan(room, "SELECT status, count(*) FROM orders GROUP BY status")
        #expect(orders.contains("COVERING INDEX orders_by_status") && !orders.contains("TEMP B-TREE"), "\(orders)")
    }

    @Test("an order that came back before documents were switched on gets none (R16, R48)")
    func returned() async throws {
        let room = try await Stockroom()
        try await room.tell([room.order("o-1", [("l-1", Stockroom.single, 2)], fulfilment: .returned)])
        try await room.tell([room.order("o-2", [("l-2", Stockroom.single, 2)])])
        _ = try await room.store.updateSettings { ($0.fetchOrders, $0.issueInvoices) = (true, true) }
        try await room.store.wishForDocuments(limit: 10, at: room.now)
        #expect(try await room.store.orderDocument(of: "o-1") == nil)
        #expect(try await room.store.orderDocument(of: "o-2")?.state == .wanted)
    }
}
