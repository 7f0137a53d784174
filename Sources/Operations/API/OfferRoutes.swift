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
        let query = try RequestQuery(request)
        var filter = OfferFilter()
        filter.account = query.text("account").map { AccountName($0) }
        filter.product = query.text("product").map { ProductID($0) }
        filter.isSynchronised = try query.flag("sync")
        filter.status = try query.choice("status", OfferStatus.self)
        filter.isLinked = try query.flag("unlinked").map { !$0 }
        filter.hasProblem = try query.flag("problem")
        filter.text = query.text("q")
        let limit = try query.limit()
        let offers = try await store.offers(filter, after: try query.cursor { OfferID($0) }, limit: limit + 1)
        return JSONAnswer.page(offers, limit: limit, cursor: \.offer.id.text, \.payload)
    }

    @Sendable private func show(_ request: Request, _ context: OperationsContext) async throws -> Response {
        let id = try Self.offer(context)
        guard let view = try await store.offer(id) else { throw Problem.unknown(id) }
        return JSONAnswer.ok(view.payload)
    }

    @Sendable private func explain(_ request: Request, _ context: OperationsContext) async throws -> Response {
        let id = try Self.offer(context)
        guard let explanation = try await store.explanation(of: id) else { throw Problem.unknown(id) }
        return JSONAnswer.ok(explanation.payload)
    }

    @Sendable private func link(_ request: Request, _ context: OperationsContext) async throws -> Response {
        let id = try Self.offer(context)
        let body = try LinkBody(try await RequestBody.object(LinkBody.fields, of: request, context))
        do {
            try await store.link(id, to: body.link, at: clock())
        } catch let refusal as Store.LinkRefusal {
            throw body.problem(of: refusal)
        }
        onChange()
        guard let view = try await store.offer(id) else { throw Problem.unknown(id) }
        return JSONAnswer.ok(view.payload)
    }

    @Sendable private func unlink(_ request: Request, _ context: OperationsContext) async throws -> Response {
        let id = try Self.offer(context)
        do {
            try await store.unlink(id)
        } catch is Store.LinkRefusal {
            throw Problem.unknown(id)
        }
        onChange()
        return Response(status: .noContent)
    }

    @Sendable private func switchSync(_ request: Request, _ context: OperationsContext) async throws -> Response {
        let body = try await RequestBody.object(["offers", "enabled"], of: request, context)
        guard let enabled = try body.flag("enabled") else { throw body.unfit("enabled", "true or false") }
        guard case .array(let rows)? = body["offers"], rows.count <= Self.bulkLimit else {
            throw body.unfit("offers", "a list of at most \(Self.bulkLimit) offer ids")
        }
        let offers = try rows.enumerated().map { index, row in
            guard case .string(let text) = row, text.isIdentifier else {
                throw Problem(
                    status: .unprocessableContent, detail: "an offer id is a text of 1 to \(PayloadObject.textLimit) characters",
                    pointer: "/offers/\(index)")
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

    private static func offer(_ context: OperationsContext) throws -> OfferID { OfferID(try context.identifier("offer")) }
}
