import Foundation
import GRDB
import OpenSSLCrypto
import Testing

@testable import Storage

@Suite("Opening")
struct OpeningTests {
    let directory: TestDirectory

    init() throws { directory = try TestDirectory() }

    @Test("commits survive a power cut: write-ahead log, full synchronisation, pages of 8 KB", .ofFiles, arguments: [true, false])
    func durability(runsCheckpoints: Bool) async throws {
        let store = try directory.open { $0.runsCheckpoints = runsCheckpoints }
        let pragmas = try await store.pool.writeWithoutTransaction { db in
            try ["journal_mode", "synchronous", "page_size", "foreign_keys", "wal_autocheckpoint"].map {
                try String.fetchOne(db, sql: "PRAGMA \($0)")
            }
        }
        #expect(pragmas == ["wal", "2", "8192", "1", runsCheckpoints ? "0" : "1000"])
        try store.close()
    }

    @Test("no statement is prepared for observers, of which there are none", .ofFiles)
    func unobserved() async throws {
        let store = try directory.open()
        let sql = "SELECT state FROM deliveries"
        let written = try await store.pool.writeWithoutTransaction { String(describing: try $0.cachedStatement(sql: sql).databaseRegion) }
        let read = try await store.pool.read { String(describing: try $0.cachedStatement(sql: sql).databaseRegion) }
        #expect([written, read] == ["empty", "empty"])
        try store.close()
    }

    @Test("nobody but its owner reads the file, its log or its index", .ofFiles)
    func permissions() throws {
        let store = try directory.open()
        for name in ["", "-wal", "-shm"] {
            let attributes = try FileManager.default.attributesOfItem(atPath: directory.database + name)
            #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
        }
        try store.close()
    }

    /// As a later version might have it.
    static let added = Migration(name: "added", sql: "CREATE TABLE added (id INTEGER PRIMARY KEY CHECK (id = 1)) STRICT;", isAdditive: true)
    private static let changed = Migration(name: "changed", sql: "DROP TABLE backups;")

    @Test("a store to which a newer version has only added is opened and worked by this one, and by the newer one again")
    func oneStepBack() async throws {
        try directory.open { $0.steps += [Self.added] }.close()
        let store = try directory.open()
        _ = try await GroupCommitInbox(store: store) {}.accept(delivery(key: "a"))
        try store.close()
        #expect(StoreInspection.of(path: directory.database)?.fault == nil)
        let newer = try directory.open { $0.steps += [Self.added] }
        #expect(try await newer.pendingDeliveries(limit: 10).map(\.incoming.key) == ["a"])
        try newer.close()
    }

    @Test("a store that a newer version has changed is refused and left as it is", arguments: [[changed], [changed, added], [added, changed]])
    func newerSchema(_ steps: [Migration]) throws {
        try directory.open { $0.steps += steps }.close()
        let refused = StorageError.newerSchema(path: StoreOptions(path: directory.database).place)
        #expect(throws: refused) { try directory.open() }
        #expect(StoreInspection.of(path: directory.database)?.fault == refused)
        try directory.open { $0.steps += steps }.close()
        // One version further, and that one back.
        let more = steps + [Migration(name: "more", sql: "CREATE INDEX more ON deliveries (state, sequence);", isAdditive: true)]
        try directory.open { $0.steps += more }.close()
        try directory.open { $0.steps += steps }.close()
        #expect(throws: refused) { try directory.open() }
    }

    @Test("another program's database is refused and left as it is", .ofFiles)
    func foreignFile() throws {
        let other = try DatabaseQueue(path: directory.database)
        try other.write { try $0.execute(sql: "CREATE TABLE recipes (id INTEGER PRIMARY KEY)") }
        try other.close()
        #expect(throws: StorageError.foreignFile(path: directory.database)) { try directory.open() }
    }

    @Test("a file that is no database is told as damaged", .ofFiles)
    func garbage() throws {
        try Data("this is a letter, and a long one. ".utf8 + [UInt8](repeating: 65, count: 5000)).write(to: URL(fileURLWithPath: directory.database))
        #expect(throws: StorageError.corrupted(reason: "file is not a database")) { try directory.open() }
    }

    @Test("a directory that is not there is told with its path", .ofFiles)
    func noDirectory() throws {
        let path = directory.path + "/none/stockgate.db"
        #expect(throws: StorageError.self) { try Store.open(StoreOptions(path: path)) }
        do { _ = try Store.open(StoreOptions(path: path)) } catch { #expect("\(error)".contains(directory.path + "/none")) }
    }

    @Test("what was kept is there when the file is opened again")
    func reopens() async throws {
        let store = try directory.open { $0.runsCheckpoints = true }
        let inbox = GroupCommitInbox(store: store) {}
        let id = try await inbox.accept(delivery(key: "k")).id
        await inbox.stop()
        try store.close()
        let again = try directory.open()
        #expect(try await again.delivery(id: id)?.id == id)
        #expect(try await GroupCommitInbox(store: again) {}.accept(delivery(key: "k")) == .repeated(id))
        try again.close()
    }

    @Test("many that open one new file at once lay its tables out once")
    func openTogether() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    let store = try directory.open()
                    try await store.checkWritable()
                    try store.close()
                }
            }
            try await group.waitForAll()
        }
    }

    @Test("the wrong key is told at the opening, and without a key nothing is sealed")
    func wrongKey() async throws {
        let store = try directory.open { $0.secretsKey = Secret([UInt8](repeating: 1, count: 32)) }
        try await store.seal("allegro/main", Secret("refresh token"), at: morning)
        #expect(try await store.sealed("allegro/main") == Secret("refresh token"))
        #expect(try await store.sealed("none") == nil)
        try store.close()
        #expect(throws: StorageError.wrongKey(secret: "allegro/main")) {
            try directory.open { $0.secretsKey = Secret([UInt8](repeating: 2, count: 32)) }
        }
        let keyless = try directory.open()
        await #expect(throws: StorageError.noSecretsKey) { try await keyless.sealed("allegro/main") }
        try keyless.close()
    }

    @Test("a sealed secret does not open under another name, and is not in the file in the clear", .ofFiles)
    func sealedInPlace() async throws {
        let store = try directory.open { $0.secretsKey = Secret([UInt8](repeating: 1, count: 32)) }
        try await store.seal("a", Secret("correct horse battery"), at: morning)
        try await store.write { try $0.execute(sql: "INSERT INTO sealed_secrets SELECT 'b', box, updated_at FROM sealed_secrets") }
        await #expect(throws: StorageError.wrongKey(secret: "b")) { try await store.sealed("b") }
        try store.close()
        let file = try Data(contentsOf: URL(fileURLWithPath: directory.database))
        #expect(file.firstRange(of: Data("correct horse".utf8)) == nil)
    }
}
