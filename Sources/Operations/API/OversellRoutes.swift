import HTTPTypes
import Hummingbird
import Inventory
import Listener
public import Payload
public import Storage

/// What was oversold in a month, and why.
struct OversellRoutes {
    let store: Store
    let clock: @Sendable () -> Timestamp

    func add(to group: RouterGroup<OperationsContext>) {
        group.get("oversold", use: show)
    }

    @Sendable private func show(_ request: Request, _ context: OperationsContext) async throws -> Response {
        let text = try RequestQuery(request, ["month"]).text("month")
        guard let month = text.map({ CalendarMonth($0) }) ?? CalendarMonth(inPoland: clock()) else {
            throw Problem(status: .badRequest, detail: "a month reads as 2026-11, not \(printable(text ?? "", limit: 32))")
        }
        return JSONAnswer.ok(try await store.oversells(in: month).payload)
    }
}

extension OversellMonth {
    /// As the admin API and `stockgate oversold --json` give it.
    public var payload: PayloadValue {
        [
            "month": .string("\(month)"), "pieces": PayloadValue(pieces.values.reduce(0, +)),
            "causes": .array(Oversell.Cause.allCases.map { ["cause": .string($0.rawValue), "pieces": PayloadValue(pieces[$0] ?? 0)] }),
            "items": .array(
                rows.map { row in
                    let oversell = row.oversell
                    return [
                        "order": .string(row.order.text), "account": .string(row.account.text), "order_status": .string(row.orderStatus.rawValue),
                        "line_item": .string(oversell.line.text), "offer": .string(oversell.offer.text), "product": .string(oversell.product.text),
                        "pieces": PayloadValue(oversell.pieces), "cause": .string(oversell.cause.rawValue), "bought_at": .moment(oversell.boughtAt),
                        "known_at": .moment(oversell.knownAt),
                    ]
                }),
        ]
    }
}
