import Foundation
import NIOConcurrencyHelpers
import Testing

@testable import Storage

@Suite("The face that statements are written against")
struct EngineTests {
    let directory: TestDirectory
    let store: Store

    init() throws {
        directory = try TestDirectory()
        store = try directory.openQuickly()
    }

    @Test("each kind of value is read as it was written, by place and by name, and NULL as nil")
    func values() async throws {
        try await store.read { db in
            let found = try Row.fetchOne(
                db, sql: "SELECT ? AS number, ? AS text, ? AS bytes, ? AS truth, ? AS missing",
                arguments: [Int64.min, "zażółć", Data([0, 255]), true, nil])
            let row = try #require(found)
            let (number, text, bytes): (Int64, String, Data) = (row["number"], row[1], row["bytes"])
            #expect(number == .min)
            #expect(text == "zażółć")
            #expect(bytes == Data([0, 255]))
            let (truth, missing, place): (Bool, String?, Int64?) = (row[3], row["missing"], row[4])
            #expect(truth)
            #expect(missing == nil)
            #expect(place == nil)
        }
    }

    @Test(
        "a transaction whose task is cancelled is taken back, and the next one goes on", .ofFiles, .timeLimit(.minutes(5)), arguments: [true, false])
    func cancelled(writes: Bool) async throws {
        let store = try TestDirectory().open()
        let hasBegun = NIOLockedValueBox(false)
        let work = { @Sendable (db: Database) throws -> Void in
            if writes { try db.execute(sql: "UPDATE settings SET frozen = ?", arguments: [true]) }
            let rows = try Row.fetchCursor(
                db, sql: "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 100000000) SELECT i FROM n")
            // Only a statement that runs can be broken off.
            while try rows.next() != nil { hasBegun.withLockedValue { $0 = true } }
        }
        let task = Task { try await writes ? store.write(work) : store.read(work) }
        try await eventually("it begins") { hasBegun.withLockedValue { $0 } }
        task.cancel()
        await #expect(throws: CancellationError.self) { _ = try await task.value }
        #expect(try await !store.settings().frozen)
        try await store.updateSettings { $0.fetchOrders = true }
        #expect(try await store.settings().fetchOrders)
        try store.close()
    }

    @Test("rows are inserted in their order and told their keys; one that is there already gets none")
    func inserts() async throws {
        try await store.write { db in
            try db.execute(sql: "CREATE TABLE things (id INTEGER PRIMARY KEY, name TEXT UNIQUE)")
            let rows = [(11, "a"), (12, "b"), (13, "a"), (14, "c")].map { (id, name) -> StatementArguments in [id, name] }
            let keys = try db.insert(sql: "INSERT INTO things (id, name) VALUES (?, ?) ON CONFLICT DO NOTHING", rows, key: "id")
            #expect(keys == [11, 12, nil, 14])
        }
    }

    @Test("what fails in a savepoint is taken back, and what came before it stays")
    func savepoints() async throws {
        let left = try await store.write { db -> [Int] in
            try db.execute(sql: "CREATE TABLE things (id INTEGER PRIMARY KEY)")
            try db.execute(sql: "INSERT INTO things VALUES (1)")
            #expect(throws: (any Error).self) {
                try db.inSavepoint {
                    try db.execute(sql: "INSERT INTO things VALUES (2)")
                    try db.execute(sql: "INSERT INTO things VALUES (1)")
                }
            }
            return try Int.fetchAll(db, sql: "SELECT id FROM things")
        }
        #expect(left == [1])
    }

    @Test("a parameter without an argument and an argument without a parameter are refused")
    func arguments() async throws {
        for arguments: StatementArguments in [[1], [1, 2, 3]] {
            await #expect(throws: StorageError.self) {
                try await store.read { try Int.fetchOne($0, sql: "SELECT ? + ?", arguments: arguments) }
            }
        }
    }

    @Test("bytes of no length are not NULL, in a row that is kept and in one that is passed", .ofFiles)
    func noBytes() async throws {
        try await store.read { db in
            let (sql, arguments): (String, StatementArguments) = ("SELECT ?, ?", [Data(), nil])
            let passed = try Row.fetchCursor(db, sql: sql, arguments: arguments)
            for row in [try Row.fetchOne(db, sql: sql, arguments: arguments), try passed.next()] {
                let (none, missing): (Data?, Data?) = (try #require(row)[0], try #require(row)[1])
                #expect(none == Data())
                #expect(missing == nil)
            }
        }
    }

    @Test("a statement that is still read from does not keep the next transaction out, nor is it run for two at once")
    func leftCursors() async throws {
        let sql = "SELECT 1 UNION ALL SELECT 2"
        try await store.write { db in
            let first = try Row.fetchCursor(db.cachedStatement(sql: sql))
            let row = try first.next()
            #expect(row != nil)
        }
        try await store.write { db in
            let (once, again) = (try Int.fetchAll(db.cachedStatement(sql: sql)), try Int.fetchAll(db.cachedStatement(sql: sql)))
            #expect(once == [1, 2])
            #expect(again == [1, 2])
        }
    }

    @Test("what follows in a transaction that SQLite has taken back is refused: nothing of it stands alone (R25)", .ofFiles)
    func takenBack() async throws {
        await #expect(throws: StorageError.self) {
            try await store.write { db in
                // As SQLite does by itself where the disk fails.
                try db.execute(sql: "ROLLBACK")
                try db.cachedStatement(sql: "INSERT INTO wishes (kind, body, asked_at) VALUES (?, '{}', 0)").execute(arguments: ["lost"])
            }
        }
        #expect(try await store.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM wishes") } == 0)
        // The next one begins as ever.
        _ = try await store.ask("kept", at: morning)
        #expect(try await store.hasWish())
    }

    @Test("NULL where a value is due is told as damage, not passed over")
    func nulls() async throws {
        await #expect(throws: StorageError.corrupted(reason: "a column is NULL that may not be")) {
            try await store.read { try Int.fetchAll($0, sql: "SELECT 1 UNION ALL SELECT NULL") }
        }
    }
}
