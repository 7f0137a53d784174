public import Inventory

extension Store {
    /// The orders due to be read, the longest due first.
    ///
    /// - Parameter resting: accounts that are left alone for now.
    public func ordersToRead(
        limit: Int, without resting: Set<AccountName> = [], at moment: Timestamp
    ) async throws -> [(order: OrderID, account: AccountName, attempts: Int)] {
        try await read { db in
            try Row.fetchAll(
                db.cachedStatement(
                    sql: """
                        SELECT order_id, account, attempts FROM order_looks
                        WHERE due_at <= ? AND account NOT IN (\(databaseQuestionMarks(count: resting.count))) ORDER BY due_at, order_id LIMIT ?
                        """),
                arguments: [moment.microseconds] + StatementArguments(resting.sorted().map(\.text)) + [limit]
            ).map { (OrderID($0[0]), AccountName($0[1]), $0[2]) }
        }
    }

    /// When the next order is due to be read; nil when none is.
    public func nextOrderLook(without resting: Set<AccountName> = []) async throws -> Timestamp? {
        try await read { db in
            try Int64.fetchOne(
                db.cachedStatement(
                    sql: "SELECT min(due_at) FROM order_looks WHERE account NOT IN (\(databaseQuestionMarks(count: resting.count)))"),
                arguments: StatementArguments(resting.sorted().map(\.text))
            ).map(Timestamp.init(microseconds:))
        }
    }

    /// Reads an order later, unless its look is settled before.
    public func postponeOrderLook(_ order: OrderID, until moment: Timestamp) async throws {
        try await write { db in
            try db.cachedStatement(sql: "UPDATE order_looks SET due_at = ? WHERE order_id = ?").execute(
                arguments: [moment.microseconds, order.text])
        }
    }

    /// The order was asked for and did not come. An account that was not admitted says nothing of its orders: that is no try.
    public func countOrderLook(_ order: OrderID) async throws {
        try await write { db in
            try db.execute(sql: "UPDATE order_looks SET attempts = attempts + 1 WHERE order_id = ?", arguments: [order.text])
        }
    }

    /// What was read is in the inbox. Where somebody asked for the order since it was postponed until `moment`, it is read again.
    public func settleOrderLook(_ order: OrderID, postponedUntil moment: Timestamp) async throws {
        try await write { db in
            try db.cachedStatement(sql: "DELETE FROM order_looks WHERE order_id = ? AND due_at = ?").execute(
                arguments: [order.text, moment.microseconds])
        }
    }

    /// Asks for an order to be read, e.g. right before its document is issued (R39).
    public func lookAtOrder(_ order: OrderID, account: AccountName, due: Timestamp) async throws {
        try await write { db in try OrderLooks.ask(db, order, account: account, due: due) }
    }

    /// How far an account's orders are known.
    public func orderJournal(of account: AccountName) async throws -> OrderJournal {
        try await read { db in try OrderLooks.journal(db, account) }
    }

    /// A page of the journal is in the inbox: the next one begins after `event`. `completeAt` is when the poll began, where it came to the end, by
    /// Allegro's clock, which goes against ours as `theirs` says.
    public func advanceJournal(
        of account: AccountName, to event: String?, completeAt: Timestamp?, theirs: ClockOffset = .none
    ) async throws {
        try await write { db in
            try db.cachedStatement(
                sql: """
                    INSERT INTO order_journals (account, event, complete_at, clock_ahead) VALUES (?, ?, ?, ?)
                    ON CONFLICT (account) DO UPDATE SET event = coalesce(excluded.event, order_journals.event),
                        complete_at = coalesce(excluded.complete_at, order_journals.complete_at), clock_ahead = excluded.clock_ahead
                    """
            ).execute(arguments: [account.text, event, completeAt?.microseconds, theirs.ahead.wholeMicroseconds])
        }
    }

    /// Every form changed before `moment` is in the inbox.
    ///
    /// - Parameter known: what was swept when the page was asked for. Where that was set back meanwhile, nothing is written.
    public func sweptOrders(of account: AccountName, to moment: Timestamp, from known: Timestamp?) async throws {
        try await write { db in
            try db.execute(
                sql: """
                    INSERT INTO order_journals (account, swept_to) VALUES (?1, ?2)
                    ON CONFLICT (account) DO UPDATE SET swept_to = excluded.swept_to WHERE order_journals.swept_to IS ?3
                    """, arguments: [account.text, moment.microseconds, known?.microseconds])
        }
    }
}

/// The rows of `order_looks` and `order_journals`.
enum OrderLooks {
    static func ask(_ db: Database, _ order: OrderID, account: AccountName, due: Timestamp) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO order_looks (order_id, account, due_at) VALUES (?, ?, ?)
                ON CONFLICT (order_id) DO UPDATE SET due_at = min(order_looks.due_at, excluded.due_at), attempts = 0
                """
        ).execute(arguments: [order.text, account.text, due.microseconds])
    }

    static func clear(_ db: Database, _ order: OrderID, before moment: Timestamp) throws {
        try db.cachedStatement(sql: "DELETE FROM order_looks WHERE order_id = ? AND due_at <= ?").execute(arguments: [
            order.text, moment.microseconds,
        ])
    }

    /// Every order told before this moment is applied: while a page of orders still waits in the inbox, nothing is known to be complete.
    static func knownUntil(_ db: Database, _ account: AccountName) throws -> Timestamp? {
        let waits = try Bool.fetchOne(
            db.cachedStatement(
                sql: "SELECT EXISTS (SELECT 1 FROM deliveries WHERE state = 'accepted' AND state <> 'applied' AND kind = 'allegro')"))
        return waits == true ? nil : try journal(db, account).completeAt
    }

    /// How far Allegro's clock is ahead of ours, as the account's last poll told.
    static func clockAhead(_ db: Database, _ account: AccountName) throws -> Duration {
        let ahead = try Int64.fetchOne(
            db.cachedStatement(sql: "SELECT clock_ahead FROM order_journals WHERE account = ?"), arguments: [account.text])
        return .microseconds(ahead ?? 0)
    }

    static func journal(_ db: Database, _ account: AccountName) throws -> OrderJournal {
        let row = try Row.fetchOne(
            db.cachedStatement(sql: "SELECT event, complete_at, swept_to FROM order_journals WHERE account = ?"), arguments: [account.text])
        guard let row else { return OrderJournal() }
        return OrderJournal(
            event: row[0], completeAt: (row[1] as Int64?).map(Timestamp.init(microseconds:)),
            sweptTo: (row[2] as Int64?).map(Timestamp.init(microseconds:)))
    }
}
