import Hummingbird
import Inventory
import Payload
import Storage

/// What unlinked offers probably sell; a proposal is taken by linking the offer.
struct LinkRoutes {
    let store: Store

    func add(to group: RouterGroup<OperationsContext>) {
        group.get("links/proposals", use: proposals)
    }

    @Sendable private func proposals(_ request: Request, _ context: OperationsContext) async throws -> Response {
        let query = try RequestQuery(request, ["after", "limit"])
        let limit = try query.limit()
        let rows = try await store.linkProposals(after: try query.identifierCursor().map { OfferID($0) }, limit: limit + 1)
        return JSONAnswer.page(rows, limit: limit, cursor: \.proposal.offer.text, \.payload)
    }
}

extension OfferProposal {
    fileprivate var payload: PayloadValue {
        [
            "offer": .string(proposal.offer.text), "account": .string(account.text), "name": .string(name), "external_id": .text(externalID),
            "product": .text(proposal.product?.product.text), "match": .text(proposal.product?.match.rawValue),
            "reason": .text(proposal.refusal?.rawValue),
            "candidates": .array(
                proposal.candidates.map {
                    [
                        "product": .string($0.product.text), "name": .string(productNames[$0.product] ?? ""), "match": .string($0.match.rawValue),
                    ]
                }),
        ]
    }
}
