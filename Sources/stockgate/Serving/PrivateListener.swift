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
    _ options: ListenerOptions, store: Store, gateway: @escaping @Sendable () -> Gateway, planning: Planning, facts: ConsoleFacts,
    registry: MetricsRegistry,
    onRunning: @escaping @Sendable (_ port: Int) async -> Void
) throws -> some Service {
    let gauges = StoreGauges(store: store)
    let face = OperationsFace(
        store: store, registry: registry, accounts: Set(gateway().keepers.map(\.account)), planning: planning, clock: systemClock,
        readiness: { await Readiness(of: store, gateway()) },
        onScrape: {
            // A store that cannot be read tells so by /readyz; the counters are still worth a scrape.
            try? await gauges.refresh()
            for use in gateway().budgets.flatMap({ $0.use() }) {
                Gauge(label: "stockgate_limit_used_ratio", dimensions: [("limit", use.limit.name.rawValue), ("subject", use.limit.subject)])
                    .record(use.share)
            }
        }, onChange: { gateway().wakeAll() })
    var facts = facts
    facts.limitUse = { gateway().budgets.flatMap { $0.use() }.map { ($0.limit.words, $0.share) } }
    facts.isConnected = { account in
        gateway().keepers.contains { $0.account == account && $0.accessToken(at: systemClock()) != nil }
    }
    facts.reading = { gateway().reconciler.progress.now.flatMap { ConsoleFacts.Reading($0) } }
    let console = try ConsoleFace(
        store: store, accounts: gateway().keepers.map(\.account), terms: planning.terms, facts: facts, clock: systemClock,
        onChange: { gateway().wakeAll() })
    let responder = PrivateResponder(operations: face.router().buildResponder(), console: console.router().buildResponder())
    return HTTPSListener(
        options: options, responder: responder, logger: Logger(label: "private"), onRunning: onRunning)
}

extension LimitKey {
    /// For people. Of the changes the subject is an account and the commands' kind (``Allowance``).
    var words: Words {
        let kinds = [
            " publication": Words(en: ", ends and resumes", pl: ", kończenie i wznawianie"), " quantity": Words(en: ", quantities", pl: ", ilości"),
        ]
        var subject = Words(verbatim: self.subject)
        for (ending, kind) in kinds where self.subject.hasSuffix(ending) {
            let account = self.subject.dropLast(ending.count)
            subject = Words(en: account + kind.en, pl: account + kind.pl)
        }
        switch name {
        case .requests: return Words(en: "requests of \(subject.en)", pl: "zapytania aplikacji \(subject.pl)")
        case .changesPerMinute: return Words(en: "changes a minute of \(subject.en)", pl: "zmiany na minutę: \(subject.pl)")
        case .changesPerHour: return Words(en: "changes an hour of \(subject.en)", pl: "zmiany na godzinę: \(subject.pl)")
        default: return Words(verbatim: "\(name.rawValue) \(self.subject)")
        }
    }
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
