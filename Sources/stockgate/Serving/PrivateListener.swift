import Console
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

/// The listener for people, programs and scrapers: console, admin API, probes, metrics.
func privateListener(
    _ options: ListenerOptions, store: Store, gateway: Gateway, planning: Planning, facts: ConsoleFacts, registry: MetricsRegistry,
    onRunning: @escaping @Sendable (_ port: Int) async -> Void
) throws -> some Service {
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
    var facts = facts
    facts.limitUse = { gateway.budgets.flatMap { $0.use() }.map { ("\($0.limit.name.rawValue) \($0.limit.subject)", $0.share) } }
    facts.isConnected = { account in
        gateway.keepers.contains { $0.account == account && $0.accessToken(at: systemClock()) != nil }
    }
    facts.reading = { gateway.reconciler.progress.now.flatMap { ConsoleFacts.Reading($0) } }
    let console = try ConsoleFace(
        store: store, accounts: gateway.keepers.map(\.account), terms: planning.terms, facts: facts, clock: systemClock, onChange: gateway.wakeAll)
    let responder = PrivateResponder(operations: face.router().buildResponder(), console: console.router().buildResponder())
    return HTTPSListener(
        options: options, responder: responder, logger: Logger(label: "private"), onRunning: onRunning)
}

extension ConsoleFacts.Reading {
    /// Nil while nobody knows how much there is.
    fileprivate init?(_ part: ReadingProgress.Part) {
        guard let total = part.total else { return nil }
        let what =
            switch part.what {
            case .goods(let warehouse): Words(en: "Reading goods of warehouse \(warehouse)", pl: "Odczyt towarów z magazynu \(warehouse)")
            case .offers(let account): Words(en: "Reading offers of \(account)", pl: "Odczyt ofert konta \(account)")
            }
        self.init(what: what, done: part.done, total: total, began: part.began)
    }
}

extension Readiness {
    /// Asks the store with a write, for that is what a delivery needs.
    fileprivate init(of store: Store, _ gateway: Gateway) async {
        var faults: [String] = []
        do { try await store.checkWritable() } catch { faults.append("\(error)") }
        let counts = (try? await store.unsettledDeliveryCounts()) ?? [:]
        let frozen = (try? await store.settings().frozen) ?? false
        let shadow = try? await store.shadowSince()
        let now = systemClock()
        self.init(
            faults: faults, backlog: counts[.accepted] ?? 0, deadLetters: counts[.dead] ?? 0,
            authorised: gateway.keepers.map { ($0.account.text, $0.accessToken(at: now) != nil) }, isFrozen: frozen,
            isShadow: shadow != nil)
    }
}
