import HTTPTypes
import Hummingbird
import Inventory
import Listener
import Payload
import Storage

/// Products with their stock, and what would be sent for their offers.
struct ProductRoutes {
    let store: Store
    let brake: Brake.Rules
    let clock: @Sendable () -> Timestamp

    func add(to group: RouterGroup<OperationsContext>) {
        group.get("products", use: list)
        group.get("products/:product", use: show)
        group.get("plan", use: plan)
    }

    @Sendable private func list(_ request: Request, _ context: OperationsContext) async throws -> Response {
        let query = try RequestQuery(request, ["q", "after", "limit"])
        let limit = try query.limit()
        let products = try await store.products(text: query.text("q"), after: try query.identifierCursor().map { ProductID($0) }, limit: limit + 1)
        return JSONAnswer.page(products, limit: limit, cursor: \.product.id.text, \.payload)
    }

    @Sendable private func show(_ request: Request, _ context: OperationsContext) async throws -> Response {
        _ = try RequestQuery(request)
        let id = ProductID(try context.identifier("product"))
        guard let product = try await store.product(id) else { throw Problem(status: .notFound, detail: "there is no product \(printable(id.text))") }
        return JSONAnswer.ok(product.payload)
    }

    @Sendable private func plan(_ request: Request, _ context: OperationsContext) async throws -> Response {
        let assumed = (try RequestQuery(request, ["sync"]).text("sync") ?? "").split(separator: ",").map { OfferID(String($0)) }
        let plans = try await store.plans(for: nil, assuming: assumed, brake: brake, at: clock())
        return JSONAnswer.ok(["items": .array(plans.map { $0.plan.payload(of: $0.offer) })])
    }
}
