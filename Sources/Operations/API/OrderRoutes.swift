import HTTPTypes
import Hummingbird
import Inventory
import Listener
import Payload
import Storage

/// Orders on Allegro: who bought what, what it reserves, which document it got; and erasing the buyer's data.
struct OrderRoutes {
    let store: Store

    func add(to group: RouterGroup<OperationsContext>) {
        group.get("orders", use: list)
        group.get("orders/:checkout_form", use: show)
        group.delete("orders/:checkout_form/personal-data", use: erase)
    }

    @Sendable private func list(_ request: Request, _ context: OperationsContext) async throws -> Response {
        let query = try RequestQuery(request, ["account", "status", "after", "limit"])
        var filter = OrderFilter()
        filter.account = query.text("account").map { AccountName($0) }
        filter.status = try query.choice("status", Order.Status.self)
        let limit = try query.limit()
        let orders = try await store.orders(filter, after: try query.cursor { OrderCursor($0) }, limit: limit + 1)
        return JSONAnswer.page(orders, limit: limit, cursor: \.cursor.description, \.payload)
    }

    @Sendable private func show(_ request: Request, _ context: OperationsContext) async throws -> Response {
        _ = try RequestQuery(request)
        let id = OrderID(try context.identifier("checkout_form"))
        guard let order = try await store.orderView(id) else { throw Self.unknown(id) }
        return JSONAnswer.ok(order.payload)
    }

    @Sendable private func erase(_ request: Request, _ context: OperationsContext) async throws -> Response {
        _ = try RequestQuery(request)
        let id = OrderID(try context.identifier("checkout_form"))
        switch try await store.erasePersonalData(of: id) {
        case .done: return Response(status: .noContent)
        case .unknownOrder: throw Self.unknown(id)
        case .documentDue:
            throw Problem(
                status: .conflict, title: "The order's document is still to be issued",
                detail:
                    "the document needs the buyer's data; erase it once it stands in wFirma, or dismiss the problem that keeps it from being issued",
                type: "urn:stockgate:document-due")
        case .waiting:
            throw Problem(
                status: .serviceUnavailable, detail: "a delivery that names the order is just being applied; ask again", headers: [.retryAfter: "1"])
        }
    }

    private static func unknown(_ id: OrderID) -> Problem { Problem(status: .notFound, detail: "there is no order \(printable(id.text))") }
}
