import Foundation
import NIOConcurrencyHelpers
import Testing

@testable import Storage

/// What was erased is vacuumed out of the tables.
@Suite("The clean-up of a store in PostgreSQL", .enabled(if: !TestEngine.isFile, "needs a server: scripts/with-postgresql swift test"), .serialized)
struct CleaningTests {
    @Test("nobody waits for it, and it is done once for all that was asked while it waited (R46)")
    func coalesced() async throws {
        let store = try TestDirectory().open()
        // Over connections of its own.
        let other = try TestDirectory().open { $0.busyTimeout = .seconds(3) }
        let schema = try #require(store.schema)
        let began = ContinuousClock.now
        let isAsked = try await other.write { db in
            // Writers pass, and a VACUUM waits.
            try db.execute(sql: "LOCK TABLE \(schema).deliveries IN SHARE UPDATE EXCLUSIVE MODE")
            let asked = DispatchSemaphore(value: 0)
            Task {
                for _ in 1...20 { await store.emptyLog() }
                asked.signal()
            }
            return asked.wait(timeout: .now() + 2) == .success
        }
        #expect(isAsked)
        #expect(ContinuousClock.now - began < .seconds(4))
        func count(of schema: String?) async throws -> Int {
            let sql = "SELECT vacuum_count FROM pg_stat_user_tables WHERE relname = 'order_document_files' AND schemaname = ?"
            return try await other.read { try Int.fetchOne($0, sql: sql, arguments: [schema]) ?? 0 }
        }
        try await eventually("it was done") { try await count(of: schema) > 0 }
        let before = try await count(of: schema)
        await store.emptyLog()
        try await eventually("what is asked later is done as well") { try await count(of: schema) > before }
        // It has its turn when all that was asked before is done.
        await other.emptyLog()
        try await eventually("the next one's is done") { try await count(of: other.schema) > 0 }
        #expect(try await count(of: schema) <= 3)
    }

    @Test("those of many stores leave the others their connections, and one takes its turn after another")
    func oneAtATime() async throws {
        // More than a process has connections.
        let stores = try (0..<26).map { _ in try TestDirectory().open() }
        let other = try TestDirectory().open { $0.busyTimeout = .seconds(3) }
        let (isDone, running) = try await other.write { db in
            for store in stores { try db.execute(sql: "LOCK TABLE \(store.schema ?? "").deliveries IN SHARE UPDATE EXCLUSIVE MODE") }
            let done = DispatchSemaphore(value: 0)
            Task {
                await withTaskGroup(of: Void.self) { group in
                    for store in stores { group.addTask { await store.emptyLog() } }
                }
                for store in stores { try await store.checkWritable() }
                done.signal()
            }
            let inTime = done.wait(timeout: .now() + 2) == .success
            let count = "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE 'VACUUM%'"
            return (inTime, try Int.fetchOne(db, sql: count))
        }
        #expect(isDone)
        #expect(running ?? .max <= 1)
    }
}
