import Foundation
import Inventory
import Testing

@testable import Storage

/// What only a server has: connections that break, and writers in other processes.
@Suite("A store in PostgreSQL", .enabled(if: !TestEngine.isFile, "needs a server: scripts/with-postgresql swift test"))
struct ServerTests {
    let directory: TestDirectory
    /// What an operator may have set for the database or its user.
    private static let isolations =
        TestEngine.takesOptions ? ["", "&options=-cdefault_transaction_isolation%3Dserializable"] : [""]

    init() throws { directory = try TestDirectory() }

    @Test("connections that the server closed are made anew, and nothing is lost (R25)")
    func reconnects() async throws {
        // Another setting, and so other connections.
        let (store, other) = (try directory.open(), try directory.open { $0.busyTimeout = .seconds(4) })
        let inbox = GroupCommitInbox(store: store) {}
        let first = try await inbox.accept(delivery(key: "a")).id
        #expect(try await store.delivery(id: first) != nil)
        let ended = try await other.read { db in
            try Int.fetchAll(
                db,
                sql: """
                    SELECT 1 FROM pg_stat_activity WHERE CASE
                        WHEN application_name = current_setting('application_name') AND pid <> pg_backend_pid() THEN pg_terminate_backend(pid, 5000)
                        ELSE FALSE END
                    """
            ).count
        }
        #expect(ended > 0)
        let second = try await inbox.accept(delivery(key: "b")).id
        #expect(try await store.pendingDeliveries(limit: 10).map(\.id) == [first, second])
    }

    @Test("one writes at a time in all processes: what a transaction has read is so until it commits", arguments: isolations)
    func oneWriter(isolation: String) async throws {
        let stores = try (0..<4).map { _ in try directory.open { $0.path += isolation } }
        try await stores[0].write { try $0.execute(sql: "CREATE TABLE tally (n BIGINT NOT NULL); INSERT INTO tally VALUES (0)") }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for store in stores {
                group.addTask {
                    for _ in 0..<25 {
                        try await store.write { db in
                            let seen = try Int.fetchOne(db, sql: "SELECT n FROM tally") ?? 0
                            try db.execute(sql: "UPDATE tally SET n = ?", arguments: [seen + 1])
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try await stores[0].read { try Int.fetchOne($0, sql: "SELECT n FROM tally") } == 100)
    }

    @Test("a writer that waits longer than the busy timeout is told so, and the store goes on")
    func busy() async throws {
        let (store, other) = (try directory.open(), try directory.open { $0.busyTimeout = .milliseconds(50) })
        _ = try await store.write { _ in
            #expect(throws: StorageError.busy) { try other.writeBlocking { _ in } }
        }
        try await other.checkWritable()
    }

    @Test("tables of another program are refused")
    func refused() async throws {
        let store = try directory.open()
        try await store.write { try $0.execute(sql: "DROP TABLE store_migrations") }
        #expect { try directory.open() } throws: { if case StorageError.foreignFile = $0 { true } else { false } }
    }

    @Test("a transaction in which a statement failed is never told as done (R25)")
    func passedOver() async throws {
        let store = try directory.open()
        await #expect(throws: StorageError.self) {
            try await store.write { db in
                try db.execute(sql: "UPDATE settings SET frozen = 1")
                try? db.execute(sql: "UPDATE settings SET frozen = 7")
            }
        }
        #expect(try await !store.settings().frozen)
    }

    @Test("many large rows are read a few at a time, as far as they are wanted")
    func streams() async throws {
        let store = try directory.open()
        let inbox = GroupCommitInbox(store: store) {}
        let body = String(repeating: "x", count: 500_000)
        for number in 0..<40 { _ = try await inbox.accept(delivery(key: "\(number)", body: body)) }
        let pending = try await store.pendingDeliveries(limit: 40)
        #expect(pending.map(\.incoming.key) == (0..<17).map { "\($0)" })
    }
}
