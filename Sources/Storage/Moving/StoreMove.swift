import Foundation
public import Inventory

/// A shop's move from one store to another, of whichever engine (`docs/decisions/0019-a-move-leaves-before-it-arrives.md`).
///
/// It leaves before it arrives. First the store to which it goes notes that a shop is to come, so that nobody takes it for a fresh one. Then the store
/// that it leaves notes where the shop goes, and takes no change any more, from no process. Then one transaction of the other fills it, holds every
/// table against what was left, and notes the arrival. So at no moment may both be worked; after a crash between two steps nothing is lost, and the
/// same call goes on where it ended.
public struct StoreMove {
    private let source: Store
    private let target: Store
    private let locks: [ServeLock]

    /// What a move did.
    public struct Report: Sendable, Equatable {
        /// Rows of each table that were carried over; nil: the shop had arrived already, and nothing was left to do.
        public var rows: [String: Int]?
    }

    /// Takes both stores for itself and opens them; the target is made where it is not there.
    ///
    /// Throws a ``StorageError``, as ``Store/open(_:)`` does; ``StorageError/alreadyServing(process:)`` where a `serve` works one of them,
    /// ``StorageError/inUse(by:process:)`` where another call has one for itself.
    public init(from source: StoreOptions, to target: StoreOptions) throws {
        var (source, target) = (source, target)
        (source.opensDeparted, target.opensDeparted) = (true, true)
        // A shop is carried over in one transaction, some of whose statements go through whole tables.
        (source.serverPatience, target.serverPatience) = (.seconds(3600), .seconds(3600))
        // Where a database does not tell, a gateway may be at work.
        for address in [source, target].compactMap({ PostgreSQLAddress($0.path) }) where try Fleet.holder(of: address) != nil {
            throw StorageError.alreadyServing(process: nil)
        }
        locks = try [source, target].filter { !$0.isPostgreSQL }.map { try ServeLock.acquire(database: $0.path, for: .move) }
        self.source = try Store.open(source)
        do { self.target = try Store.open(target) } catch {
            try? self.source.close()
            throw error
        }
    }

    public func close() throws {
        try source.close()
        try target.close()
        for lock in locks { lock.release() }
    }

    /// Moves the shop, or ends a move to the same target that was broken off. Blocks.
    ///
    /// Throws ``StorageError/moved(to:)`` or ``StorageError/underWay(to:)`` where the source's shop went elsewhere, ``StorageError/awaited(from:)`` where
    /// another shop is on its way to one of them, ``StorageError/notEmpty(place:)`` where the target holds a shop of
    /// its own, ``StorageError/newerSchema(path:)`` where one of them has what this program does not know, and ``StorageError/corrupted(reason:)`` where
    /// what arrived is not what left; nothing arrived then.
    public func move(at moment: Timestamp) throws -> Report {
        let arrivals = try target.readBlocking(ShopDeparture.arrivals)
        let begun = try source.readBlocking(ShopDeparture.find)
        if let begun, begun.stage != .coming, arrivals.contains(begun.move) {
            noteArrival()
            return Report(rows: nil)
        }
        if let begun, begun.stage == .coming || begun.place != target.options.place { throw begun.refusal }
        for store in [source, target] { try store.checkSteps() }
        try checkTarget(begun)
        let move = begun?.move ?? UUID().uuidString.lowercased()
        try announce(move, at: moment)
        if begun == nil { try leave(move, at: moment) }
        let rows = try arrive(move, at: moment)
        noteArrival()
        return Report(rows: rows)
    }

    /// Takes back a move that has not arrived: the source may be worked again. Throws ``StorageError/moved(to:)`` where it has arrived.
    public func giveUp() throws {
        let begun = try source.readBlocking(ShopDeparture.find)
        if let begun {
            if try target.readBlocking(ShopDeparture.arrivals).contains(begun.move) { throw StorageError.moved(to: begun.place) }
            guard begun.stage != .coming, begun.place == target.options.place else { throw begun.refusal }
        }
        if let awaited = try target.readBlocking(ShopDeparture.find), isOurs(awaited, begun) {
            try target.writeBlocking { db in try db.execute(sql: "DELETE FROM departure WHERE stage = 'coming'") }
        }
        if begun == nil { return }
        try source.writeBlocking { db in
            try source.engine.allowChanges(db, in: source.movedTables(db))
            try db.execute(sql: "DELETE FROM departure")
        }
    }

    /// Whether what the target awaits is the source's shop: by the same move, or by one that was broken off before that left.
    private func isOurs(_ awaited: ShopDeparture, _ begun: ShopDeparture?) -> Bool {
        awaited.stage == .coming && (begun.map { $0.move == awaited.move } ?? (awaited.place == source.options.place))
    }

