import HTTPTypes
import Hummingbird
import Inventory
import Listener
import Payload
import Storage

/// Actions over many offers, each answered by itself: sync, auto-close and auto-resume, ending and resuming by hand, the pause.
struct SwitchRoutes {
    /// Offers in one action.
    static let bulkLimit = 10_000

    let store: Store
    let clock: @Sendable () -> Timestamp
    let onChange: @Sendable () -> Void

    func add(to group: RouterGroup<OperationsContext>) {
        group.post("offers/sync") { request, context in
            try await switched(request, context) { try await store.switchSync($0, enabled: $1, at: clock()) }
        }
        group.post("offers/auto-close") { request, context in
            try await switched(request, context) { try await store.switchAuto(.close, $0, enabled: $1, at: clock()) }
        }
        group.post("offers/auto-resume") { request, context in
            try await switched(request, context) { try await store.switchAuto(.resume, $0, enabled: $1, at: clock()) }
        }
        group.post("offers/end") { request, context in
            try await done(request, context) { try await store.endByHand(try $0.offers, at: clock()) }
        }
        group.post("offers/resume") { request, context in
            try await done(request, context) { try await store.resumeByHand(try $0.offers, at: clock()) }
        }
        group.post("pause") { request, context in
            try await done(request, context) { try await store.pause(try $0.selection, at: clock()) }
        }
        group.post("unpause") { request, context in
            try await done(request, context) { try await store.unpause(try $0.selection, at: clock()) }
        }
    }

    private func switched(
        _ request: Request, _ context: OperationsContext, _ act: ([OfferID], Bool) async throws -> Store.Outcomes
    ) async throws -> Response {
        let body = try await RequestBody.object(["offers", "enabled"], of: request, context)
        guard let enabled = try body.flag("enabled") else { throw body.unfit("enabled", "true or false") }
        return answer(try await act(try body.offers, enabled))
    }

    private func done(
        _ request: Request, _ context: OperationsContext, _ act: (PayloadObject) async throws -> Store.Outcomes
    ) async throws -> Response {
        answer(try await act(try await RequestBody.object(["offers"], of: request, context)))
    }

    private func answer(_ outcomes: Store.Outcomes) -> Response {
        onChange()
        return JSONAnswer.ok([
            "results": .array(
                outcomes.map { offer, outcome in
                    let (name, reason) = outcome.told
                    return ["offer": .string(offer.text), "outcome": .string(name), "reason": .text(reason?.rawValue)]
                })
        ])
    }
}

extension PayloadObject {
    /// The field `offers`: ids, a bounded number.
    fileprivate var offers: [OfferID] {
        get throws {
            guard case .array(let rows)? = self["offers"], rows.count <= SwitchRoutes.bulkLimit else {
                throw unfit("offers", "a list of at most \(SwitchRoutes.bulkLimit) offer ids")
            }
            return try rows.enumerated().map { index, row in
                guard case .string(let text) = row, text.isIdentifier else {
                    throw Problem(
                        status: .unprocessableContent, detail: "an offer id is a text of 1 to \(Self.textLimit) characters",
                        pointer: "/offers/\(index)")
                }
                return OfferID(text)
            }
        }
    }

    /// The field `offers` of the pause: ids, or the word `all`.
    fileprivate var selection: OfferSelection {
        get throws {
            if case .string(let word)? = self["offers"] {
                guard word == "all" else { throw unfit("offers", "a list of offer ids, or \"all\"") }
                return .all
            }
            return .these(try offers)
        }
    }
}
