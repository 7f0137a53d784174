import HTTPTypes
import Hummingbird
import Inventory
import Listener
import NIOCore
import Storage

/// Orders, one order, what was oversold in a month, erasing a buyer's data (R46), and a month's list as CSV (R47).
struct OrderRoutes {
    let desk: Desk

    func add(toInside inside: RouterGroup<ConsoleContext>, administering: RouterGroup<ConsoleContext>) {
        inside.get("orders") { [desk] request, context in
            let page = try await OrdersPage(FormFields(request.uri.query ?? ""), desk: desk, visit: context.visit)
            return try await desk.show(page, context.visit)
        }
        inside.get("orders/:order") { [desk] _, context in
            let page = try await OrderDetailPage(OrderID(try context.identifier("order")), desk: desk, visit: context.visit)
            return try await desk.show(page, context.visit)
        }
        inside.get("oversold") { [desk] request, context in
            let page = try await OversoldPage(FormFields(request.uri.query ?? ""), desk: desk, visit: context.visit)
            return try await desk.show(page, context.visit)
        }
        inside.get("months", use: month)
        administering.post("orders/:order/erase", use: erase)
    }

    @Sendable private func month(_ request: Request, _ context: ConsoleContext) async throws -> Response {
        guard let month = FormFields(request.uri.query ?? "")["month"].flatMap({ CalendarMonth($0) }) else { throw OversoldPage.noMonth }
        return CSV.download(try await desk.store.month(month).table(context.visit.voice), name: "stockgate-\(month).csv", isMarked: true)
    }

    @Sendable private func erase(_ request: Request, _ context: ConsoleContext) async throws -> Response {
        let id = OrderID(try context.identifier("order"))
        let entry = try await desk.store.noteDeed(who: try context.user().name, deed: "erase", subject: id.text, at: context.visit.at)
        switch try await desk.store.erasePersonalData(of: id) {
        case .done: try await desk.store.noteOutcome(entry, "done")
        case .unknownOrder: throw PageFault.notFound
        case .waiting: throw StorageError.busy
        case .documentDue:
            try await desk.store.noteOutcome(entry, "refused")
            throw PageFault.unfit(
                Words(
                    en: """
                        The order's document is still to be issued and needs the buyer's data. Erase it once the document stands in wFirma, or dismiss \
                        the problem that keeps it from being issued.
                        """,
                    pl: """
                        Dokument do tego zamówienia nie jest jeszcze wystawiony i potrzebuje danych kupującego. Usuń je, gdy dokument będzie w wFirmie, \
                        albo odłóż problem, który nie pozwala go wystawić.
                        """))
        }
        return desk.see(Place.order(id))
    }
}

extension MonthList {
    /// One table of all three lists; the first column names the list, in the words of the one who asks.
    func table(_ voice: Voice) -> [[String]] {
        var rows = [
            [
                Words(en: "list", pl: "lista"), Words(en: "order", pl: "zamówienie"), Words(en: "account", pl: "konto"),
                Words(en: "day", pl: "dzień"), Words(en: "document", pl: "dokument"), Words(en: "count", pl: "liczba"),
                Words(en: "total", pl: "razem"), Words(en: "currency", pl: "waluta"), Words(en: "reason", pl: "powód"),
            ].map { voice($0) }
        ]
        for row in undocumented {
            rows.append([
                voice(Words(en: "order without document", pl: "zamówienie bez dokumentu")), row.order.text, row.account.text,
                CalendarDate(inPoland: row.boughtAt)?.description ?? "", "", "", row.total?.decimal ?? "", row.total?.currency ?? "",
                voice(row.reason.name),
            ])
        }
        for row in orphaned {
            rows.append([
                voice(Words(en: "document without order", pl: "dokument bez zamówienia")), row.order.text, row.account.text,
                row.issuedOn.description, row.number ?? row.document, "", row.total?.decimal ?? "", row.total?.currency ?? "",
                voice(row.loss.name),
            ])
        }
        for row in totals {
            for (name, count, sum) in [
                (Words(en: "orders in all", pl: "zamówienia razem"), row.orders, row.ordersTotal),
                (Words(en: "documents in all", pl: "dokumenty razem"), row.documents, row.documentsTotal),
                (Words(en: "corrections in all", pl: "korekty razem"), row.corrections, row.correctionsTotal),
            ] {
                let money = Money(hundredths: sum, currency: row.currency)
                rows.append([voice(name), "", "", "", "", String(count), money.decimal, money.currency, ""])
            }
        }
        return rows
    }
}

extension MonthList.Loss {
    fileprivate var name: Words {
        switch self {
        case .cancelled: Words(en: "the order was cancelled", pl: "zamówienie anulowano")
        case .returned: Words(en: "the order was returned", pl: "zamówienie zwrócono")
        }
    }
}

extension MonthList.Reason {
    fileprivate var name: Words {
        switch self {
        case .underWay: Words(en: "on its way", pl: "w drodze")
        case .refused: Words(en: "a person must do something first", pl: "wymaga działania")
        case .foreign: Words(en: "another program's document", pl: "dokument innego programu")
        case .beforeStart: Words(en: "bought before the start date", pl: "sprzed daty startu")
        case .fulfilledByAllegro: Words(en: "goods from Allegro's warehouse", pl: "towar z magazynu Allegro")
        case .notWanted: Words(en: "none was to be issued", pl: "nie miał być wystawiony")
        }
    }
}