    /// A target is fresh, or awaits this shop, or the shop left it by a move that the source knows of.
    private func checkTarget(_ begun: ShopDeparture?) throws {
        let left = try target.readBlocking(ShopDeparture.find)
        if let left, left.stage == .coming {
            guard isOurs(left, begun) else { throw left.refusal }
        } else if let left {
            guard try source.readBlocking(ShopDeparture.arrivals).contains(left.move) else {
                throw StorageError.notEmpty(place: target.options.place)
            }
            return
        }
        let isUsed = try target.readBlocking { db in
            try ["deliveries", "products", "offers", "orders", "tokens", "users", "sealed_secrets"].contains {
                try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM \($0))") ?? false
            }
        }
        if isUsed { throw StorageError.notEmpty(place: target.options.place) }
    }

    /// Notes in the target that the shop is to come. One that the shop left before refuses already.
    func announce(_ move: String, at moment: Timestamp) throws {
        try target.writeBlocking { db in
            try db.execute(
                sql: """
                    INSERT INTO departure (id, move, place, left_at, stage) VALUES (1, ?, ?, ?, 'coming')
                    ON CONFLICT (id) DO UPDATE SET move = excluded.move, place = excluded.place, left_at = excluded.left_at
                    WHERE departure.stage = 'coming'
                    """, arguments: [move, source.options.place, moment.microseconds])
        }
    }

    func leave(_ move: String, at moment: Timestamp) throws {
        let place = target.options.place
        try source.writeBlocking { db in
            try db.execute(
                sql: "INSERT INTO departure (id, move, place, left_at) VALUES (1, ?, ?, ?)", arguments: [move, place, moment.microseconds])
            try source.engine.forbidChanges(db, in: source.movedTables(db), reason: "this store's shop was moved to \(place)")
        }
    }

    /// So that the source tells where the shop is. Where that cannot be written it says only that it may not have arrived, and the same call finds that
    /// it has.
    private func noteArrival() {
        try? source.writeBlocking { db in try db.execute(sql: "UPDATE departure SET stage = 'arrived' WHERE stage = 'left'") }
    }

    private func arrive(_ move: String, at moment: Timestamp) throws -> [String: Int] {
        // In this order: SQLite's connection is used on its own queue alone, and PostgreSQL's writer has another.
        try target.writeBlocking { new in
            try source.readBlocking { old in
                let tables = try source.movedTables(old)
                guard try target.movedTables(new) == tables else { throw StorageError.corrupted(reason: "the stores have not the same tables") }
                try target.engine.allowChanges(new, in: tables)
                var rows: [String: Int] = [:]
                try target.engine.withoutTriggers(new) {
                    for table in tables.reversed() { try new.execute(sql: "DELETE FROM \(table)") }
                    for table in tables { rows[table] = try carry(table, from: old, to: new) }
                }
                try target.engine.continueNumbers(new, after: source.engine.givenNumbers(old))
                // The target may have backups that are older than these.
                try target.engine.list(new, erased: Array(source.engine.listedErasures(old)))
                try new.execute(sql: "DELETE FROM departure")
                try new.execute(
                    sql: "INSERT INTO arrivals (move, place, arrived_at) VALUES (?, ?, ?)",
                    arguments: [move, source.options.place, moment.microseconds])
                return rows
            }
        }
    }

    /// Copies a table and reads it back; returns how many rows it has.
    private func carry(_ table: String, from old: Database, to new: Database) throws -> Int {
        let columns = try source.engine.columns(old, of: table)
        guard try Set(target.engine.columns(new, of: table)) == Set(columns) else {
            throw StorageError.corrupted(reason: "the table \(table) has not the same columns")
        }
        let names = columns.joined(separator: ", ")
        let select = "SELECT \(names) FROM \(table)"
        let insert = "INSERT INTO \(table) (\(names)) VALUES (\(databaseQuestionMarks(count: columns.count)))"
        var (left, arrived, batch) = (TableDigest(), TableDigest(), RowBatch())
        let rows = try Row.fetchCursor(old, sql: select)
        while let row = try rows.next() {
            let values = columns.indices.map { row[$0] as DatabaseValue }
            left.add(values)
            batch.add(values)
            if batch.isFull { try batch.insert(new, insert, key: columns[0]) }
        }
        try batch.insert(new, insert, key: columns[0])
        let copies = try Row.fetchCursor(new, sql: select)
        while let row = try copies.next() { arrived.add(columns.indices.map { row[$0] as DatabaseValue }) }
        guard left == arrived else { throw StorageError.corrupted(reason: "the table \(table) arrived otherwise than it left") }
        return left.rows
    }
}

/// Rows that are inserted together.
private struct RowBatch {
    private static let rowLimit = 500
    private static let byteLimit = 4 * 1_048_576

    private var rows: [StatementArguments] = []
    private var bytes = 0

    var isFull: Bool { rows.count >= Self.rowLimit || bytes >= Self.byteLimit }

    mutating func add(_ values: [DatabaseValue]) {
        rows.append(StatementArguments(values))
        for value in values {
            if case .blob(let data) = value { bytes += data.count }
            if case .text(let text) = value { bytes += text.utf8.count }
        }
    }

    mutating func insert(_ db: Database, _ sql: String, key: String) throws {
        _ = try db.insert(sql: sql, rows, key: key)
        (rows, bytes) = ([], 0)
    }
}

extension Store {
    /// A newer version's tables and columns would stay behind, or be left empty.
    fileprivate func checkSteps() throws {
        let isKnown = try readBlocking(engine.appliedSteps).isSubset(of: options.steps.map(\.name))
        guard isKnown else { throw StorageError.newerSchema(path: options.place) }
    }

    /// What is carried over, in an order in which no row refers to one of a later table: that in which the tables were first made.
    fileprivate func movedTables(_ db: Database) throws -> [String] {
        let there = try engine.tables(db)
        var (seen, ordered): (Set<String>, [String]) = (["departure"], [])
        for match in Migration.all.lazy.flatMap({ $0.sql.matches(of: #/CREATE TABLE (\w+)/#) }) {
            let name = String(match.output.1)
            if there.contains(name), seen.insert(name).inserted { ordered.append(name) }
        }
        // A newer version's, which would stay behind.
        guard there.isSubset(of: seen) else { throw StorageError.newerSchema(path: options.place) }
        return ordered
    }
}
