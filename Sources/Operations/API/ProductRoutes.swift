import HTTPTypes
import Hummingbird
import Inventory
import Listener
import Payload
import Storage

/// Products with their stock.
struct ProductRoutes {
    let store: Store

    func add(to group: RouterGroup<OperationsContext>) {
        group.get("products", use: list)
        group.get("products/:product", use: show)
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
}
