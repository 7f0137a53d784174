import CurlClient
import Gateway
import Hummingbird
import Inventory
import Listener
import Logging
import Metrics
import Operations
import ServiceLifecycle
import Storage

/// The listener for people and scrapers: probes, metrics, admin API.
func privateListener(
    _ options: ListenerOptions, store: Store, gateway: Gateway, planning: Planning, registry: MetricsRegistry,
    onRunning: @escaping @Sendable (_ port: Int) async -> Void
) -> some Service {
    let gauges = StoreGauges(store: store)
    let face = OperationsFace(
        store: store, registry: registry, accounts: Set(gateway.keepers.map(\.account)), planning: planning, clock: systemClock,
        readiness: { await Readiness(of: store, gateway) },
        onScrape: {
            // A store that cannot be read tells so by /readyz; the counters are still worth a scrape.
            try? await gauges.refresh()
            for use in gateway.budgets.flatMap({ $0.use() }) {
                Gauge(label: "stockgate_limit_used_ratio", dimensions: [("limit", use.limit.name.rawValue), ("subject", use.limit.subject)])
                    .record(use.share)
            }
        }, onChange: gateway.wakeAll)
    return HTTPSListener(
        options: options, responder: face.router().buildResponder(), logger: Logger(label: "private"), onRunning: onRunning)
}

extension Readiness {
    /// Asks the store with a write, for that is what a delivery needs.
    fileprivate init(of store: Store, _ gateway: Gateway) async {
        var faults: [String] = []
        do { try await store.checkWritable() } catch { faults.append("\(error)") }
        let counts = (try? await store.unsettledDeliveryCounts()) ?? [:]
        let frozen = (try? await store.settings().frozen) ?? false
        let now = systemClock()
        self.init(
            faults: faults, backlog: counts[.accepted] ?? 0, deadLetters: counts[.dead] ?? 0,
            authorised: gateway.keepers.map { ($0.account.text, $0.accessToken(at: now) != nil) }, isFrozen: frozen)
    }
}
