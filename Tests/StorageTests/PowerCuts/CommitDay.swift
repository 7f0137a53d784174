import Foundation
import GRDB
import Inventory
import OpenSSLCrypto
import Testing

@testable import Storage

/// Commits of one kind, each of which somebody relies on as soon as it is told, at work on a store of its own.
struct CommitDay: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// Works in the folder, and notes what it told others.
    let work: @Sendable (TestDirectory) async throws -> Void
    /// What of all that it tells stands in a store that a cut left, by what it had told.
    let kept: @Sendable (Store, Set<String>) async throws -> Set<String>
    /// Looks at the folder before the store is opened, for what is wrong there.
    var look: @Sendable (TestDirectory, Set<String>) async throws -> [String] = { _, _ in [] }

    static let all = [outbox, tokens, steps, restore]

    static let key = Secret([UInt8](repeating: 7, count: 32))

    func recorded() async throws -> [DiskEvent] {
        let directory = try TestDirectory()
        return try await RecordingDisk.record(directory.path) { try await work(directory) }
    }

    /// What is wrong with what a power cut left.
    func faults(after files: [String: [UInt8]], promises: [DiskEvent.Promise]) async throws -> [String] {
        let directory = try TestDirectory()
        try directory.lay(files)
        let told = Set(promises.compactMap { if case .kept(let what) = $0 { what } else { nil } })
        var faults = try await look(directory, told)
        // No second cut is played.
        let store = try directory.open { ($0.isDurable, $0.secretsKey) = (false, Self.key) }
        defer { try? store.close() }
        faults += try await Self.unsoundness(store)
        let kept = try await kept(store, told)
        faults += told.subtracting(kept).sorted().map { "gone: \($0)" }
        if case .accepted = try await CallerInbox(store: store, onCommitted: {}).accept(delivery(key: "afterwards")) { return faults }
        return faults + ["it takes no delivery any more"]
    }

    static func unsoundness(_ store: Store) async throws -> [String] {
        try await store.read { db in
            do { try SQLiteEngine.checkSoundness(db) } catch { return ["\(error)"] }
            return []
        }
    }

    private static func tell(_ what: String) { RecordingDisk.note(.kept(what)) }

    /// As `serve` opens it, with a log that is emptied beside the writer.
    private static func open(_ directory: TestDirectory) throws -> Store {
        try directory.open { options in
            options.secretsKey = key
            options.runsCheckpoints = true
            options.checkpointInterval = .milliseconds(5)
            options.logRestartBytes = 150_000
            options.logLimitBytes = 300_000
        }
    }

    private static func keys(_ store: Store) async throws -> Set<String> {
        try await store.read { Set(try String.fetchAll($0, sql: "SELECT key FROM deliveries WHERE key IS NOT NULL")) }
    }
}

// MARK: - The days

extension CommitDay {
    /// A command is written before it may leave, that it leaves is noted before it does, and what Allegro said of it stays said.
    private static let outbox = CommitDay(
        testDescription: "the outbox: written, left, accepted, settled",
        work: { directory in
            let store = try open(directory)
            let room = try await OutboxRoom(Stockroom(directory, store))
            for pieces in [15, 12, 7, 9, 3] {
                try await room.stock(pieces)
                let command = try #require(try await room.plan().first)
                tell("\(command.id) written")
                #expect(try await store.depart(command, at: room.now) == .go(command.offers))
                tell("\(command.id) left")
                _ = try await store.accepted(command.id, traceID: nil, nextAskAt: room.now, at: room.now)
                tell("\(command.id) accepted")
                let accepted = try #require(try await room.due([.accepted]).first)
                try await room.report(accepted, success: true)
                tell("\(command.id) settled")
                try await room.seeTwice(.active, pieces)
            }
            await room.room.inbox.stop()
            try store.close()
        },
        kept: { store, _ in
            try await store.read { db in
                try Row.fetchAll(db, sql: "SELECT id, sent_at IS NOT NULL, accepted_at IS NOT NULL, state FROM commands").reduce(into: []) {
                    kept, row in
                    let id: String = row[0]
                    kept.insert("\(id) written")
                    if row[1] { kept.insert("\(id) left") }
                    if row[2] { kept.insert("\(id) accepted") }
                    if row[3] as String == "settled" { kept.insert("\(id) settled") }
                }
            }
        })

    /// A renewed refresh token is the only one that Allegro takes: the one before is spent.
    private static let tokens = CommitDay(
        testDescription: "the renewal of tokens",
        work: { directory in
            let store = try open(directory)
            try await store.seal("allegro.main.tokens", Secret("0"), at: morning)
            for number in 1...12 {
                let spent = Secret(String(number - 1))
                let isKept = try await store.renew(
                    Secret(String(number)), named: "allegro.main.tokens", of: "main", inPlaceOf: { $0 == spent }, at: morning + .seconds(number))
                #expect(isKept)
                tell("renewal \(number)")
            }
            try store.close()
        },
        kept: { store, _ in
            let last = try await store.sealed("allegro.main.tokens").flatMap { $0.text }.flatMap { Int($0) } ?? 0
            return Set((0...last).map { "renewal \($0)" })
        })

