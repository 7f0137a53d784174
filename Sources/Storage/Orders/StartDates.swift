public import Inventory

/// A start date that was moved (R37): kept with the settings, and carried out for the orders between in bounded steps.
enum StartDates {
    /// Names that a problem lists.
    private static let namesLimit = 20
    /// Forms are asked for from a little before the day begins.
    private static let margin = Duration.seconds(86_400)

    /// Within the transaction that keeps the settings: the orders between the two days are to be decided anew, those of an earlier move that is not
    /// carried out yet as well; and the forms are swept from a day that is earlier now.
    static func changed(_ db: Database, from before: Settings, to after: Settings) throws {
        for account in Set(before.accounts.keys).union(after.accounts.keys).sorted() {
            let start = after.accounts[account]?.startDate
            let span: (from: Timestamp, to: Timestamp)
            switch StartDateMove(from: before.accounts[account]?.startDate, to: start) {
            case .back(let from, let to):
                span = (from, to)
                guard start != nil else { break }
                try db.execute(
                    sql: "UPDATE order_journals SET swept_to = ?2 WHERE account = ?1 AND swept_to > ?2",
                    arguments: [account.text, (from - margin).microseconds])
            case .forward(let from, let to): span = (from, to)
            case nil: continue
            }
            try db.execute(
                sql: """
                    INSERT INTO start_date_moves AS m (account, from_at, to_at, done_at, done_id) VALUES (?1, ?2, ?3, ?2, '')
                    ON CONFLICT (account) DO UPDATE SET from_at = min(m.from_at, ?2), to_at = max(m.to_at, ?3), done_at = min(m.from_at, ?2),
                        done_id = '', wanted = 0, names = ''
                    """, arguments: [account.text, span.from.microseconds, span.to.microseconds])
        }
    }

    /// Decides the next orders anew, at most `limit`; a move whose orders are all decided is forgotten.
    static func carryOn(_ db: Database, limit: Int, at moment: Timestamp) throws {
        guard
            let move = try Row.fetchOne(
                db, sql: "SELECT account, to_at, done_at, done_id, wanted, names FROM start_date_moves ORDER BY account LIMIT 1")
        else { return }
        let account = AccountName(move[0])
        let orders = try Row.fetchAll(
            db,
            sql: """
                SELECT id, bought_at FROM orders WHERE (bought_at, id) > (?, ?) AND bought_at < ? AND account = ? AND read_at IS NOT NULL
                    AND gone_at IS NULL ORDER BY bought_at, id LIMIT ?
                """, arguments: [move[2] as Int64, move[3] as String, move[1] as Int64, account.text, limit])
        let chosen = try Store.settings(db).accounts[account] ?? AccountSettings()
        var wanted: [OrderID] = []
        for row in orders {
            if try decide(db, OrderID(row[0]), chosen, at: moment) { wanted.append(OrderID(row[0])) }
        }
        let count = (move[4] as Int) + wanted.count
        let known = (move[5] as String).split(separator: " ").map(String.init)
        let names = Array((known + wanted.map(\.text)).prefix(namesLimit))
        if !wanted.isEmpty, let start = chosen.startDate { try tell(db, account, start, count, names, at: moment) }
        guard orders.count == limit, let last = orders.last else {
            return try db.execute(sql: "DELETE FROM start_date_moves WHERE account = ?", arguments: [account.text])
        }
        try db.execute(
            sql: "UPDATE start_date_moves SET done_at = ?, done_id = ?, wanted = ?, names = ? WHERE account = ?",
            arguments: [last[1] as Int64, last[0] as String, count, names.joined(separator: " "), account.text])
    }

    /// One order, by the start date as it is now. True where its document is wanted since.
    private static func decide(_ db: Database, _ id: OrderID, _ chosen: AccountSettings, at moment: Timestamp) throws -> Bool {
        guard let order = try Orders.order(db, id) else { return false }
        let start = [chosen.startDate?.startInPoland, try Store.documentsFrom(db)].compactMap(\.self).max()
        if let start, order.boughtAt < start {
            try leave(db, order, at: moment)
            return false
        }
        let document = try OrderDocuments.document(db, of: id)
        // It is ours now; what had no document because it was too old is decided anew.
        try move(db, order, isBeforeStart: false, at: moment)
        guard chosen.document != .otherProgram, order.status == .ready, !order.isOff, !order.isFulfilledByAllegro,
            document.map({ $0.state == OrderDocument.State.none }) ?? true
        else { return false }
        try OrderDocuments.forget(db, id)
        return true
    }

    /// The order is no longer ours, but for one that has a document.
    static func leave(_ db: Database, _ order: Order, at moment: Timestamp) throws {
        var document = try OrderDocuments.document(db, of: order.id)
        guard document?.mayExist != true else { return }
        if document?.take(.notOurs, at: moment) == true, let document {
            try OrderDocuments.save(db, document)
            try OrderDocuments.settleRefusals(db, order.id, by: "not ours", at: moment)
        }
        try move(db, order, isBeforeStart: true, at: moment)
    }

    private static func tell(
        _ db: Database, _ account: AccountName, _ start: CalendarDate, _ count: Int, _ names: [String], at moment: Timestamp
    ) throws {
        let names = names.joined(separator: ", ") + (count > namesLimit ? ", …" : "")
        try Problems.raise(
            db, kind: .startDateMoved, subject: account.text,
            what: Words(
                en: "\(count) orders of \(account) bought since \(start) get their document now",
                pl: "Zamówienia konta \(account) złożone od \(start), które otrzymają teraz dokument: \(count)"),
            why: Words(en: "the start date was moved back: \(names)", pl: "przesunięto wstecz datę startu: \(names)"), at: moment)
    }

    private static func move(_ db: Database, _ order: Order, isBeforeStart: Bool, at moment: Timestamp) throws {
        var writer = OrderWriter(db, at: moment)
        try writer.startMoved(order, isBeforeStart: isBeforeStart)
        try writer.markProducts()
    }
}

extension Store {
    /// Orders that one step of ``carryOutStartDates(at:)`` decides anew.
    static let startDateStep = 100

    /// One bounded step of what moved start dates mean for the orders between the days (R37); false where nothing is left to do.
    public func carryOutStartDates(at moment: Timestamp) async throws -> Bool {
        let isMoved = try await read { try Bool.fetchOne($0.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM start_date_moves)")) }
        guard isMoved == true else { return false }
        try await write { try StartDates.carryOn($0, limit: Self.startDateStep, at: moment) }
        return true
    }
}
