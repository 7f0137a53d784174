import Inventory
import Metrics
import NIOConcurrencyHelpers
public import Storage

/// What a scrape wants to know of the store at that moment.
public struct StoreGauges: Sendable {
    private let store: Store
    /// States of documents that were ever told.
    private let known = NIOLockedValueBox<Set<String>>([])

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
        show(try await store.shopFigures())
    }

    private func show(_ figures: ShopFigures) {
        for status in Order.Status.allCases {
            Gauge(label: "stockgate_orders", dimensions: [("status", status.rawValue)]).record(figures.orders[status] ?? 0)
        }
        // A state that nothing stands in any more is 0 and not what it was.
        for state in known.withLockedValue({ known in
            known.formUnion(figures.documents.keys)
            return known
        }) {
            Gauge(label: "stockgate_order_documents", dimensions: [("state", state)]).record(figures.documents[state] ?? 0)
        }
        for (account, moment) in figures.journalComplete {
            Gauge(label: "stockgate_order_journal_complete_timestamp_seconds", dimensions: [("account", account.text)])
                .record(Double(moment.microseconds) / 1_000_000)
        }
        Gauge(label: "stockgate_reserved_pieces").record(figures.reservedPieces)
        Gauge(label: "stockgate_ends_held").record(figures.heldEnds)
        Gauge(label: "stockgate_offers_in_foreign_hands").record(figures.foreignOffers)
    }
}
