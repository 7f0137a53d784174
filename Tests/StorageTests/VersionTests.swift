import Foundation
import GRDB
import Inventory
import OpenSSLCrypto
import Testing

@testable import Storage

/// Databases of released versions, kept as SQL text (`scripts/keep-version`), opened by this one.
@Suite("Stores of earlier versions", .ofFiles)
struct VersionTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Versions")
    private static let versions = (try? FileManager.default.contentsOfDirectory(atPath: folder.path))?.filter { $0.hasSuffix(".sql") }.sorted() ?? []
    static let key = Secret([UInt8](repeating: 7, count: 32))
    private static let token = "sgt_" + String(repeating: "5a", count: 32)

    @Test("each is brought up to date, and everything that it held is there", arguments: versions)
    func opens(_ version: String) async throws {
        let directory = try TestDirectory()
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        let old = try DatabaseQueue(path: directory.database, configuration: configuration)
        let text = try String(contentsOf: Self.folder.appending(path: version), encoding: .utf8)
        let before = try await old.writeWithoutTransaction { db in
            try db.execute(sql: text)
            let face = Storage.Database(db)
            return try Self.rows(face, of: try Self.tables(face).map(\.kept))
        }
        try old.close()
        #expect(before.count > 30 && before.values.filter { !$0.isEmpty }.count > 20)

        let store = try directory.open { $0.secretsKey = Self.key }
        let after = try await store.read { db in
            try SQLiteEngine.checkSoundness(db)
            return try Self.rows(db, of: before.keys.sorted())
        }
        for table in before.keys.sorted() where table.name != "grdb_migrations" {
            #expect(after[table] == before[table], "\(table.name)")
        }
        let fresh = try TestDirectory().open()
        let schemas = try await [store, fresh].asyncMap { try await $0.read(Self.schema) }
        #expect(schemas[0] == schemas[1], "a store that was brought up to date has the tables of a new one")

        #expect(try await store.product(Stockroom.mug)?.availability.stock == StockAmount(pieces: 8))
        #expect(try await store.orderView("o-1")?.buyer?.lastName == "Kowalska")
        #expect(try await store.orderView("o-2")?.lines.map(\.reservation) == [.open])
        #expect(try await store.authenticate(token: Self.token, at: morning)?.scope == .operate)
        #expect(try await store.sealed("allegro.main.tokens") == Secret("sealed"))
        #expect(try await store.settings().accounts["main"]?.startDate == CalendarDate("2026-11-01"))
        try store.close()
    }

    @Test("a kept version is written", .enabled(if: ProcessInfo.processInfo.environment["STOCKGATE_KEEP_VERSION"] != nil))
    func keeps() async throws {
        let version = try #require(ProcessInfo.processInfo.environment["STOCKGATE_KEEP_VERSION"])
        let room = try await Self.filled()
        let text = try await room.store.read(Self.dump)
        try text.write(to: Self.folder.appending(path: "\(version).sql"), atomically: true, encoding: .utf8)
    }
}

// MARK: - What a kept store holds

