import Foundation
import Inventory
import NIOConcurrencyHelpers
import Testing

@testable import Storage

/// A process of the server stands still, as all of it does on a machine that is frozen: its links stay, and nothing comes over them.
@Suite("A server that says nothing", .enabled(if: !TestEngine.isFile, "needs a server: scripts/with-postgresql swift test"))
struct SilentServerTests {
    let store: Store

    init() throws {
        // Another setting, and so connections of its own.
        store = try TestDirectory().open { $0.serverPatience = .seconds(1) }
    }

    /// Stands still for as long as it lives.
    private final class StandStill: Sendable {
        private let process: pid_t

        init(_ process: Int) {
            self.process = pid_t(process)
            kill(self.process, SIGSTOP)
        }

        deinit { kill(process, SIGCONT) }
    }

    private static func process(_ db: Database) throws -> Int { try #require(try Int.fetchOne(db, sql: "SELECT pg_backend_pid()")) }

    @Test("deliveries are refused within the patience, what was acknowledged stays, and it goes on by itself (R25)")
    func intake() async throws {
        let inbox = GroupCommitInbox(store: store) {}
        _ = try await inbox.accept(delivery(key: "a"))
        let still = StandStill(try await store.write(Self.process))
        let began = ContinuousClock.now
        await #expect(throws: InboxFault.self) { try await inbox.accept(delivery(key: "b")) }
        await #expect(throws: StorageError.self, "whoever asks next is told at once") { try await store.checkWritable() }
        #expect(ContinuousClock.now - began < .seconds(4))
        // Over another connection.
        try await eventually("goes on") { (try? await inbox.accept(delivery(key: "c"))) != nil }
        withExtendedLifetime(still) {}
        #expect(try await store.pendingDeliveries(limit: 10).map(\.incoming.key) == ["a", "c"])
    }

    @Test("a transaction that it does not end is none; others write as soon as it goes on or has ended (R25)")
    func transaction() async throws {
        let began = ContinuousClock.now
        let still = NIOLockedValueBox<StandStill?>(nil)
        await #expect(throws: StorageError.self) {
            try await store.write { db in
                try db.execute(sql: "UPDATE settings SET frozen = 1")
                let process = try Self.process(db)
                still.withLockedValue { $0 = StandStill(process) }
                try db.execute(sql: "UPDATE settings SET frozen = 0")
            }
        }
        #expect(ContinuousClock.now - began < .seconds(4))
        #expect(try await store.settings().frozen == false, "readers wait for nobody")
        still.withLockedValue { $0 = nil }
        try await eventually("goes on") { (try? await store.checkWritable()) != nil }
        #expect(try await store.settings().frozen == false)
    }
    @Test("once several transactions got no answer, whoever asks next is told at once, and not after a vain try of his own")
    func several() async throws {
        let still = NIOLockedValueBox<[StandStill]>([])
        async let first: Void = getNoAnswer(beside: still)
        await getNoAnswer(beside: still)
        await first
        let began = ContinuousClock.now
        await #expect(throws: StorageError.self) { try await store.checkWritable() }
        #expect(ContinuousClock.now - began < .milliseconds(500))
        still.withLockedValue { $0 = [] }
        try await eventually("goes on") { (try? await store.checkWritable()) != nil }
    }

    /// Waits until two transactions stand still.
    private func getNoAnswer(beside still: NIOLockedValueBox<[StandStill]>) async {
        await #expect(throws: StorageError.self) {
            try await store.read { db in
                let process = try Self.process(db)
                still.withLockedValue { $0.append(StandStill(process)) }
                let end = ContinuousClock.now + .seconds(5)
                while still.withLockedValue({ $0.count < 2 }), .now < end { usleep(1000) }
                _ = try Self.process(db)
            }
        }
    }
}
