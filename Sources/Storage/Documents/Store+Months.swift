public import Inventory

extension Store {
    /// The list of one month, by Polish dates (R47).
    public func month(_ month: CalendarMonth) async throws -> MonthList {
        try await read { db in
            var list = MonthList(month: month)
            list.undocumented = try Months.undocumented(db, month)
            list.orphaned = try Months.orphaned(db, month)
            list.totals = try Months.totals(db, month)
            return list
        }
    }
}

/// A month's rows, within a transaction. A document's date is the one that it carries in wFirma: as read back, else as drafted.
private enum Months {
    private static let date = "coalesce(d.issued_on, json_extract(d.draft, '$.date'))"
    private static let isDatedInMonth = "(\(date) >= ?1 AND \(date) < ?2)"
    private static let isNoAlias = "NOT EXISTS (SELECT 1 FROM order_aliases a WHERE a.id = o.id)"

    static func undocumented(_ db: Database, _ month: CalendarMonth) throws -> [MonthList.UndocumentedOrder] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT o.id, o.account, o.bought_at, o.total, o.currency, o.is_fulfilled_by_allegro, o.is_before_start, d.state
                FROM orders o LEFT JOIN order_documents d ON d.order_id = o.id
                WHERE o.bought_at >= ? AND o.bought_at < ? AND o.status = 'ready' AND NOT \(Orders.isOff) AND \(isNoAlias)
                    AND d.document IS NULL
                    AND EXISTS (SELECT 1 FROM order_lines l WHERE l.order_id = o.id AND l.covered_by IS NULL)
                ORDER BY o.bought_at, o.id
                """, arguments: [month.start.microseconds, month.next.start.microseconds]
        ).map { row in
            MonthList.UndocumentedOrder(
                order: OrderID(row[0]), account: AccountName(row[1]), boughtAt: Timestamp(microseconds: row[2]), total: money(row[3], row[4]),
                reason: reason(state: row[7], isFulfilledByAllegro: row[5], isBeforeStart: row[6]))
        }
    }

    private static func reason(state: String?, isFulfilledByAllegro: Bool, isBeforeStart: Bool) -> MonthList.Reason {
        if isFulfilledByAllegro { return .fulfilledByAllegro }
        if isBeforeStart { return .beforeStart }
        switch state.flatMap(OrderDocument.State.init(rawValue:)) {
        case .refused?: return .refused
        case .foreign?: return .foreign
        case nil, .cancelled?, OrderDocument.State.none?: return .notWanted
        default: return .underWay
        }
    }

    static func orphaned(_ db: Database, _ month: CalendarMonth) throws -> [MonthList.OrphanedDocument] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT d.order_id, d.account, d.document, d.number, \(date), d.total, d.currency, o.status, o.fulfilment
                FROM order_documents d
                JOIN orders o ON o.id = coalesce((SELECT a.order_id FROM order_aliases a WHERE a.id = d.order_id), d.order_id)
                WHERE \(isDatedInMonth) AND d.document IS NOT NULL AND \(Orders.isOff)
                    AND NOT EXISTS (SELECT 1 FROM order_corrections c WHERE c.order_id = d.order_id AND c.issued_on IS NOT NULL)
                ORDER BY 5, d.order_id
                """, arguments: ["\(month)-01", "\(month.next)-01"]
        ).compactMap { row in
            guard let date = CalendarDate(row[4]), let status = Order.Status(rawValue: row[7]) else { return nil }
            let cameBack = Order.cameBack(status, Order.Fulfilment(rawValue: row[8]) ?? .unknown)
            return MonthList.OrphanedDocument(
                order: OrderID(row[0]), account: AccountName(row[1]), document: row[2], number: row[3], issuedOn: date, total: money(row[5], row[6]),
                loss: cameBack ? .returned : .cancelled)
        }
    }

    static func totals(_ db: Database, _ month: CalendarMonth) throws -> [MonthList.Totals] {
        var byCurrency: [String: MonthList.Totals] = [:]
        func add(_ rows: [Row], _ change: (inout MonthList.Totals, Int, Int64) -> Void) {
            for row in rows {
                let currency: String = row[0]
                change(&byCurrency[currency, default: MonthList.Totals(currency: currency)], row[1], row[2])
            }
        }
        let bought: StatementArguments = [month.start.microseconds, month.next.start.microseconds]
        add(
            try Row.fetchAll(
                db,
                sql: """
                    SELECT o.currency, count(*), coalesce(sum(o.total), 0) FROM orders o
                    WHERE o.bought_at >= ? AND o.bought_at < ? AND o.status <> 'cancelled' AND o.fulfilment <> 'cancelled'
                        AND o.currency IS NOT NULL AND \(isNoAlias)
                    GROUP BY 1
                    """, arguments: bought)
        ) { totals, count, sum in (totals.orders, totals.ordersTotal) = (count, sum) }
        let dated: StatementArguments = ["\(month)-01", "\(month.next)-01"]
        add(
            try Row.fetchAll(
                db,
                sql: """
                    SELECT coalesce(d.currency, json_extract(d.draft, '$.currency')), count(*), coalesce(sum(d.total), 0) FROM order_documents d
                    WHERE \(isDatedInMonth) AND d.document IS NOT NULL GROUP BY 1
                    """, arguments: dated)
        ) { totals, count, sum in (totals.documents, totals.documentsTotal) = (count, sum) }
        // A correction's total is nothing; what it took back is the document's.
        add(
            try Row.fetchAll(
                db,
                sql: """
                    SELECT coalesce(d.currency, 'PLN'), count(*), coalesce(sum(d.total), 0)
                    FROM order_corrections c JOIN order_documents d ON d.order_id = c.order_id
                    WHERE c.issued_on >= ? AND c.issued_on < ? GROUP BY 1
                    """, arguments: dated)
        ) { totals, count, sum in (totals.corrections, totals.correctionsTotal) = (count, sum) }
        return byCurrency.values.sorted { $0.currency < $1.currency }
    }

    private static func money(_ hundredths: Int64?, _ currency: String?) -> Money? {
        hundredths.map { Money(hundredths: $0, currency: currency ?? "PLN") }
    }
}
