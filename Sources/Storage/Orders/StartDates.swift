import GRDB
import Inventory

/// A start date that was moved, within the transaction that keeps it (R37).
enum StartDates {
    /// Names that a problem lists.
    private static let namesLimit = 20
    /// Forms are asked for from a little before the day begins.
    private static let margin = Duration.seconds(86_400)

    static func changed(_ db: Database, from before: Settings, to after: Settings, at moment: Timestamp) throws {
        for account in Set(before.accounts.keys).union(after.accounts.keys).sorted() {
            let chosen = after.accounts[account] ?? AccountSettings()
            switch StartDateMove(from: before.accounts[account]?.startDate, to: chosen.startDate) {
            case .back(let from, let to): try movedBack(db, account, chosen, orders(db, account, from, to), from, at: moment)
            case .forward(let from, let to): try movedForward(db, orders(db, account, from, to), at: moment)
            case nil: break
            }
        }
    }

    /// They are ours now. What had no document because it was too old is decided anew, and the forms are swept from the new day on.
    private static func movedBack(
        _ db: Database, _ account: AccountName, _ chosen: AccountSettings, _ orders: [Order], _ from: Timestamp, at moment: Timestamp
    ) throws {
        var wanted: [OrderID] = []
        for order in orders {
            try move(db, order, isBeforeStart: false, at: moment)
            guard chosen.document != .otherProgram, order.status == .ready, order.fulfilment != .returned, !order.isFulfilledByAllegro,
                try OrderDocuments.document(db, of: order.id).map({ $0.state == OrderDocument.State.none }) ?? true
            else { continue }
            try OrderDocuments.forget(db, order.id)
            wanted.append(order.id)
        }
        guard let start = chosen.startDate else { return }
        try db.execute(
            sql: "UPDATE order_journals SET swept_to = ?2 WHERE account = ?1 AND swept_to > ?2",
            arguments: [account.text, (from - margin).microseconds])
        guard !wanted.isEmpty else { return }
        let names = wanted.prefix(namesLimit).map(\.text).joined(separator: ", ") + (wanted.count > namesLimit ? ", …" : "")
        try Problems.raise(
            db, kind: .startDateMoved, subject: account.text,
            what: Words(
                en: "\(wanted.count) orders of \(account) bought since \(start) get their document now",
                pl: "Zamówienia konta \(account) złożone od \(start), które otrzymają teraz dokument: \(wanted.count)"),
            why: Words(en: "the start date was moved back: \(names)", pl: "przesunięto wstecz datę startu: \(names)"), at: moment)
    }

    /// They are no longer ours, but for those that have a document.
    static func movedForward(_ db: Database, _ orders: [Order], at moment: Timestamp) throws {
        for order in orders {
            var document = try OrderDocuments.document(db, of: order.id)
            guard document?.mayExist != true else { continue }
            if document?.take(.notOurs, at: moment) == true, let document { try OrderDocuments.save(db, document) }
            try move(db, order, isBeforeStart: true, at: moment)
        }
    }

    private static func move(_ db: Database, _ order: Order, isBeforeStart: Bool, at moment: Timestamp) throws {
        var writer = OrderWriter(db, at: moment)
        try writer.startMoved(order, isBeforeStart: isBeforeStart)
        try writer.markProducts()
    }

    private static func orders(_ db: Database, _ account: AccountName, _ from: Timestamp, _ to: Timestamp) throws -> [Order] {
        try String.fetchAll(
            db,
            sql: """
                SELECT id FROM orders WHERE bought_at >= ? AND bought_at < ? AND account = ? AND read_at IS NOT NULL AND gone_at IS NULL
                ORDER BY bought_at, id
                """, arguments: [from.microseconds, to.microseconds, account.text]
        ).compactMap { try Orders.order(db, OrderID($0)) }
    }
}