extension VersionTests {
    /// Something of most kinds: no real shop's, no real buyer's.
    static func filled(isFile: Bool = true) async throws -> Stockroom {
        let room = try await Stockroom(isFile: isFile) {
            $0.secretsKey = key
            $0.randomBytes = { [UInt8](repeating: 0x5A, count: $0) }
        }
        let store = room.store
        _ = try await store.updateSettings { settings in
            (settings.fetchOrders, settings.issueInvoices) = (true, true)
            settings.accounts["main", default: AccountSettings()].startDate = CalendarDate("2026-11-01")
        }
        for order: OrderID in ["o-1", "o-2"] {
            guard case .order(var form, let window) = room.order(order, [(LineItemID("l-of-\(order)"), Stockroom.single, 2)]) else { continue }
            form.total = Money(hundredths: 9998, currency: "PLN")
            form.parties = OrderParties(buyer: .init(login: "anna_k", email: "anna@allegromail.example", firstName: "Anna", lastName: "Kowalska"))
            try await room.tell([.order(form, readAt: window)])
        }
        try await room.tell([room.release("9001", 2, for: "o-1", invoice: "71")])
        try await room.tell([room.event("o-3", "l-of-o-3", Stockroom.set)])
        _ = try await store.switchSync([Stockroom.single, Stockroom.set], enabled: true, at: room.now)
        let document = try #require(try await store.orderDocument(of: "o-1"))
        _ = try await store.advance(document, by: .lookedUp(.invoice, nil, buyer: nil), at: room.now)
        try await room.plan()
        _ = try await store.createToken(name: "ci", scope: .operate, at: morning)
        try await store.seal("allegro.main.tokens", Secret("sealed"), at: morning)
        _ = try await store.invite(name: "Ala", role: .admin, at: morning)
        try await store.raiseProblem(
            .brake, subject: "all", what: Words(en: "Ends are held", pl: "Zakończenia wstrzymane"), why: Words(en: "", pl: ""), at: morning)
        try await store.advanceJournal(of: "main", to: "e1", completeAt: morning)
        _ = try await store.ask("reconcile", at: morning)
        try await store.record([Drift(subject: .product(Stockroom.mug), expected: "10", found: "9", mended: true)], at: morning)
        return room
    }

    /// A table, or what of it an earlier version had.
    struct Table: Hashable, Comparable, Sendable {
        var name: String
        var columns: [String]

        static func < (left: Self, right: Self) -> Bool { left.name < right.name }

        /// Without what later versions dropped.
        var kept: Table { Table(name: name, columns: columns.filter { "\(name).\($0)" != "levels.guessed" }) }

        /// What a column is called by now.
        func current(_ column: String) -> String { "\(name).\(column)" == "levels.doubled" ? "withheld" : column }
    }

    private static func tables(_ db: Storage.Database) throws -> [Table] {
        let names = try String.fetchAll(db, sql: "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY rowid")
        return try names.map { name in
            Table(name: name, columns: try String.fetchAll(db, sql: "SELECT name FROM pragma_table_xinfo(?) WHERE hidden = 0", arguments: [name]))
        }
    }

    /// Every row as SQL would write it.
    private static func rows(_ db: Storage.Database, of tables: [Table]) throws -> [Table: [String]] {
        try tables.reduce(into: [:]) { rows, table in
            let there = try String.fetchAll(db, sql: "SELECT name FROM pragma_table_xinfo(?)", arguments: [table.name])
            let columns = table.columns.map { there.contains($0) ? $0 : table.current($0) }
            let values = columns.map { "quote(\"\($0)\")" }.joined(separator: " || ',' || ")
            rows[table] = try String.fetchAll(db, sql: "SELECT \(values) FROM \"\(table.name)\" ORDER BY 1")
        }
    }

    private static func schema(_ db: Storage.Database) throws -> [String] {
        try String.fetchAll(db, sql: "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type, name")
    }

    private static func dump(_ db: Storage.Database) throws -> String {
        let tables = try tables(db)
        func statements(_ type: String) throws -> [String] {
            try String.fetchAll(
                db, sql: "SELECT sql FROM sqlite_schema WHERE type = ? AND name NOT LIKE 'sqlite_%' AND sql IS NOT NULL ORDER BY rowid",
                arguments: [type])
        }
        let rows = try rows(db, of: tables)
        let inserts = tables.flatMap { table in
            (rows[table] ?? []).map { "INSERT INTO \"\(table.name)\" (\(table.columns.joined(separator: ", "))) VALUES (\($0))" }
        }
        let head = ["PRAGMA page_size = \(Store.pageSize)", "PRAGMA application_id = \(Store.applicationID)"]
        return try (head + statements("table") + inserts + statements("index") + statements("trigger")).map { $0 + ";\n" }.joined()
    }
}

extension Array {
    fileprivate func asyncMap<Value>(_ transform: (Element) async throws -> Value) async throws -> [Value] {
        var values: [Value] = []
        for element in self { values.append(try await transform(element)) }
        return values
    }
}
