import Foundation
import Inventory

/// The rows of `orders` and `order_lines`.
enum Orders {
    /// What is known of an order, its lines apart.
    struct Known {
        var account: AccountName
        var status: Order.Status
        var fulfilment: Order.Fulfilment
        var updatedAt: Timestamp?
        var isRead: Bool
        /// What the buyer paid in all when it was last read.
        var total: Money?
        var isErased: Bool
        var isFulfilledByAllegro: Bool
        /// Its goods had left when it was first read: stock knows already.
        var hadLeft: Bool
        var isBeforeStart: Bool
        /// Allegro's own journal told of it.
        var isInJournal: Bool
        /// Since when it holds nothing, for Allegro knows no such order; nil for any other.
        var unknownSince: Timestamp?
        /// Since when Allegro finds its form no more.
        var goneAt: Timestamp?

        var isOff: Bool { Order.isOff(status, fulfilment) }
    }

    /// ``Order/isOff``, of the row `o` of `orders`.
    static let isOff = """
        (o.status = 'cancelled' OR o.fulfilment IN (\(Order.Fulfilment.allCases.filter(\.isOver).map { "'\($0.rawValue)'" }.joined(separator: ", "))))
        """

    static func known(_ db: Database, _ order: OrderID) throws -> Known? {
        let row = try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT account, status, updated_at, read_at IS NOT NULL, fulfilment, total, currency, is_erased, is_fulfilled_by_allegro,
                        had_left, is_before_start, is_in_journal, unknown_since, gone_at
                    FROM orders WHERE id = ?
                    """), arguments: [order.text])
        return try row.map { row in
            guard let status = Order.Status(rawValue: row[1]) else { throw StorageError.corrupted(reason: "unknown status of order \(order)") }
            return Known(
                account: AccountName(row[0]), status: status, fulfilment: Order.Fulfilment(rawValue: row[4]) ?? .unknown,
                updatedAt: (row[2] as Int64?).map(Timestamp.init(microseconds:)), isRead: row[3],
                total: (row[5] as Int64?).map { Money(hundredths: $0, currency: row[6] ?? "PLN") }, isErased: row[7],
                isFulfilledByAllegro: row[8], hadLeft: row[9], isBeforeStart: row[10], isInJournal: row[11],
                unknownSince: (row[12] as Int64?).map(Timestamp.init(microseconds:)), goneAt: (row[13] as Int64?).map(Timestamp.init(microseconds:)))
        }
    }

    /// The order that a merged form's lines live on in; `order` itself where it was not merged.
    static func current(_ db: Database, _ order: OrderID) throws -> OrderID {
        let alias = try String.fetchOne(db.cachedStatement(sql: "SELECT order_id FROM order_aliases WHERE id = ?"), arguments: [order.text])
        return alias.map { OrderID($0) } ?? order
    }

    /// An order that only an event told of so far.
    static func meet(_ db: Database, _ sighting: OrderSighting, at moment: Timestamp) throws {
        let boughtAt = sighting.lines.map(\.boughtAt).min() ?? sighting.occurredAt
        try db.cachedStatement(
            sql: """
                INSERT OR IGNORE INTO orders (id, account, status, fulfilment, bought_at, first_seen_at, is_in_journal)
                VALUES (?, ?, 'bought', 'unknown', ?, ?, ?)
                """
        ).execute(arguments: [
            sighting.order.text, sighting.account.text, boughtAt.microseconds, moment.microseconds, sighting.isInJournal,
        ])
        try eraseIfListed(db, sighting.order)
    }

    /// Allegro's own journal tells of an order that an event of somebody else told before.
    static func isInJournal(_ db: Database, _ order: OrderID) throws {
        try db.cachedStatement(sql: "UPDATE orders SET is_in_journal = 1, unknown_since = NULL WHERE id = ?").execute(arguments: [order.text])
    }

    /// What is merged into a form was first seen when the first of both was.
    static func take(_ db: Database, firstSightOf old: OrderID, into order: OrderID) throws {
        try db.cachedStatement(
            sql: "UPDATE orders SET first_seen_at = min(first_seen_at, (SELECT o.first_seen_at FROM orders o WHERE o.id = ?)) WHERE id = ?"
        ).execute(arguments: [old.text, order.text])
    }

    /// Keeps what was done to an order and its rows no longer show.
    static func note(_ db: Database, _ order: OrderID, _ what: Words, at moment: Timestamp) throws {
        try db.cachedStatement(sql: "INSERT INTO order_notes (order_id, at, what, what_pl) VALUES (?, ?, ?, ?)").execute(arguments: [
            order.text, moment.microseconds, what.en, what.pl,
        ])
    }

    /// Writes a form as it was read. What was erased of an order's people stays erased.
    static func save(_ db: Database, _ order: Order, readAt: Timestamp, isBeforeStart: Bool, at moment: Timestamp) throws {
        let parties = try order.parties.map { String(decoding: try JSONEncoder().encode($0), as: UTF8.self) }
        try db.cachedStatement(
            sql: """
                INSERT INTO orders (id, account, status, fulfilment, revision, bought_at, updated_at, read_at, is_fulfilled_by_allegro,
                    is_before_start, currency, total, delivery_cost, delivery_method, payment_kind, paid, paid_at, parties, first_seen_at,
                    delivery_country)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20)
                ON CONFLICT (id) DO UPDATE SET status = ?3, fulfilment = ?4, revision = ?5, bought_at = ?6, updated_at = ?7,
                    is_fulfilled_by_allegro = ?9, is_before_start = ?10, currency = ?11, total = ?12, delivery_cost = ?13, delivery_method = ?14,
                    payment_kind = ?15, paid = ?16, paid_at = ?17, gone_at = NULL, unknown_since = NULL, delivery_country = ?20,
                    parties = CASE WHEN orders.is_erased = 0 THEN ?18 END, read_at = ?8
                """
        ).execute(arguments: [
            order.id.text, order.account.text, order.status.rawValue, order.fulfilment.rawValue, order.revision, order.boughtAt.microseconds,
            order.updatedAt?.microseconds, readAt.microseconds, order.isFulfilledByAllegro, isBeforeStart,
            order.total?.currency ?? order.lines.first?.price?.currency, order.total?.hundredths, order.deliveryCost?.hundredths,
            order.deliveryMethod,
            order.payment.kind.rawValue, order.payment.paid?.hundredths, order.payment.finishedAt?.microseconds, parties, moment.microseconds,
            order.deliveryCountry,
        ])
    }

    /// Its first reading shows that its goods are gone. Nothing of it is held where they were before we first saw it, be it by an event: stock
    /// knows already.
    static func hadLeft(_ db: Database, _ order: Order) throws {
        try db.cachedStatement(sql: "UPDATE orders SET had_left = 1 WHERE id = ?1 AND coalesce(?2, first_seen_at) <= first_seen_at")
            .execute(arguments: [order.id.text, order.updatedAt?.microseconds])
    }

    /// It is read as still to be sent: whoever said that its goods had left was mistaken.
    static func isHere(_ db: Database, _ order: OrderID) throws {
        try db.cachedStatement(sql: "UPDATE orders SET had_left = 0 WHERE id = ? AND had_left = 1").execute(arguments: [order.text])
    }

    /// Erases who bought, and keeps in mind that it was: what is read of the order later does not bring it back (R46).
    static func erase(_ db: Database, _ order: OrderID) throws {
        try db.cachedStatement(sql: "UPDATE orders SET parties = NULL, is_erased = 1 WHERE id = ?").execute(arguments: [order.text])
        for role in OrderDocument.Role.allCases { try OrderDocuments.dropFile(db, of: order, role) }
    }

    /// Erases at its first sight an order whose data was erased before this store was restored. True where that was so.
    @discardableResult
    static func eraseIfListed(_ db: Database, _ order: OrderID) throws -> Bool {
        guard try Bool.fetchOne(db.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM erased_orders)")) == true else { return false }
        try db.execute(sql: "DELETE FROM erased_orders WHERE digest = ?", arguments: [Data(ErasedOrders.digest(order.text))])
        guard db.changesCount > 0 else { return false }
        try erase(db, order)
        return true
    }

    /// Where a line stands now; nil for one that was never seen.
    static func order(_ db: Database, of line: LineItemID) throws -> OrderID? {
        try String.fetchOne(db.cachedStatement(sql: "SELECT order_id FROM order_lines WHERE id = ?"), arguments: [line.text]).map { OrderID($0) }
    }

    static func save(_ db: Database, _ line: OrderLine, position: Int, of order: OrderID) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO order_lines (id, order_id, position, offer, offer_name, quantity, price, currency, tax_rate, bought_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET order_id = excluded.order_id, position = excluded.position, offer_name = excluded.offer_name,
                    quantity = excluded.quantity, price = coalesce(excluded.price, order_lines.price), currency = coalesce(excluded.currency, order_lines.currency),
                    tax_rate = coalesce(excluded.tax_rate, order_lines.tax_rate), bought_at = excluded.bought_at
                """
        ).execute(arguments: [
            line.id.text, order.text, position, line.offer.text, line.offerName, line.quantity, line.price?.hundredths, line.price?.currency,
            line.taxRate, line.boughtAt.microseconds,
        ])
    }

    /// The order with its lines as last read, for its document; nil for one that is not known.
    static func order(_ db: Database, _ id: OrderID) throws -> Order? {
        let row = try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT account, status, fulfilment, revision, bought_at, updated_at, is_fulfilled_by_allegro, currency, total, delivery_cost,
                        delivery_method, payment_kind, paid, paid_at, parties, delivery_country FROM orders WHERE id = ?
                    """), arguments: [id.text])
        guard let row else { return nil }
        guard let status = Order.Status(rawValue: row[1]) else { throw StorageError.corrupted(reason: "unknown status of order \(id)") }
        let currency: String = row[7] ?? "PLN"
        func money(_ column: Int) -> Money? { (row[column] as Int64?).map { Money(hundredths: $0, currency: currency) } }
        return Order(
            id: id, account: AccountName(row[0]), status: status, fulfilment: Order.Fulfilment(rawValue: row[2]) ?? .unknown, revision: row[3],
            boughtAt: Timestamp(microseconds: row[4]), updatedAt: (row[5] as Int64?).map(Timestamp.init(microseconds:)),
            isFulfilledByAllegro: row[6], lines: try lines(db, of: id), total: money(8), deliveryCost: money(9), deliveryMethod: row[10],
            deliveryCountry: row[15],
            payment: OrderPayment(
                kind: OrderPayment.Kind(rawValue: row[11]) ?? .unknown, paid: money(12),
                finishedAt: (row[13] as Int64?).map(Timestamp.init(microseconds:))),
            parties: try (row[14] as String?).map { try JSONDecoder().decode(OrderParties.self, from: Data($0.utf8)) })
    }

    static func lines(_ db: Database, of order: OrderID) throws -> [OrderLine] {
        try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT id, offer, offer_name, quantity, price, currency, bought_at, tax_rate FROM order_lines WHERE order_id = ?
                    ORDER BY position, id
                    """), arguments: [order.text]
        ).map { row in
            OrderLine(
                id: LineItemID(row[0]), offer: OfferID(row[1]), offerName: row[2], quantity: row[3],
                price: (row[4] as Int64?).map { Money(hundredths: $0, currency: row[5] ?? "PLN") }, boughtAt: Timestamp(microseconds: row[6]),
                taxRate: row[7])
        }
    }
}
