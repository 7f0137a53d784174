import Foundation
public import Inventory

extension Store {
    /// What became of a wish to erase.
    public enum Erasure: Sendable, Equatable {
        case done
        /// A delivery that names the order waits to be applied: ask again when it is.
        case waiting
        /// Its document is still to be made, and needs to know the buyer: nothing was erased.
        case documentDue
        case unknownOrder
    }

    /// Erases the personal data of one order at once: who bought, who wanted the invoice, and the bodies of the deliveries that told it, whoever
    /// sent them (R46). Not a byte of it is left in the database's file or its log where no reader holds the log at this moment; a server's tables are
    /// rid of it soon after.
    ///
    /// What they told was taken long ago, so nothing but a replay is lost. A later reading of the order does not bring the data back, and the body
    /// that tells it goes when it is applied. Nor does a restore of an older backup: the wish is listed
    /// where none reaches (``ErasedOrders``).
    ///
    /// Throws ``StorageError/notWritable(reason:)``, and erases nothing, where the wish cannot be noted.
    public func erasePersonalData(of id: OrderID) async throws -> Erasure {
        // Bodies are many: they are looked through beside the writer, which then touches those found alone.
        let found = try await read { db -> Found? in
            db.takeTime()
            let order = try Orders.current(db, id)
            guard let known = try Orders.known(db, order) else { return nil }
            let aliases = try String.fetchAll(db, sql: "SELECT id FROM order_aliases WHERE order_id = ?", arguments: [order.text])
            let ids = [order.text] + aliases
            let marks = try Self.marks(of: ids, db)
            let reach = try Int64.fetchOne(db, sql: "SELECT max(sequence) FROM deliveries") ?? 0
            return Found(
                order: order, ids: ids, marks: marks, deliveries: try Self.deliveries(db, naming: ids + marks, after: 0), reach: reach,
                isErased: known.isErased, isDue: try !known.isErased && OrderDocuments.isDue(db, order))
        }
        guard let found else { return .unknownOrder }
        if found.isDue { return .documentDue }
        let erasure = try await write { [engine] db in
            // Wanted meanwhile.
            guard try found.isErased || !OrderDocuments.isDue(db, found.order) else { return Erasure.documentDue }
            try engine.list(db, erased: found.ids.map(ErasedOrders.digest))
            for id in found.ids { try Orders.erase(db, OrderID(id)) }
            var isWaiting = false
            // And those that came meanwhile.
            for sequence in try found.deliveries + Self.deliveries(db, naming: found.ids + found.marks, after: found.reach) {
                if try !Self.dropBody(of: sequence, db) { isWaiting = true }
            }
            return isWaiting ? Erasure.waiting : .done
        }
        await emptyLog()
        return erasure
    }

    /// Drops what a delivery told. False where it waits to be applied.
    @discardableResult
    private static func dropBody(of sequence: Int64, _ db: Database) throws -> Bool {
        try db.execute(
            sql: """
                DELETE FROM delivery_bodies WHERE sequence = ?1 AND EXISTS
                    (SELECT 1 FROM deliveries WHERE sequence = ?1 AND state <> 'accepted')
                """, arguments: [sequence])
        return db.changesCount > 0
    }

    /// What is to be erased of one order.
    private struct Found: Sendable {
        var order: OrderID
        /// Its own id and those of the forms that were merged into it.
        var ids: [String]
        var marks: [String]
        var deliveries: [Int64]
        /// The last delivery that was looked at.
        var reach: Int64
        var isErased: Bool
        var isDue: Bool
    }

    /// Erases again, in a backup that is about to take the store's place, what was erased since it was made; and keeps in mind whose data is to be
    /// erased when the order first comes.
    static func eraseAgain(_ db: Database, _ listed: Set<[UInt8]>) throws {
        guard !listed.isEmpty else { return }
        var left = listed
        for id in try String.fetchAll(db, sql: "SELECT id FROM orders UNION SELECT id FROM order_aliases ORDER BY id") {
            guard left.remove(ErasedOrders.digest(id)) != nil else { continue }
            let marks = try Self.marks(of: [id], db)
            for order in Set([OrderID(id), try Orders.current(db, OrderID(id))]) { try Orders.erase(db, order) }
            for sequence in try Self.deliveries(db, naming: [id] + marks, after: 0) { try Self.dropBody(of: sequence, db) }
        }
        for digest in left.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
            try db.execute(sql: "INSERT OR IGNORE INTO erased_orders (digest) VALUES (?)", arguments: [Data(digest)])
        }
    }

    /// Erases the personal data of orders that were over before `moment` and that nothing of ours needs any more, the oldest first, at most `limit`
    /// in one call; returns how many (R46). An order that is never over counts as over when it did not change for as long again.
    ///
    /// - Parameter keeping: how long the data of an order that is over is kept: `moment` lies so long before now.
    public func eraseOldPersonalData(completedBefore moment: Timestamp, keeping: Duration, limit: Int) async throws -> Int {
        let count = try await write { db in
            let ids = try String.fetchAll(
                db,
                sql: """
                    SELECT id FROM orders INDEXED BY orders_with_parties
                    WHERE parties IS NOT NULL AND coalesce(updated_at, bought_at) < :moment
                        AND (coalesce(updated_at, bought_at) < :longAgo
                            OR ((status = 'cancelled' OR gone_at IS NOT NULL OR fulfilment IN ('sent', 'picked_up', 'cancelled', 'returned')
                                    OR NOT EXISTS (SELECT 1 FROM order_lines l JOIN reservations r ON r.line = l.id
                                        WHERE l.order_id = orders.id AND r.open > 0))
                                AND NOT EXISTS (SELECT 1 FROM order_documents d WHERE d.order_id = orders.id AND d.due_at IS NOT NULL)
                                AND NOT EXISTS (SELECT 1 FROM order_corrections d WHERE d.order_id = orders.id AND d.due_at IS NOT NULL)))
                    ORDER BY coalesce(updated_at, bought_at), id LIMIT :limit
                    """, arguments: ["moment": moment.microseconds, "longAgo": (moment - keeping).microseconds, "limit": limit])
            for id in ids { try Orders.erase(db, OrderID(id)) }
            return ids.count
        }
        if count > 0 { await emptyLog() }
        return count
    }

    /// What was erased stands in the log until it is written over: it is emptied now, unless a reader holds it; then at the next chance. A server does
    /// the like by itself, soon.
    func emptyLog() async {
        guard !options.runsOnCaller else { return }
        await engine.emptyLog()
    }

    /// What tells an order's buyer in a body that does not name the order: Allegro's relay address, which is one buyer's and one order's.
    private static func marks(of ids: [String], _ db: Database) throws -> [String] {
        try ids.flatMap { id -> [String] in
            guard let text = try String.fetchOne(db, sql: "SELECT parties FROM orders WHERE id = ?", arguments: [id]),
                let parties = try? JSONDecoder().decode(OrderParties.self, from: Data(text.utf8))
            else { return [] }
            return [parties.buyer.email].filter { $0.utf8.count >= 6 && $0.contains("@") }
        }
    }

    /// The deliveries after `sequence` whose body holds any of these texts, each once.
    private static func deliveries(_ db: Database, naming ids: [String], after sequence: Int64) throws -> [Int64] {
        try Set(
            ids.flatMap { id in
                try Int64.fetchAll(
                    db, sql: "SELECT sequence FROM delivery_bodies WHERE sequence > ? AND instr(body, ?)", arguments: [sequence, Data(id.utf8)])
            }
        ).sorted()
    }
}
