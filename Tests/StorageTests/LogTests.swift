import Foundation
import GRDB
import GRDBSQLite
import Inventory
import NIOConcurrencyHelpers
import Testing

@testable import Storage

@Suite("The write-ahead log", .ofFiles)
struct LogTests {
    let directory: TestDirectory

    init() throws { directory = try TestDirectory() }

    private var logBytes: Int {
        (try? FileManager.default.attributesOfItem(atPath: directory.database + "-wal")[.size] as? NSNumber)?.intValue ?? 0
    }

    @Test("stays under its cap while deliveries keep coming and readers keep reading")
    func underLoad() async throws {
        let store = try directory.open {
            $0.runsCheckpoints = true
            $0.checkpointInterval = .milliseconds(20)
            $0.logRestartBytes = 2 * 1_048_576
            $0.logLimitBytes = 4 * 1_048_576
        }
        let inbox = GroupCommitInbox(store: store) {}
        let body = String(repeating: "x", count: 2000)
        let most = NIOLockedValueBox(0)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for worker in 0..<8 {
                group.addTask {
                    for number in 0..<400 {
                        _ = try await inbox.accept(delivery(key: "\(worker) \(number)", body: body))
                        if number % 10 == 0 { _ = try await store.pendingDeliveries(limit: 10) }
                        most.withLockedValue { $0 = max($0, logBytes) }
                    }
                }
            }
            try await group.waitForAll()
        }
        // One batch may lie above the limit: it is measured after a commit.
        #expect(most.withLockedValue { $0 } <= 4 * 1_048_576 + 1_048_576)
        #expect(try await store.unsettledDeliveryCounts()[.accepted] == 3200)
        await inbox.stop()
        try store.close()
    }

    @Test("a reader that holds an old snapshot delays the log's restart, never the writer's success")
    func heldByReader() async throws {
        let store = try directory.open {
            $0.runsCheckpoints = true
            $0.checkpointInterval = .milliseconds(20)
            $0.logRestartBytes = 500_000
            $0.logLimitBytes = 1_000_000
        }
        let snapshot = try store.pool.makeSnapshot()
        let inbox = GroupCommitInbox(store: store) {}
        let body = String(repeating: "x", count: 100_000)
        for _ in 0..<30 { _ = try await inbox.accept(delivery(body: body)) }
        #expect(logBytes > 1_000_000)
        #expect(try await snapshot.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM deliveries") } == 0)
        try snapshot.close()
        try await eventually("the log was never emptied") {
            _ = try await inbox.accept(delivery())
            return logBytes < 1_000_000
        }
        await inbox.stop()
        try store.close()
    }

    @Test("closing stops the checkpointer, twice is no error, and the last to close empties the log")
    func closes() async throws {
        let store = try directory.open { $0.runsCheckpoints = true }
        try await store.checkWritable()
        try store.close()
        try store.close()
        #expect(logBytes == 0)
    }

    @Test("one of many stores that nobody used since the last look knows its tables no longer, and finds them again with its first use")
    func forgets() async throws {
        let decisions = NIOLockedValueBox(0)
        let store = try directory.open { $0.onDecision = { _ in decisions.withLockedValue { $0 += 1 } } }
        func known() throws -> Int32 {
            try store.pool.writeWithoutTransaction { db in
                var (now, most) = (Int32(0), Int32(0))
                sqlite3_db_status(db.sqliteConnection, SQLITE_DBSTATUS_SCHEMA_USED, &now, &most, 0)
                return now
            }
        }
        var options = store.options
        options.isOneOfMany = true
        let uses = NIOLockedValueBox(0)
        let checkpointer = Checkpointer(pool: try store.pool, place: FilePlace(of: options.path), uses: uses, options: options)
        checkpointer.look()
        uses.withLockedValue { $0 += 1 }
        checkpointer.look()
        #expect(try known() > 50_000)
        checkpointer.look()
        #expect(try known() == 0)
        checkpointer.stop()
        let inbox = GroupCommitInbox(store: store) {}
        _ = try await inbox.accept(delivery())
        await inbox.stop()
        try await store.raiseProblem(.webhookSilent, subject: "wfirma", what: Words(en: "a", pl: "a"), why: Words(en: "b", pl: "b"), at: morning)
        #expect(try await store.pendingDeliveries(limit: 10).count == 1)
        #expect(decisions.withLockedValue { $0 } == 1)
        #expect(try known() > 50_000)
        try store.close()
    }

    @Test("one of many stores leaves a short log as it is until nobody uses the store, and then its writer moves the pages")
    func movedAtRest() async throws {
        let store = try directory.openQuickly()
        var options = store.options
        options.isOneOfMany = true
        let uses = NIOLockedValueBox(1)
        let checkpointer = Checkpointer(pool: try store.pool, place: FilePlace(of: options.path), uses: uses, options: options)
        let inbox = GroupCommitInbox(store: store) {}
        _ = try await inbox.accept(delivery())
        await inbox.stop()
        checkpointer.look()
        #expect(try deliveriesInFileAlone() == 0)
        checkpointer.look()
        try await store.pool.writeWithoutTransaction { _ in }
        #expect(try deliveriesInFileAlone() == 1)
        checkpointer.stop()
        try store.close()
    }

    /// What a copy of the database has without its log.
    private func deliveriesInFileAlone() throws -> Int? {
        let copy = directory.path + "/alone.db"
        defer { try? FileManager.default.removeItem(atPath: copy) }
        try FileManager.default.copyItem(atPath: directory.database, toPath: copy)
        let alone = try DatabaseQueue(path: copy)
        defer { try? alone.close() }
        return try alone.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM deliveries") }
    }
}
