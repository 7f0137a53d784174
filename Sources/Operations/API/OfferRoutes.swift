import HTTPTypes
import Hummingbird
import Inventory
import Listener
import Payload
import Storage

/// Offers: looking at them, linking them, switching their sync.
struct OfferRoutes {
    /// Offers in one bulk action.
    static let bulkLimit = 10_000

    let store: Store
    let clock: @Sendable () -> Timestamp
    let onChange: @Sendable () -> Void

    func add(to group: RouterGroup<OperationsContext>) {
        group.get("offers", use: list)
        group.post("offers/sync", use: switchSync)
        group.get("offers/:offer", use: show)
        group.get("offers/:offer/explanation", use: explain)
        group.put("offers/:offer/link", use: link)
        group.delete("offers/:offer/link", use: unlink)
    }

    @Sendable private func list(_ request: Request, _ context: OperationsContext) async throws -> Response {
        let query = RequestReader(request: request, context: context)
        var filter = OfferFilter()
        filter.account = query.text("account").map { AccountName($0) }
        filter.product = query.text("product").map { ProductID($0) }
        filter.isSynchronised = try query.flag("sync")
        filter.status = try query.choice("status", OfferStatus.self)
        filter.hasProblem = try query.flag("problem")
        filter.text = query.text("q")
        let limit = try query.limit()
        let offers = try await store.offers(filter, after: try query.cursor { OfferID($0) }, limit: limit + 1)
        return JSONAnswer.page(offers, limit: limit, cursor: \.offer.id.text, \.payload)
    }

    @Sendable private func show(_ request: Request, _ context: OperationsContext) async throws -> Response {
        let id = try Self.offer(context)
        guard let view = try await store.offer(id) else { throw Self.unknown(id) }
        return JSONAnswer.ok(view.payload)
    }

    @Sendable private func explain(_ request: Request, _ context: OperationsContext) async throws -> Response {
        let id = try Self.offer(context)
        guard let explanation = try await store.explanation(of: id) else { throw Self.unknown(id) }
        return JSONAnswer.ok(explanation.payload)
    }

    @Sendable private func link(_ request: Request, _ context: OperationsContext) async throws -> Response {
        let id = try Self.offer(context)
        let body = try await RequestReader(request: request, context: context).object(["product", "units", "buffer", "cap", "components"])
        let link = OfferLink(
            components: try LinkBody.components(body), buffer: try body.count("buffer", least: 0) ?? 0, cap: try body.count("cap", least: 0))
        do {
            try await store.link(id, to: link, at: clock())
        } catch let refusal as Store.LinkRefusal {
            throw refusal.problem
        }
        onChange()
        guard let view = try await store.offer(id) else { throw Self.unknown(id) }
        return JSONAnswer.ok(view.payload)
    }

    @Sendable private func unlink(_ request: Request, _ context: OperationsContext) async throws -> Response {
        do {
            try await store.unlink(try Self.offer(context))
        } catch let refusal as Store.LinkRefusal {
            throw refusal.problem
        }
        onChange()
        return Response(status: .noContent)
    }

    @Sendable private func switchSync(_ request: Request, _ context: OperationsContext) async throws -> Response {
        let body = try await RequestReader(request: request, context: context).object(["offers", "enabled"])
        guard let enabled = try body.flag("enabled") else { throw body.unfit("enabled", "true or false") }
        guard case .array(let rows)? = body["offers"], rows.count <= Self.bulkLimit else {
            throw body.unfit("offers", "a list of at most \(Self.bulkLimit) offer ids")
        }
        let offers = try rows.enumerated().map { index, row in
            guard case .string(let text) = row, !text.isEmpty else {
                throw Problem(status: .unprocessableContent, detail: "an offer id is a text", pointer: "/offers/\(index)")
            }
            return OfferID(text)
        }
        let outcomes = try await store.switchSync(offers, enabled: enabled, at: clock())
        onChange()
        return JSONAnswer.ok(["results": .array(outcomes.map { Self.payload($0.offer, $0.outcome) })])
    }

    private static func payload(_ offer: OfferID, _ outcome: SyncSwitch.Outcome) -> PayloadValue {
        let (name, reason): (String, SyncSwitch.Refusal?) =
            switch outcome {
            case .enabled: ("enabled", nil)
            case .disabled: ("disabled", nil)
            case .unchanged: ("unchanged", nil)
            case .refused(let refusal): ("refused", refusal)
            }
        return ["offer": .string(offer.text), "outcome": .string(name), "reason": reason.map { .string($0.rawValue) } ?? .null]
    }

    private static func offer(_ context: OperationsContext) throws -> OfferID { OfferID(try context.parameters.require("offer")) }

    private static func unknown(_ offer: OfferID) -> Problem { Problem(status: .notFound, detail: "there is no offer \(offer)") }
}

/// The two forms of a link's body: one product, or the components of a set.
enum LinkBody {
    static func components(_ body: PayloadObject) throws -> [OfferLink.Component] {
        guard let list = body["components"], list != .null else {
            guard let product = try body.string("product") else { throw body.unfit("product", "a product's id") }
            return [OfferLink.Component(product: ProductID(product), units: try body.count("units", least: 1) ?? 1)]
        }
        if body["product"] != nil { throw body.unfit("product", "left out where components are given") }
        guard case .array(let rows) = list, (1...100).contains(rows.count) else { throw body.unfit("components", "a list of 1 to 100 components") }
        return try rows.enumerated().map { index, row in
            guard case .object(let component) = row, let product = try component.string("product") else {
                throw Problem(status: .unprocessableContent, detail: "a component has a product", pointer: "/components/\(index)/product")
            }
            return OfferLink.Component(product: ProductID(product), units: try component.count("units", least: 1) ?? 1)
        }
    }
}

extension Store.LinkRefusal {
    var problem: Problem {
        switch self {
        case .unknownOffer(let offer): Problem(status: .notFound, detail: "there is no offer \(offer)")
        case .unknownProduct(let product): Problem(status: .unprocessableContent, detail: "there is no product \(product)", pointer: "/product")
        case .noComponents: Problem(status: .unprocessableContent, detail: "a link has at least one component", pointer: "/components")
        case .repeatedProduct(let product):
            Problem(status: .unprocessableContent, detail: "product \(product) stands in two components", pointer: "/components")
        case .unitsBelowOne: Problem(status: .unprocessableContent, detail: "units are at least 1", pointer: "/units")
        case .negative(let field): Problem(status: .unprocessableContent, detail: "\(field) is not below 0", pointer: "/\(field)")
        }
    }
}
