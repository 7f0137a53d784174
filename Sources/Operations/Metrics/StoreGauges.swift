public import CoreMetrics
public import Inventory
import NIOConcurrencyHelpers
public import Storage

/// What a scrape wants to know of the store at that moment.
public struct StoreGauges: Sendable {
    private let store: Store
    /// The label `merchant`, where there are several.
    private let merchant: [(String, String)]
    private let accounts: [AccountName]
    private let clock: @Sendable () -> Timestamp
    private let startedAt: Timestamp
    private let factory: any MetricsFactory
    private let seen = NIOLockedValueBox(Seen())

    private struct Seen {
        /// States of documents that were ever told.
        var states: Set<String> = []
        /// What the store had written when it was last told, and in which month.
        var revision: Int?
        var month: CalendarMonth?
    }

    /// - Parameters:
    ///   - merchant: whose store it is, where there are several.
    ///   - accounts: those that the configuration names.
    public init(
        store: Store, merchant: String? = nil, accounts: [AccountName], clock: @escaping @Sendable () -> Timestamp,
        factory: any MetricsFactory = MetricsSystem.factory
    ) {
        self.store = store
        self.merchant = merchant.map { [("merchant", $0)] } ?? []
        (self.accounts, self.clock, self.startedAt, self.factory) = (accounts, clock, clock(), factory)
    }

    /// Sets the gauges anew, where anything was written since they were last set; false where nothing was. Throws a ``StorageError``.
    @discardableResult
    public func refresh() async throws -> Bool {
        let (revision, month) = (store.revision, CalendarMonth(inPoland: clock()))
        guard seen.withLockedValue({ $0.revision != revision || $0.month != month }) else { return false }
        try await look(month)
        seen.withLockedValue { ($0.revision, $0.month) = (revision, month) }
        return true
    }

    private func gauge(_ label: String, _ dimensions: [(String, String)] = []) -> Gauge {
        Gauge(label: label, dimensions: merchant + dimensions, factory: factory)
    }

    private func look(_ month: CalendarMonth?) async throws {
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
        let undelivered = try await store.undeliveredNotices()
        for channel in ["email", "webhook"] {
            gauge("stockgate_notices_undelivered", [("channel", channel)]).record(undelivered[channel] ?? 0)
        }
        if let backup = try await store.lastBackup() {
            gauge("stockgate_backup_timestamp_seconds").record(Double(backup.microseconds) / 1_000_000)
        }
        let figures = try await store.shopFigures()
        show(figures)
        showJournals(figures, isFetching: try await store.settings().fetchOrders)
        // Last month's is told on: what was sold in its last hours may become known in the next one.
        for told in [month?.previous, month].compactMap({ $0 }) {
            let pieces = try await store.oversoldPieces(in: told)
            for cause in Oversell.Cause.allCases { oversold(told, cause).record(pieces[cause] ?? 0) }
        }
        guard let month, seen.withLockedValue({ $0.month != month }) else { return }
        for cause in Oversell.Cause.allCases { oversold(month.previous.previous, cause).destroy() }
    }

    private func oversold(_ month: CalendarMonth, _ cause: Oversell.Cause) -> Gauge {
        gauge("stockgate_oversold_pieces", [("month", "\(month)"), ("cause", cause.rawValue)])
    }

    /// An account that was never asked to the end counts from the start of the process, so that its silence is noticed; where no orders are to be
    /// fetched there is nothing to know.
    private func showJournals(_ figures: ShopFigures, isFetching: Bool) {
        for account in accounts {
            let moment = figures.journalComplete[account] ?? startedAt
            gauge("stockgate_order_journal_complete_timestamp_seconds", [("account", account.text)])
                .record(isFetching ? Double(moment.microseconds) / 1_000_000 : .nan)
        }
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
        gauge("stockgate_reserved_pieces").record(figures.reservedPieces)
        gauge("stockgate_ends_held").record(figures.heldEnds)
        gauge("stockgate_offers_in_foreign_hands").record(figures.foreignOffers)
    }
}
