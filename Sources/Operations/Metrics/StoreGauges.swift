import Inventory
import Metrics
import NIOConcurrencyHelpers
public import Storage

/// What a scrape wants to know of the store at that moment.
public struct StoreGauges: Sendable {
    private let store: Store
    /// The label `merchant`, where there are several.
    private let merchant: [(String, String)]
    private let seen = NIOLockedValueBox(Seen())

    private struct Seen {
        /// States of documents that were ever told.
        var states: Set<String> = []
        /// What the store had written when it was last told.
        var revision: Int?
    }

    /// - Parameter merchant: whose store it is, where there are several.
    public init(store: Store, merchant: String? = nil) {
        self.store = store
        self.merchant = merchant.map { [("merchant", $0)] } ?? []
    }

    /// Sets the gauges anew, where anything was written since they were last set. Throws a ``StorageError``.
    public func refresh() async throws {
        let revision = store.revision
        guard seen.withLockedValue({ $0.revision != revision }) else { return }
        try await look()
        seen.withLockedValue { $0.revision = revision }
    }

    private func gauge(_ label: String, _ dimensions: [(String, String)] = []) -> Gauge { Gauge(label: label, dimensions: merchant + dimensions) }

    private func look() async throws {
        for (state, count) in try await store.unsettledDeliveryCounts() {
            gauge("stockgate_deliveries_unsettled", [("state", state.rawValue)]).record(count)
        }
        let depth = try await store.outboxDepth()
        for state in [Command.State.written, .accepted, .hung] {
            for rank in 0...1 {
                let count = depth.first { $0.state == state && $0.rank == rank }?.count ?? 0
                gauge("stockgate_outbox_commands", [("state", state.rawValue), ("rank", rank == 0 ? "lower" : "raise")]).record(
                    count)
            }
        }
        let problems = try await store.problemCounts()
        for kind in OpenProblem.Kind.allCases {
            gauge("stockgate_problems", [("kind", kind.rawValue)]).record(problems[kind] ?? 0)
        }
        show(try await store.shopFigures())
    }

    private func show(_ figures: ShopFigures) {
        for status in Order.Status.allCases {
            gauge("stockgate_orders", [("status", status.rawValue)]).record(figures.orders[status] ?? 0)
        }
        // A state that nothing stands in any more is 0 and not what it was.
        for state in seen.withLockedValue({ seen in
            seen.states.formUnion(figures.documents.keys)
            return seen.states
        }) {
            gauge("stockgate_order_documents", [("state", state)]).record(figures.documents[state] ?? 0)
        }
        for (account, moment) in figures.journalComplete {
            gauge("stockgate_order_journal_complete_timestamp_seconds", [("account", account.text)])
                .record(Double(moment.microseconds) / 1_000_000)
        }
        gauge("stockgate_reserved_pieces").record(figures.reservedPieces)
        gauge("stockgate_ends_held").record(figures.heldEnds)
        gauge("stockgate_offers_in_foreign_hands").record(figures.foreignOffers)
    }
}
