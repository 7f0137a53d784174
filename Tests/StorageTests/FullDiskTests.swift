import Foundation
import GRDB
import Inventory
import NIOConcurrencyHelpers
import Testing

@testable import Storage

@Suite("A disk that says no", .ofFiles)
struct FullDiskTests {
    /// Fills the store until a delivery is refused; returns those that were acknowledged and the reason of the refusal.
    private func fill(_ inbox: GroupCommitInbox) async throws -> (kept: [DeliveryID], reason: String) {
        let body = String(repeating: "x", count: 20_000)
        var kept: [DeliveryID] = []
        for number in 0..<10_000 {
            do { kept.append(try await inbox.accept(delivery(key: "\(number)", body: body)).id) } catch InboxFault.notWritable(let reason) {
                return (kept, reason)
            }
        }
        Issue.record("the disk never filled")
        return (kept, "")
    }

    @Test("a full database refuses the whole batch, keeps nothing of it and goes on when there is room")
    func fullDatabase() async throws {
        let directory = try TestDirectory()
        let store = try directory.open()
        let inbox = GroupCommitInbox(store: store) {}
        try await store.pool.writeWithoutTransaction { db in
            let pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
            try db.execute(sql: "PRAGMA max_page_count = \(pages + 100)")
        }
        let (kept, reason) = try await fill(inbox)
        #expect(reason == "the store cannot be written: database or disk is full")
        #expect("\(InboxFault.notWritable(reason: reason))" == reason, "the log says it in words")
        #expect(try await store.pendingDeliveries(limit: 1000).map(\.id) == kept)
        await #expect(throws: InboxFault.self) { try await inbox.accept(delivery(body: String(repeating: "y", count: 1_000_000))) }
        try await store.pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA max_page_count = 10000") }
        let next = try await inbox.accept(delivery())
        #expect(try await store.pendingDeliveries(limit: 1000).map(\.id) == kept + [next.id])
        try store.close()
    }

    @Test("a commit that is refused takes back all that its write did; the next one is taken")
    func refusedCommit() async throws {
        let refuses = NIOLockedValueBox(true)
        let store = try TestDirectory().openQuickly { options in
            options.beforeCommit = { if refuses.withLockedValue({ $0 }) { throw StorageError.notWritable(reason: "disk I/O error") } }
        }
        await #expect(throws: StorageError.notWritable(reason: "disk I/O error")) {
            _ = try await store.createToken(name: "ci", scope: .read, at: morning)
        }
        refuses.withLockedValue { $0 = false }
        _ = try await store.createToken(name: "ci", scope: .read, at: morning)
        #expect(try await store.tokens().count == 1)
    }

    @Test("a full disk loses nothing that was acknowledged", .enabled(if: SmallDisk.isPossible))
    func fullDisk() async throws {
        let disk = try SmallDisk(megabytes: 4)
        defer { disk.unmount() }
        let store = try Store.open(StoreOptions(path: disk.path + "/stockgate.db", runsCheckpoints: true))
        let inbox = GroupCommitInbox(store: store) {}
        let ballast = disk.path + "/ballast"
        try Data(count: 600_000).write(to: URL(fileURLWithPath: ballast))
        let (kept, reason) = try await fill(inbox)
        #expect(reason.hasPrefix("the store cannot be written: "))
        await #expect(throws: StorageError.self) { while true { try await store.checkWritable() } }
        #expect(try await store.pendingDeliveries(limit: 1000).map(\.id) == kept)
        try FileManager.default.removeItem(atPath: ballast)
        let next = try await inbox.accept(delivery())
        try store.close()
        let again = try Store.open(StoreOptions(path: disk.path + "/stockgate.db"))
        #expect(try await again.pendingDeliveries(limit: 1000).map(\.id) == kept + [next.id])
        try again.close()
    }

    @Test("a disk that is nearly full is told before a write fails, and no longer once there is room", .enabled(if: SmallDisk.isPossible))
    func nearlyFull() async throws {
        let disk = try SmallDisk(megabytes: 16)
        defer { disk.unmount() }
        let store = try Store.open(StoreOptions(path: disk.path + "/stockgate.db"))
        try await store.checkWritable()
        let ballast = disk.path + "/ballast"
        let free = try #require(try FileManager.default.attributesOfFileSystem(forPath: disk.path)[.systemFreeSize] as? NSNumber).intValue
        try Data(count: free - 1_048_576).write(to: URL(fileURLWithPath: ballast))
        await #expect { try await store.checkWritable() } throws: {
            if case StorageError.notWritable(let reason) = $0 { reason.contains("nearly full") } else { false }
        }
        try FileManager.default.removeItem(atPath: ballast)
        try await store.checkWritable()
        try store.close()
    }

    @Test("a read-only disk is told at the opening", .enabled(if: SmallDisk.isPossible))
    func readOnly() throws {
        let disk = try SmallDisk(megabytes: 4)
        defer { disk.unmount() }
        let path = disk.path + "/stockgate.db"
        try Store.open(StoreOptions(path: path)).close()
        try disk.makeReadOnly()
        #expect { try Store.open(StoreOptions(path: path)) } throws: {
            if case StorageError.cannotOpen(path, _) = $0 { true } else { false }
        }
    }
}
