import Foundation
import GRDB
import Inventory
import NIOConcurrencyHelpers
import Testing

@testable import Storage

@Suite("A file that is damaged, locked or read-only", .ofFiles)
struct DamagedFileTests {
    let directory: TestDirectory

    init() throws { directory = try TestDirectory() }

    /// A store with some deliveries and no free page, closed; how many pages it has.
    private func fill() async throws -> Int {
        let store = try directory.open()
        let inbox = GroupCommitInbox(store: store) {}
        for number in 0..<40 { _ = try await inbox.accept(delivery(key: "k-\(number)", body: String(repeating: "x", count: 5000))) }
        await inbox.stop()
        try await store.pool.writeWithoutTransaction { try $0.execute(sql: "VACUUM") }
        try store.close()
        return StoreFiles.size(directory.database) / Store.pageSize
    }

    private func flip(_ offset: Int) throws {
        let file = try FileHandle(forUpdating: URL(fileURLWithPath: directory.database))
        defer { try? file.close() }
        try file.seek(toOffset: UInt64(offset))
        let byte = try #require(try file.read(upToCount: 1)?.first)
        try file.seek(toOffset: UInt64(offset))
        try file.write(contentsOf: [byte ^ 0xFF])
    }

    @Test("a page whose first byte is another is told as damage, wherever it lies, and no backup is made of it", arguments: 1...12)
    func flipped(_ share: Int) async throws {
        let pages = try await fill()
        #expect(pages > 24)
        // The page after the header's, or one of twelve spread over the file; the header has a test of its own.
        let page = max(1, share * (pages - 1) / 12)
        try flip(page * Store.pageSize)
        let backup = directory.path + "/copy.db"
        #expect("page \(page) of \(pages)") {
            let store = try directory.open()
            defer { try? store.close() }
            _ = try store.backUp(to: backup)
        } throws: {
            if case StorageError.corrupted = $0 { true } else { false }
        }
        #expect(!FileManager.default.fileExists(atPath: backup) && !FileManager.default.fileExists(atPath: backup + ".partial"))
    }

    @Test(
        "a page that is damaged under a running gateway is met once, and from then on nothing is kept for senders; what we asked ourselves still is")
    func flippedWhileOpen() async throws {
        let told = NIOLockedValueBox<[StorageError]>([])
        let store = try directory.open { $0.onDamage = { damage in told.withLockedValue { $0.append(damage) } } }
        let inbox = GroupCommitInbox(store: store) {}
        for number in 0..<40 { _ = try await inbox.accept(delivery(key: "k-\(number)", body: String(repeating: "x", count: 5000))) }
        try await store.pool.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
        #expect(store.damage == nil)
        try await store.checkWritable()
        for page in 1..<StoreFiles.size(directory.database) / Store.pageSize { try flip(page * Store.pageSize) }
        for _ in 0..<2 {
            await #expect { try await store.deliveries(state: nil, after: nil, limit: 100) } throws: {
                if case StorageError.corrupted = $0 { true } else { false }
            }
        }
        let damage = try #require(store.damage)
        #expect(told.withLockedValue { $0 } == [damage])
        await #expect(throws: damage) { try await store.checkWritable() }
        let fault = InboxFault.notWritable(reason: "\(damage)")
        await #expect(throws: fault) { try await inbox.accept(delivery(key: "late")) }
        await #expect(throws: fault) { try await inbox.reject(delivery(key: "odd"), Rejection(reason: "odd", pointer: nil)) }
        var own = delivery(key: "polled")
        own.trust = .polled
        // The writer knows its pages from before, so it can.
        _ = try await inbox.accept(own)
        await inbox.stop()
        try? store.close()
    }

    @Test("a header with a flipped byte is no database of ours", arguments: [0, 16, 68])
    func header(_ offset: Int) async throws {
        _ = try await fill()
        try flip(offset)
        #expect(throws: StorageError.self) { try directory.open() }
        #expect(Store.examine(path: directory.database) != nil || offset == 16)
    }

    @Test("while another program holds the write lock a sender is told to come again, readers go on, and what was refused is not there (R25)")
    func locked() async throws {
        let store = try directory.open { $0.busyTimeout = .milliseconds(20) }
        let inbox = GroupCommitInbox(store: store) {}
        let kept = try await inbox.accept(delivery(key: "1")).id
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let other = try DatabaseQueue(path: directory.database, configuration: configuration)
        try await other.writeWithoutTransaction { try $0.beginTransaction(.immediate) }
        await #expect(throws: InboxFault.notWritable(reason: "\(StorageError.busy)")) { try await inbox.accept(delivery(key: "2")) }
        await #expect(throws: StorageError.busy) { try await store.checkWritable() }
        #expect(try await store.pendingDeliveries(limit: 10).map(\.id) == [kept])
        try await other.writeWithoutTransaction { try $0.rollback() }
        let next = try await inbox.accept(delivery(key: "2"))
        #expect(try await store.pendingDeliveries(limit: 10).map(\.id) == [kept, next.id])
        try other.close()
        try store.close()
    }

    @Test("a file that may only be read is told at the opening, and by a check before it", .enabled(if: SmallDisk.isPossible))
    func readOnlyFile() async throws {
        _ = try await fill()
        let disk = try SmallDisk(readOnlyFile: directory.database)
        defer { disk.unmount() }
        #expect { try directory.open() } throws: { if case StorageError.cannotOpen(directory.database, _) = $0 { true } else { false } }
    }
}
