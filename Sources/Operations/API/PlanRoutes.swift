import HTTPTypes
import Hummingbird
public import Inventory
import Listener
public import Payload
public import Storage

/// How the admin API looks ahead.
public struct Planning: Sendable {
    /// The rules and limits that the gateway runs by.
    public var terms: ForecastTerms
    /// Reads bodies of webhooks that have not come, one or an array. Throws a ``DeadReason``.
    public var understand: @Sendable (_ bodies: PayloadValue, _ moment: Timestamp) throws -> [UnderstoodDelivery]

    public init(
        terms: ForecastTerms = ForecastTerms(),
        understand: @escaping @Sendable (_ bodies: PayloadValue, _ moment: Timestamp) throws -> [UnderstoodDelivery]
    ) {
        (self.terms, self.understand) = (terms, understand)
    }
}

/// What would be sent to Allegro now, and what if (R32). Nothing is sent or kept.
struct PlanRoutes {
    let store: Store
    let planning: Planning
    let clock: @Sendable () -> Timestamp

    func add(to group: RouterGroup<OperationsContext>) {
        group.get("plan", use: show)
        group.post("plan", use: suppose)
    }

    @Sendable private func show(_ request: Request, _ context: OperationsContext) async throws -> Response {
        try await answer(WhatIf(sync: try Self.assumed(request)))
    }

    @Sendable private func suppose(_ request: Request, _ context: OperationsContext) async throws -> Response {
        let bodies = try await RequestBody.payload(of: request, context)
        do {
            return try await answer(WhatIf(deliveries: try planning.understand(bodies, clock()), sync: try Self.assumed(request)))
        } catch let reason as DeadReason {
            throw Problem(status: .unprocessableContent, detail: reason.text, pointer: reason.pointer)
        }
    }

    private func answer(_ whatIf: WhatIf) async throws -> Response {
        JSONAnswer.ok(try await store.forecast(whatIf, terms: planning.terms, at: clock()).payload)
    }

    private static func assumed(_ request: Request) throws -> [OfferID] {
        (try RequestQuery(request, ["sync"]).text("sync") ?? "").split(separator: ",").map { OfferID(String($0)) }
    }
}

extension Forecast {
    /// As the admin API and `stockgate plan --json` give it (R32).
    public var payload: PayloadValue {
        [
            "items": .array(items.map { $0.plan.payload(of: $0.offer) }),
            "commands": .array(
                steps.map { step in
                    let (name, value) = step.action.told
                    return [
                        "account": .string(step.account.text), "action": .string(name), "value": .count(value),
                        "offers": .array(step.offers.map { .string($0.text) }), "left_within_s": PayloadValue(step.leavesWithin.wholeSecondsUp),
                    ]
                }),
            "refused": .array(refused.map { ["offer": .string($0.offer.text), "reason": .string($0.reason.rawValue)] }),
            "takes_s": PayloadValue(duration.wholeSecondsUp),
        ]
    }
}

extension CommandAction {
    /// Its name at Allegro's door, in our words, and its number.
    public var told: (name: String, value: Int?) {
        switch self {
        case .gain(let pieces): ("add", pieces)
        case .fixed(let quantity): ("set", quantity)
        case .end: ("end", nil)
        case .activate: ("activate", nil)
        }
    }
}

extension Duration {
    /// Whole seconds, a begun one counted.
    public var wholeSecondsUp: Int { Int((wholeMicroseconds + 999_999) / 1_000_000) }
}
