import HTTPTypes
import Hummingbird
import Inventory
import Listener
public import Payload
public import Storage

/// What the gateway would have done otherwise than the program in whose shadow it runs.
struct ShadowRoutes {
    let store: Store
    let clock: @Sendable () -> Timestamp

    func add(to group: RouterGroup<OperationsContext>) {
        group.get("shadow", use: show)
    }

    @Sendable private func show(_ request: Request, _ context: OperationsContext) async throws -> Response {
        let query = try RequestQuery(request, ["days", "within"])
        let days = try Self.number(query, "days", in: 1...366, otherwise: ShadowReport.days)
        let minutes = try Self.number(query, "within", in: 0...1440, otherwise: ShadowReport.minutes)
        let report = try await store.shadowReport(since: clock() - .seconds(days * 86_400), patience: .seconds(minutes * 60))
        return JSONAnswer.ok(report.payload)
    }

    private static func number(_ query: RequestQuery, _ name: String, in bounds: ClosedRange<Int>, otherwise standard: Int) throws -> Int {
        guard let text = query.text(name) else { return standard }
        guard let number = Int(text), bounds.contains(number) else {
            throw Problem(
                status: .badRequest,
                detail: "\(name) is a whole number from \(bounds.lowerBound) to \(bounds.upperBound), not \(printable(text, limit: 32))")
        }
        return number
    }
}

extension ShadowReport {
    /// How far back it goes unless asked.
    public static let days = 14
    /// What settles within so many minutes is no difference unless asked.
    public static let minutes = 5

    /// As the admin API and `stockgate shadow --json` give it.
    public var payload: PayloadValue {
        [
            "mode": .string(since == nil ? "live" : "shadow"), "since": .moment(since), "settled_in_time": PayloadValue(settledInTime),
            "items": .array(
                differences.map { difference in
                    [
                        "kind": .string(difference.kind.rawValue), "subject": .string(difference.subject), "since": .moment(difference.since),
                        "ours": .string(difference.ours), "theirs": .string(difference.theirs), "why": .string(difference.why),
                        "settled_at": .moment(difference.settledAt),
                    ]
                }),
        ]
    }
}
