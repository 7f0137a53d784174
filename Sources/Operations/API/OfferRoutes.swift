import HTTPTypes
import Hummingbird
import Inventory
import Listener
import Payload
import Storage

/// Offers: looking at them, and linking them.
struct OfferRoutes {
    let store: Store
    let clock: @Sendable () -> Timestamp
    let onChange: @Sendable () -> Void

    func add(to group: RouterGroup<OperationsContext>) {
        group.get("offers", use: list)
        group.get("offers/:offer", use: show)
        group.get("offers/:offer/explanation", use: explain)
        group.put("offers/:offer/link", use: link)
        group.delete("offers/:offer/link", use: unlink)
    }

    @Sendable private func list(_ request: Request, _ context: OperationsContext) async throws -> Response {
        let query = try RequestQuery(request, ["account", "product", "sync", "unlinked", "status", "problem", "q", "after", "limit"])
        var filter = OfferFilter()
        filter.account = query.text("account").map { AccountName($0) }
        filter.product = query.text("product").map { ProductID($0) }
        filter.isSynchronised = try query.flag("sync")
        filter.status = try query.choice("status", OfferStatus.self)
        filter.isLinked = try query.flag("unlinked").map { !$0 }
        filter.hasProblem = try query.flag("problem")
        filter.text = query.text("q")
        let limit = try query.limit()
        let offers = try await store.offers(filter, after: try query.identifierCursor().map { OfferID($0) }, limit: limit + 1)
        return JSONAnswer.page(offers, limit: limit, cursor: \.offer.id.text, \.payload)
    }

    @Sendable private func show(_ request: Request, _ context: OperationsContext) async throws -> Response {
        _ = try RequestQuery(request)
        let id = try Self.offer(context)
        guard let view = try await store.offer(id) else { throw Problem.unknown(id) }
        return JSONAnswer.ok(view.payload)
    }

    @Sendable private func explain(_ request: Request, _ context: OperationsContext) async throws -> Response {
        _ = try RequestQuery(request)
        let id = try Self.offer(context)
        guard let explanation = try await store.explanation(of: id) else { throw Problem.unknown(id) }
        return JSONAnswer.ok(explanation.payload)
    }

    @Sendable private func link(_ request: Request, _ context: OperationsContext) async throws -> Response {
        let id = try Self.offer(context)
        let body = try LinkBody(try await RequestBody.object(LinkBody.fields, of: request, context))
        do {
            try await store.link(id, to: body.link, correctsOrders: body.correctsOrders, at: clock())
        } catch let refusal as Store.LinkRefusal {
            throw body.problem(of: refusal)
        }
        onChange()
        guard let view = try await store.offer(id) else { throw Problem.unknown(id) }
        return JSONAnswer.ok(view.payload)
    }

    @Sendable private func unlink(_ request: Request, _ context: OperationsContext) async throws -> Response {
        _ = try RequestQuery(request)
        let id = try Self.offer(context)
        do {
            try await store.unlink(id, at: clock())
        } catch is Store.LinkRefusal {
            throw Problem.unknown(id)
        }
        onChange()
        return Response(status: .noContent)
    }

    private static func offer(_ context: OperationsContext) throws -> OfferID { OfferID(try context.identifier("offer")) }
}
