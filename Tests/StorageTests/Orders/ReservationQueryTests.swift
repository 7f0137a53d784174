import Testing

@testable import Storage

@Suite("What is reserved, in a shop of many years", .ofFiles)
struct ReservationQueryTests {
    @Test("what is being documented is found from the documents that are awaited, without reading every reservation (R7)")
    func adding() async throws {
        let store = try TestDirectory().openQuickly()
        let plan = try await store.read { db in
            try Row.fetchAll(db, sql: "EXPLAIN QUERY PLAN \(Reservations.adding)", arguments: ["501"]).map { $0["detail"] as String }
        }
        #expect(plan.first?.hasPrefix("SEARCH d USING INDEX order_documents_awaited") == true)
        #expect(plan.allSatisfy { $0.hasPrefix("SEARCH") })
    }

    @Test("which releases stand is found from those that were recorded lately, however many documents are held (R7)")
    func standing() async throws {
        let store = try TestDirectory().openQuickly()
        let plan = try await store.read { db in
            try Row.fetchAll(db, sql: "EXPLAIN QUERY PLAN \(RiseChecks.standingReleases)", arguments: [0]).map { $0["detail"] as String }
        }
        #expect(plan.first?.contains("documents_by_recording (recorded_at>?)") == true, "\(plan)")
        #expect(!plan.contains { $0.contains("SCAN") || $0.contains("TEMP B-TREE") }, "\(plan)")
    }
}
