import Console
import CurlClient
import Gateway
import Hummingbird
import Inventory
import Metrics
import Operations
import Storage

extension PrivateResponder {
    /// What people and programs meet of one merchant. Whatever works for it at the moment is asked anew each time.
    init(_ merchant: MerchantRuntime, registry: MetricsRegistry) throws {
        let (configuration, store) = (merchant.configuration, merchant.store)
        let accounts = configuration.allegro.map { AccountName($0.account) }
        let planning = Planning(configuration)
        let onChange: @Sendable () -> Void = { merchant.gateway.gateway.wakeAll() }
        let face = OperationsFace(
            store: store, registry: registry, accounts: Set(accounts), planning: planning, clock: systemClock,
            readiness: { await Readiness(of: store, merchant.gateway) },
            onScrape: {
                await merchant.showStore()
                merchant.showLimits()
            }, onChange: onChange)
        var facts = ConsoleFacts(configuration)
        facts.limitUse = { merchant.limitUse.map { ($0.limit.words, $0.share) } }
        facts.worker = { merchant.worker.map { ConsoleFacts.Worker($0) } }
        facts.isConnected = { account in
            // Where another gateway works, it knows.
            !merchant.gateway.isAtWork
                || merchant.gateway.gateway.keepers.contains { $0.account == account && $0.accessToken(at: systemClock()) != nil }
        }
        facts.reading = { merchant.gateway.gateway.reconciler.progress.now.flatMap { ConsoleFacts.Reading($0) } }
        let console = try ConsoleFace(
            store: store, accounts: accounts, terms: planning.terms, facts: facts, clock: systemClock, onChange: onChange,
            merchant: configuration.merchantName)
        self.init(operations: face.router().buildResponder(), console: console.router().buildResponder())
    }
}

extension MerchantRuntime {
    /// How far the limits are used that this merchant has a part in. Budgets are the process's, and other shops' names are nobody's business.
    fileprivate var limitUse: [LimitUse] {
        let clients = Set(configuration.allegro.map(\.clientID))
        let own = configuration.merchantName.map { "\($0)/" } ?? ""
        return gateway.gateway.budgets.all.flatMap { $0.use() }
            .filter { $0.limit.name == .requests ? clients.contains($0.limit.subject) : $0.limit.subject.hasPrefix(own) }
    }

    /// Before a scrape: what the limits' budgets tell, which are the whole process's.
    func showLimits() {
        for use in gateway.gateway.budgets.all.flatMap({ $0.use() }) {
            Gauge(label: "stockgate_limit_used_ratio", dimensions: [("limit", use.limit.name.rawValue), ("subject", use.limit.subject)])
                .record(use.share)
        }
    }
}

extension ConsoleFacts.Worker {
    fileprivate init(_ worker: Fleet.Worker) {
        switch worker {
        case .here: self = .here
        case .elsewhere(let gateway): self = .elsewhere(gateway)
        case .nobody: self = .nobody
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
    fileprivate init(of store: Store, _ gateway: GatewayServices) async {
        var faults: [String] = []
        do { try await store.checkWritable() } catch { faults.append("\(error)") }
        let counts = (try? await store.unsettledDeliveryCounts()) ?? [:]
        let frozen = (try? await store.settings().frozen) ?? false
        let shadow = try? await store.shadowSince()
        let now = systemClock()
        self.init(
            faults: faults, backlog: counts[.accepted] ?? 0, deadLetters: counts[.dead] ?? 0,
            authorised: gateway.isAtWork ? gateway.gateway.keepers.map { ($0.account.text, $0.accessToken(at: now) != nil) } : [], isFrozen: frozen,
            isShadow: shadow != nil)
    }
}