    /// A store of the first version is brought up to date, step by step: what it held is there at every moment.
    private static let steps = CommitDay(
        testDescription: "the steps of the tables",
        work: { directory in
            let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().appending(path: "Versions/0.1.0.sql")
            let text = try String(contentsOf: file, encoding: .utf8)
            let old = try DatabaseQueue(path: directory.database)
            // A journal whose removal is not on the disk takes its transaction back: SQLite syncs it at EXTRA alone. A store has a log instead.
            try old.inDatabase { try $0.execute(sql: "PRAGMA synchronous = EXTRA") }
            try await old.write { try $0.execute(sql: text) }
            try old.close()
            for what in ["stock", "buyer", "token"] { tell(what) }
            let store = try open(directory)
            tell("\(Migration.all.count) steps")
            try store.close()
        },
        kept: { store, _ in
            var kept: Set<String> = []
            if try await store.product(Stockroom.mug)?.availability.stock == StockAmount(pieces: 8) { kept.insert("stock") }
            if try await store.orderView("o-1")?.buyer?.lastName == "Kowalska" { kept.insert("buyer") }
            if try await store.sealed("allegro.main.tokens") == Secret("sealed") { kept.insert("token") }
            return kept.union(["\(Migration.all.count) steps"])
        },
        look: { directory, told in
            // Opening takes the steps that are missing; none may be, once it was told.
            guard told.contains("\(Migration.all.count) steps") else { return [] }
            let missing = StoreInspection.of(path: directory.database)?.missingSteps ?? ["all"]
            return missing.isEmpty ? [] : ["steps are missing: \(missing)"]
        })

    /// What the store of ``restore`` takes in before its backup, and what after it.
    private static let (before, after) = (Set((1...3).map { "before \($0)" }), Set((1...3).map { "after \($0)" }))

    /// A backup that was told of is whole. A restore puts it in the place of a store that a killed process left, log and all: at every moment
    /// there is the one or the other, and what stood there is set aside whole.
    static let restore = CommitDay(
        testDescription: "a backup, and its restore",
        work: { directory in
            let store = try open(directory)
            let inbox = CallerInbox(store: store) {}
            for key in before.sorted() {
                _ = try await inbox.accept(delivery(key: key))
                tell(key)
            }
            _ = try store.backUp(to: directory.path + "/copy.db")
            tell("copy")
            for key in after.sorted() {
                _ = try await inbox.accept(delivery(key: key))
                tell(key)
            }
            let aside = try Store.restore(directory.path + "/copy.db", options: StoreOptions(path: directory.database, secretsKey: key), at: morning)
            #expect(aside != nil)
            tell("restored")
            withExtendedLifetime(store) {}
        },
        kept: { store, told in
            let keys = try await keys(store)
            // Told apart by what was taken in after the backup: a restored store has none of it, and it stands only once all of it was told.
            let isRestored = after.isSubset(of: told) && keys == before
            return keys.union(isRestored ? after.union(["copy", "restored"]) : ["copy"])
        },
        look: { directory, told in
            var faults: [String] = []
            let copy = directory.path + "/copy.db"
            if told.contains("copy") {
                if StoreInspection.of(path: copy)?.fault != nil || !StoreFiles.exists(copy) { faults.append("the backup is not whole") }
            }
            guard after.isSubset(of: told) else { return faults }
            // Read from copies: what opens a store takes its log in.
            let apart = try TestDirectory()
            let aside = SetAsideStores(beside: directory.database).path(at: morning)
            for suffix in ["", "-wal"] {
                for (from, name) in [(directory.database, "now.db"), (aside, "aside.db")] where StoreFiles.exists(from + suffix) {
                    try FileManager.default.copyItem(atPath: from + suffix, toPath: apart.path + "/" + name + suffix)
                }
            }
            func held(_ name: String) async throws -> Set<String> {
                guard StoreFiles.exists(apart.path + "/" + name) else { return [] }
                let store = try Store.open(StoreOptions(path: apart.path + "/" + name, secretsKey: key))
                defer { try? store.close() }
                return try await keys(store)
            }
            let now = try await held("now.db")
            if after.isSubset(of: now) { return faults }
            if now != before { faults.append("neither the store nor the backup: \(now.sorted())") }
            if try await !after.isSubset(of: held("aside.db")) { faults.append("what was set aside is not whole") }
            return faults
        })
}
