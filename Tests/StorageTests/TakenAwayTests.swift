import Foundation
import Inventory
import NIOConcurrencyHelpers
import Testing

@testable import Storage

@Suite("A store whose file is taken away, or has several names", .ofFiles)
struct TakenAwayTests {
    let directory: TestDirectory

    init() throws { directory = try TestDirectory() }

    private var gone: StorageError { .takenAway(path: directory.database) }

    private func names() throws -> Set<String> { Set(try FileManager.default.contentsOfDirectory(atPath: directory.path)) }

    @Test(
        "what comes after it is not kept and is told so, and no file is made in its place",
        arguments: [["stockgate.db"], ["stockgate.db", "stockgate.db-wal", "stockgate.db-shm"], ["stockgate.db-wal"]], [false, true])
    func removed(_ files: [String], isOneOfMany: Bool) async throws {
        let told = NIOLockedValueBox<[StorageError]>([])
        let store = try directory.open {
            $0.onDamage = { damage in told.withLockedValue { $0.append(damage) } }
            ($0.runsCheckpoints, $0.isOneOfMany) = (true, isOneOfMany)
        }
        let inbox = GroupCommitInbox(store: store) {}
        _ = try await inbox.accept(delivery(key: "kept"))
        for file in files { try FileManager.default.removeItem(atPath: "\(directory.path)/\(file)") }
        let left = try names()
        await #expect(throws: InboxFault.self) { try await inbox.accept(delivery(key: "late")) }
        #expect(store.damage == gone)
        #expect(told.withLockedValue { $0 } == [gone])
        await #expect(throws: gone) { try await store.checkWritable() }
        await #expect(throws: gone) { try await store.deliveries(state: nil, after: nil, limit: 10) }
        // Whoever looks after the log has a connection of its own.
        try await Task.sleep(for: .milliseconds(isOneOfMany ? 1200 : 400))
        #expect(try names() == left)
        await inbox.stop()
        try? store.close()
    }

    @Test("another file in its place is not taken for it, and nothing is lost by bringing the first one back")
    func replaced() async throws {
        let store = try directory.open()
        _ = try await GroupCommitInbox(store: store) {}.accept(delivery(key: "kept"))
        for name in ["", "-wal", "-shm"] { rename(directory.database + name, directory.path + "/aside.db" + name) }
        try directory.open().close()
        await #expect(throws: gone) { try await store.checkWritable() }
        try? store.close()
        let first = try Store.open(StoreOptions(path: directory.path + "/aside.db"))
        #expect(try await first.deliveries(state: nil, after: nil, limit: 10).count == 1)
        try first.close()
    }

    @Test("nobody writes or reads, and it is noticed all the same")
    func idle() async throws {
        let store = try directory.open()
        let watch = Task { try await store.watchForeignWrites(every: .milliseconds(10)) {} }
        try await store.checkWritable()
        try FileManager.default.removeItem(atPath: directory.database)
        try await eventually("it was not noticed") { store.damage == gone }
        watch.cancel()
        try await watch.value
        try? store.close()
    }

    @Test("a symbolic link is another name of one store: one lock, one log, and a file that is its owner's alone")
    func symbolicLink() async throws {
        let other = directory.path + "/other/shop.db"
        try FileManager.default.createDirectory(atPath: directory.path + "/other", withIntermediateDirectories: true)
        // Before the store is there.
        try FileManager.default.createSymbolicLink(atPath: other, withDestinationPath: "../stockgate.db")
        let store = try Store.open(StoreOptions(path: other, runsCheckpoints: true))
        #expect(try FileManager.default.attributesOfItem(atPath: directory.database)[.posixPermissions] as? Int == 0o600)
        #expect(StoreOptions(path: other).location == StoreOptions(path: directory.database).location)
        _ = try await GroupCommitInbox(store: store) {}.accept(delivery(key: "a"))
        #expect((store.logBytes ?? 0) > 0, "the log lies beside the file")
        let lock = try ServeLock.acquire(database: other)
        #expect(throws: StorageError.alreadyServing(process: getpid())) { try ServeLock.acquire(database: directory.database) }
        #expect(ServeLock.holder(database: directory.database) == getpid())
        lock.release()
        try store.close()
    }

    @Test("a file with a second name is refused by either, and what a restore that was killed set aside is none")
    func hardLink() throws {
        try directory.open().close()
        let other = directory.path + "/other.db"
        link(directory.database, other)
        for path in [directory.database, other] {
            let refused = StorageError.severalNames(path: path)
            #expect(throws: refused) { try Store.open(StoreOptions(path: path)) }
            #expect(Store.examine(path: path) == refused && StoreInspection.of(path: path)?.fault == refused)
        }
        unlink(other)
        link(directory.database, directory.database + ".replaced-20261129T101500")
        try directory.open().close()
    }

    @Test("who has the store for itself is told by name, and a disk that takes no word more in plain ones")
    func holders() throws {
        let lock = try ServeLock.acquire(database: directory.database, for: .move)
        let held = StorageError.inUse(by: "move", process: getpid())
        #expect(throws: held) { try ServeLock.acquire(database: directory.database) }
        #expect("\(held)" == "stockgate move (process \(getpid())) has this store until it ends")
        lock.release()
        let full = try #require(try FileLock.attempt("/dev/full", .exclusive, creating: true))
        #expect(throws: StorageError.notWritable(reason: "/dev/full: No space left on device")) { try full.write("1") }
    }

    @Test("a copy that has no place is told by its own name")
    func copyWithoutPlace() throws {
        let store = try directory.open()
        let path = directory.path + "/nowhere/copy.db"
        #expect(throws: StorageError.copyNotWritable(path: path, reason: "there is no folder \(directory.path)/nowhere")) {
            try store.backUp(to: path)
        }
        try store.close()
    }
}
