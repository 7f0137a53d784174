import Metrics
public import Storage

/// What a scrape wants to know of the store at that moment.
public struct StoreGauges: Sendable {
    private let store: Store

    public init(store: Store) { self.store = store }

    /// Sets the gauges anew. Throws a ``StorageError``.
    public func refresh() async throws {
        for (state, count) in try await store.unsettledDeliveryCounts() {
            Gauge(label: "stockgate_deliveries_unsettled", dimensions: [("state", state.rawValue)]).record(count)
        }
        let depth = try await store.outboxDepth()
        for state in [Command.State.written, .accepted, .hung] {
            for rank in 0...1 {
                let count = depth.first { $0.state == state && $0.rank == rank }?.count ?? 0
                Gauge(label: "stockgate_outbox_commands", dimensions: [("state", state.rawValue), ("rank", rank == 0 ? "lower" : "raise")]).record(
                    count)
            }
        }
        let problems = try await store.problemCounts()
        for kind in OpenProblem.Kind.allCases {
            Gauge(label: "stockgate_problems", dimensions: [("kind", kind.rawValue)]).record(problems[kind] ?? 0)
        }
    }
}
