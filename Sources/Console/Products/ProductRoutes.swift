import Hummingbird
import Inventory

/// Products, and one product.
struct ProductRoutes {
    let desk: Desk

    func add(to group: RouterGroup<ConsoleContext>) {
        group.get("products") { [desk] request, context in
            let page = try await ProductsPage(FormFields(request.uri.query ?? ""), desk: desk, visit: context.visit)
            return try await desk.show(page, context.visit)
        }
        group.get("products/:product") { [desk] request, context in
            let before = FormFields(request.uri.query ?? "")["before"].flatMap { Int64($0) }
            let id = ProductID(try context.identifier("product"))
            return try await desk.show(try await ProductDetailPage(id, before: before, desk: desk, visit: context.visit), context.visit)
        }
    }
}
