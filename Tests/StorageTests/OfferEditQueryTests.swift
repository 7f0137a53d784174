import Testing

@testable import Storage

@Suite("Edits of offers, of a shop that switched on many", .ofFiles)
struct OfferEditQueryTests {
    @Test("which is due, and when the next is, is found by the time, however many wait (R15)", arguments: [0, 2])
    func plans(resting: Int) async throws {
        let store = try TestDirectory().openQuickly()
        let accounts = StatementArguments((0..<resting).map { "a\($0)" })
        for (sql, arguments) in [(OfferEdits.due(resting: resting), [0] + accounts), (OfferEdits.next(resting: resting), accounts)] {
            let plan = try await store.read { db in
                try Row.fetchAll(db, sql: "EXPLAIN QUERY PLAN \(sql)", arguments: arguments).map { $0["detail"] as String }
            }
            #expect(plan.first?.contains("offer_edits_due") == true, "\(plan)")
            #expect(!plan.contains { $0.contains("TEMP B-TREE") || $0.hasPrefix("SCAN o") }, "\(plan)")
        }
    }
}
