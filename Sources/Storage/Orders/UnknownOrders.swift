public import Inventory

/// Orders that an event told of, not by Allegro's own journal, and that Allegro does not find: forged, mistaken, or merged before they were read
/// (`docs/reservations.md`).
///
/// What such an event reserves is held until Allegro has said for a time that it knows no such order; then it is free, and held again at the first
/// word of Allegro's own.
enum UnknownOrders {
    /// How long Allegro must say so, and its journal tell nothing of it.
    static let patience = Duration.seconds(3600)
    /// Between two questions meanwhile.
    static let pause = Duration.seconds(600)

    /// Only an event told of the order `o`, and Allegro does not find it. A merged one has no lines left.
    static let isUnknown = "(o.gone_at IS NOT NULL AND o.read_at IS NULL)"

    /// Whether the account's journal was followed to its end since, and its forms were swept: neither tells of it then.
    static func isJournalPast(_ db: Database, _ account: AccountName, _ moment: Timestamp) throws -> Bool {
        let ahead = try OrderLooks.clockAhead(db, account)
        let journal = try OrderLooks.journal(db, account)
        return [journal.completeAt, journal.sweptTo].allSatisfy { known in known.map { $0 - ahead >= moment } ?? false }
    }

    /// An event told of lines that were not known: for these Allegro has not said anything yet.
    static func toldMore(_ db: Database, of order: OrderID) throws {
        try db.cachedStatement(sql: "UPDATE orders SET gone_at = NULL WHERE id = ? AND read_at IS NULL").execute(arguments: [order.text])
    }

    /// Nothing is held for it from now on; why is kept with it.
    static func forget(_ db: Database, _ order: OrderID, at moment: Timestamp) throws {
        try db.cachedStatement(sql: "UPDATE orders SET unknown_since = ? WHERE id = ?").execute(arguments: [moment.microseconds, order.text])
        try Orders.note(
            db, order,
            Words(
                en: "What it reserved is free: Allegro has known no such order for an hour, and its journal does not tell of it",
                pl: "Zwolniono rezerwację: od godziny Allegro nie zna takiego zamówienia, a jego dziennik go nie podaje"), at: moment)
        try Problems.settle(db, kind: .reservationLeftOver, subject: order.text, by: "unknown to Allegro", at: moment)
    }
}

extension Store {
    /// Asks Allegro again for orders that it does not know and that still hold something; false where there are none to ask for.
    public func askForUnknownOrders(at moment: Timestamp) async throws -> Bool {
        let orders = try await read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT o.id, o.account FROM reservations r JOIN order_lines l ON l.id = r.line JOIN orders o ON o.id = l.order_id
                    WHERE r.open > 0 AND \(UnknownOrders.isUnknown) AND o.is_in_journal = 0 AND o.gone_at <= ?
                        AND NOT EXISTS (SELECT 1 FROM order_looks k WHERE k.order_id = o.id)
                    GROUP BY o.id, o.account
                    """, arguments: [(moment - UnknownOrders.pause).microseconds]
            ).map { (id: OrderID($0[0]), account: AccountName($0[1])) }
        }
        guard !orders.isEmpty else { return false }
        try await write { db in
            for order in orders { try OrderLooks.ask(db, order.id, account: order.account, due: moment) }
        }
        return true
    }
}
