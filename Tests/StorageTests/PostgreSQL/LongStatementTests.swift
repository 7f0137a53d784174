import Inventory
import Testing

@testable import Storage

@Suite("Statements over a whole shop", .enabled(if: !TestEngine.isFile, "needs a server: scripts/with-postgresql swift test"))
struct LongStatementTests {
    @Test("what marks every offer may take longer than the server may be silent otherwise (R40)")
    func marking() async throws {
        let room = try await Stockroom { $0.serverPatience = .seconds(2) }
        try await room.store.write { db in
            try db.execute(
                sql: """
                    CREATE FUNCTION slowly() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(3); RETURN NULL; END $$;
                    CREATE TRIGGER slowly BEFORE UPDATE OF dirty_rank ON offers FOR EACH STATEMENT EXECUTE FUNCTION slowly();
                    """)
        }
        try await room.store.enterShadow(at: room.now)
        #expect(try await room.store.leaveShadow(at: room.now))
        try await room.tell([.warehouse(ListedWarehouse(id: "2", name: "Second", isCounted: true))])
    }
}
