import HTTPTypes
import Hummingbird
import Inventory
import Listener
import Payload
import Storage

/// A month's list for whoever keeps the books (R47): JSON, or CSV where the request asks for it.
struct MonthRoutes {
    let store: Store

    func add(to group: RouterGroup<OperationsContext>) {
        group.get("months/:month", use: show)
    }

    @Sendable private func show(_ request: Request, _ context: OperationsContext) async throws -> Response {
        _ = try RequestQuery(request)
        let text = try context.identifier("month")
        guard let month = CalendarMonth(text) else {
            throw Problem(status: .badRequest, detail: "a month reads as 2026-11, not \(printable(text, limit: 32))")
        }
        let list = try await store.month(month)
        guard Self.wantsCSV(request) else { return JSONAnswer.ok(list.payload) }
        return CSV.download(list.table, name: "stockgate-\(month).csv", isMarked: false)
    }

    /// The first of the two media types that the request names; JSON where it names neither.
    private static func wantsCSV(_ request: Request) -> Bool {
        for range in (request.headers[.accept] ?? "").lowercased().split(separator: ",") {
            let type = range.prefix { $0 != ";" }.filter { $0 != " " }
            if type == "text/csv" { return true }
            if type == "application/json" { return false }
        }
        return false
    }
}

extension MonthList {
    var payload: PayloadValue {
        [
            "month": .string("\(month)"),
            "orders_without_document": .array(
                undocumented.map { row in
                    [
                        "order": .string(row.order.text), "account": .string(row.account.text), "bought_at": .moment(row.boughtAt),
                        "total": .text(row.total?.decimal), "currency": .text(row.total?.currency), "reason": .string(row.reason.rawValue),
                    ]
                }),
            "documents_without_order": .array(
                orphaned.map { row in
                    [
                        "id": .string(row.document), "number": .text(row.number), "order": .string(row.order.text),
                        "account": .string(row.account.text), "issued_on": .string("\(row.issuedOn)"), "total": .text(row.total?.decimal),
                        "currency": .text(row.total?.currency), "reason": .string(row.loss.rawValue),
                    ]
                }),
            "totals": .array(
                totals.map { row in
                    func decimal(_ hundredths: Int64) -> PayloadValue { .string(Money(hundredths: hundredths, currency: row.currency).decimal) }
                    return [
                        "currency": .string(row.currency), "orders": PayloadValue(row.orders), "orders_total": decimal(row.ordersTotal),
                        "documents": PayloadValue(row.documents), "documents_total": decimal(row.documentsTotal),
                        "corrections": PayloadValue(row.corrections), "corrections_total": decimal(row.correctionsTotal),
                    ]
                }),
        ]
    }

    /// One table of all three lists; the first column names the list. Days are Polish ones.
    var table: [[String]] {
        var rows = [["list", "order", "account", "day", "document", "number", "count", "total", "currency", "reason"]]
        for row in undocumented {
            rows.append([
                "order_without_document", row.order.text, row.account.text, CalendarDate(inPoland: row.boughtAt)?.description ?? "", "", "", "",
                row.total?.decimal ?? "", row.total?.currency ?? "", row.reason.rawValue,
            ])
        }
        for row in orphaned {
            rows.append([
                "document_without_order", row.order.text, row.account.text, row.issuedOn.description, row.document, row.number ?? "", "",
                row.total?.decimal ?? "", row.total?.currency ?? "", row.loss.rawValue,
            ])
        }
        for row in totals {
            for (name, count, sum) in [
                ("orders", row.orders, row.ordersTotal), ("documents", row.documents, row.documentsTotal),
                ("corrections", row.corrections, row.correctionsTotal),
            ] {
                let money = Money(hundredths: sum, currency: row.currency)
                rows.append(["total_of_" + name, "", "", "", "", "", String(count), money.decimal, money.currency, ""])
            }
        }
        return rows
    }
}
