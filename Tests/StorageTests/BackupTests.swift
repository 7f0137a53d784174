import Foundation
import Inventory
import OpenSSLCrypto
import Testing

@testable import Storage

@Suite("Backup and restore", .ofFiles)
struct BackupTests {
    private func applied(_ store: Store) async throws -> Int { try await store.deliveries(state: nil, after: nil, limit: 1000).count }

    @Test("a backup made while others write holds one moment, whole, and is its owner's alone")
    func online() async throws {
        let directory = try TestDirectory()
        let store = try directory.open()
        let inbox = GroupCommitInbox(store: store) {}
        for index in 0..<50 { _ = try await inbox.accept(delivery(key: "before-\(index)")) }
        let writing = Task {
            var index = 0
            while !Task.isCancelled {
                _ = try await inbox.accept(delivery(key: "during-\(index)"))
                index += 1
            }
        }
        let file = directory.path + "/copy.db"
        let bytes = try store.backUp(to: file)
        writing.cancel()
        _ = try? await writing.value
        #expect(bytes == StoreFiles.size(file))
        #expect(try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int == 0o600)
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path).filter { $0.hasPrefix("copy") } == ["copy.db"])
        let copy = try Store.open(StoreOptions(path: file))
        let keys = try await copy.read { try String.fetchAll($0, sql: "SELECT key FROM deliveries") }
        #expect(Set(keys).isSuperset(of: (0..<50).map { "before-\($0)" }))
        let during = keys.filter { $0.hasPrefix("during") }.count
        #expect(Set(keys).isSuperset(of: (0..<during).map { "during-\($0)" }))
    }

    @Test("a backup takes the place of an earlier one, and of nothing else")
    func replaces() async throws {
        let directory = try TestDirectory()
        let store = try directory.open()
        let file = directory.path + "/copy.db"
        _ = try store.backUp(to: file)
        _ = try await GroupCommitInbox(store: store) {}.accept(delivery(key: "a"))
        _ = try store.backUp(to: file)
        #expect(try await applied(Store.open(StoreOptions(path: file))) == 1)
        let letter = directory.path + "/letter.txt"
        try "Dear accountant".write(toFile: letter, atomically: true, encoding: .utf8)
        #expect(throws: StorageError.foreignFile(path: letter)) { try store.backUp(to: letter) }
        #expect(try String(contentsOfFile: letter, encoding: .utf8) == "Dear accountant")
        #expect(throws: StorageError.foreignFile(path: directory.database)) { try store.backUp(to: directory.database) }
        #expect(throws: StorageError.self) { try store.backUp(to: directory.path + "/no/such/folder.db") }
    }

    @Test("a restored store is the backup's; what stood there is set aside")
    func restores() async throws {
        let directory = try TestDirectory()
        let file = directory.path + "/copy.db"
        do {
            let store = try directory.open()
            let inbox = GroupCommitInbox(store: store) {}
            _ = try await inbox.accept(delivery(key: "kept"))
            _ = try store.backUp(to: file)
            _ = try await inbox.accept(delivery(key: "lost"))
            await inbox.stop()
            try store.close()
        }
        let aside = try #require(try Store.restore(file, options: StoreOptions(path: directory.database), at: morning))
        #expect(try await applied(directory.open()) == 1)
        #expect(try await applied(Store.open(StoreOptions(path: aside))) == 2)
    }

    @Test("what a crash left in the write-ahead log is set aside with its database, and never taken for the restored one's")
    func keepsLog() async throws {
        let (origin, crashed) = (try TestDirectory(), try TestDirectory())
        let file = crashed.path + "/copy.db"
        let store = try origin.open()
        _ = try store.backUp(to: file)
        _ = try await GroupCommitInbox(store: store) {}.accept(delivery(key: "in the log"))
        for suffix in ["", "-wal"] { try FileManager.default.copyItem(atPath: origin.database + suffix, toPath: crashed.database + suffix) }
        let aside = try #require(try Store.restore(file, options: StoreOptions(path: crashed.database), at: morning))
        #expect(try await applied(crashed.open()) == 0)
        #expect(try await applied(Store.open(StoreOptions(path: aside))) == 1)
    }

    @Test("a restore waits for no serve, and refuses what is no sound backup; the store stays as it was")
    func refusals() async throws {
        let directory = try TestDirectory()
        let options = StoreOptions(path: directory.database)
        let file = directory.path + "/copy.db"
        let store = try directory.open()
        _ = try await GroupCommitInbox(store: store) {}.accept(delivery(key: "a"))
        for index in 0..<200 { _ = try await store.createToken(name: "token \(index)", scope: .read, at: morning) }
        _ = try store.backUp(to: file)
        try store.close()
        do {
            let lock = try ServeLock.acquire(database: directory.database)
            defer { lock.release() }
            #expect(throws: StorageError.alreadyServing(process: getpid())) { try Store.restore(file, options: options, at: morning) }
        }
        #expect(throws: StorageError.self) { try Store.restore(directory.path + "/none.db", options: options, at: morning) }
        var bytes = try Data(contentsOf: URL(filePath: file))
        for index in stride(from: 3 * 8192, to: bytes.count, by: 97) { bytes[index] = 0xFF }
        try bytes.write(to: URL(filePath: file))
        #expect(throws: StorageError.self) { try Store.restore(file, options: options, at: morning) }
        try Data("no database at all".utf8).write(to: URL(filePath: file))
        #expect(throws: StorageError.foreignFile(path: file)) { try Store.restore(file, options: options, at: morning) }
        #expect(try await applied(directory.open()) == 1)
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path).filter { $0.contains("restoring") } == [])
    }

    @Test("a backup opens with its own secrets_key only")
    func key() async throws {
        let directory = try TestDirectory()
        let file = directory.path + "/copy.db"
        let (right, wrong) = (Secret([UInt8](repeating: 1, count: 32)), Secret([UInt8](repeating: 2, count: 32)))
        let store = try directory.open { $0.secretsKey = right }
        try await store.seal("allegro.main", Secret("refresh-marker"), at: morning)
        _ = try store.backUp(to: file)
        try store.close()
        #expect(try Data(contentsOf: URL(filePath: file)).range(of: Data("refresh-marker".utf8)) == nil)
        #expect(throws: StorageError.wrongKey(secret: "allegro.main")) {
            try Store.restore(file, options: StoreOptions(path: directory.database, secretsKey: wrong), at: morning)
        }
        _ = try Store.restore(file, options: StoreOptions(path: directory.database, secretsKey: right), at: morning)
        #expect(try await directory.open { $0.secretsKey = right }.sealed("allegro.main") == Secret("refresh-marker"))
    }

    @Test("after a restore no command that waited leaves, and each offer is read before anything is sent")
    func forgets() async throws {
        let room = try await OutboxRoom()
        try await room.stock(7)
        #expect(try await room.plan().count == 1)
        let file = room.room.directory.path + "/copy.db"
        _ = try room.store.backUp(to: file)
        try room.store.close()
        let options = StoreOptions(path: room.room.directory.database)
        _ = try Store.restore(file, options: options, at: room.now)
        let store = try Store.open(options)
        #expect(try await store.dueCommands([.written], in: CommandLane.all(of: "main").map { ($0, 10) }, excluding: [], at: room.now).due == [])
        let commands = try await store.planDirtyOffers(limit: 10, at: room.now, newCommandID: room.newID).commands
        #expect(commands == [])
        #expect(try await store.offer(OutboxRoom.offer)?.offer.shown == nil)
        #expect(try await store.offersToLookAt(limit: 10, at: room.now).due.contains { $0.offer == OutboxRoom.offer })
    }

    @Test("what a restore put aside goes when it is too old, with its log, and what a killed one left goes at once (R46)")
    func setAside() async throws {
        let directory = try TestDirectory()
        let store = try directory.open()
        let file = directory.path + "/copy.db"
        _ = try store.backUp(to: file)
        try store.close()
        let options = StoreOptions(path: directory.database)
        let (first, second) = (morning, morning + .seconds(86_400))
        let old = try #require(try Store.restore(file, options: options, at: first))
        let young = try #require(try Store.restore(file, options: options, at: second))
        for name in [old + "-wal", directory.database + ".restoring", directory.database + ".restoring-wal", directory.database + ".replaced-mine"] {
            _ = FileManager.default.createFile(atPath: name, contents: Data("x".utf8))
        }
        let aside = SetAsideStores(beside: directory.database)
        #expect(aside.all == [old, young] && aside.leftOver != nil)
        let again = try directory.open()
        again.removeSetAside(before: second)
        try again.close()
        #expect(aside.all == [young] && aside.leftOver == nil)
        let left = try FileManager.default.contentsOfDirectory(atPath: directory.path).filter { $0.contains("replaced") || $0.contains("restoring") }
        #expect(Set(left) == [URL(filePath: young).lastPathComponent, "stockgate.db.replaced-mine"])
    }
}
