public import Inventory
public import Logging
import Metrics
import NIOConcurrencyHelpers
public import Storage
public import WFirma

/// Compares both sides on start and every few minutes, and when it is asked to (R22): right even if no webhook ever came. In between, and when a
/// notice says only that something changed, it reads what wFirma's newest documents speak of, which costs a request where a whole sweep costs
/// one for every hundred goods in every warehouse.
public final class Reconciler: SteppedService {
    /// How long a comparison waits for what it found to be applied.
    static let applyPatience: Duration = .seconds(10)
    /// What lies at least between two comparisons that notices ask for: a sweep costs wFirma a page for every hundred goods.
    static let hurriedRest: Duration = .seconds(3)

    /// How many times between two whole comparisons the newest documents are looked at, and how far these looks lie apart at least.
    static let looksBetween = 10
    static let shortestLook: Duration = .seconds(10)
    /// How long before Allegro archives an ended offer a person is told (R44).
    static let archivingNotice: Duration = .seconds(7 * 86_400)

    private enum Phase: Sendable {
        case resting
        /// Stock was compared; what differs is in the inbox. After a whole sweep the offers come next.
        case applying(StockSweep.Outcome, began: Timestamp, handedOver: Timestamp, isWhole: Bool)
    }

    /// When what is due next.
    private struct Agenda: Sendable {
        /// Of everything; nil: at once.
        var whole: Timestamp?
        /// Of what documents show.
        var changes: Timestamp?
        /// A notice said that something changed: where documents do not show it, everything is compared.
        var isNoticed = false
        /// Somebody asked for a whole comparison since the last one began.
        var isHurried = false
        var lastEnd: Timestamp?
    }

    public let wake: Wake
    public let clock: @Sendable () -> Timestamp
    /// Signalled whenever a comparison has come to an end, good or bad.
    let compared = Wake()
    /// How far the comparison under way has come.
    public let progress = ReadingProgress()
    private let store: Store
    private let stock: StockSweep
    private let releases: ReleaseAudit
    private let offers: OfferSweep
    private let interval: Duration
    /// Nil where no webhook is expected.
    private let watch: WebhookWatchRules?
    private let firstLook: FirstLook
    private let logger: Logger
    private let onCompared: @Sendable () -> Void
    /// After a comparison that did not come to its end: soon once, then ever more patiently.
    private static let backoff = Backoff(first: .seconds(5), limit: .seconds(60))
    private let failures = NIOLockedValueBox(0)
    /// Accounts that the last comparison found not to be authorised.
    private let unauthorised = NIOLockedValueBox<[AccountName]>([])
    private let faults = ComparisonFaults()
    private let agenda = NIOLockedValueBox(Agenda())
    private let phase = NIOLockedValueBox(Phase.resting)
    private let drifted: Counter
    private let unannounced: Counter
    private let runs: Counter
    private let took = Timer(label: "stockgate_reconciliation_seconds")

    /// - Parameter merchant: whose sides they are, where the process works for several; else empty.
    public init(
        store: Store, merchant: String, client: WFirmaClient, access: AllegroAccess, inbox: any Inbox, counted: Set<WarehouseID>?,
        rules: CommandRules, interval: Duration, watch: WebhookWatchRules?, firstLook: FirstLook, wake: Wake, logger: Logger,
        onCompared: @escaping @Sendable () -> Void
    ) {
        self.store = store
        self.stock = StockSweep(
            store: store, client: client, inbox: inbox, counted: counted, clock: access.clock, documents: DocumentWatch(store: store, client: client),
            progress: progress)
        self.releases = ReleaseAudit(store: store, client: client, inbox: inbox, clock: access.clock)
        self.offers = OfferSweep(store: store, access: access, rules: rules, progress: progress)
        self.interval = interval
        drifted = Counter(label: "stockgate_drift_found_total", merchant: merchant)
        unannounced = Counter(label: "stockgate_unannounced_changes_total", merchant: merchant)
        runs = Counter(label: "stockgate_reconciliations_total", merchant: merchant)
        self.watch = watch
        self.firstLook = firstLook
        self.wake = wake
        self.clock = access.clock
        self.logger = logger
        self.onCompared = onCompared
    }

    /// Asks for a whole comparison soon. Many who ask are one comparison, and ``hurriedRest`` lies between two.
    public func hurry() {
        agenda.withLockedValue { agenda in
            agenda.isHurried = true
            guard let due = agenda.whole else { return }
            agenda.whole = agenda.lastEnd.map { min($0 + Self.hurriedRest, due) }
        }
        wake.signal()
    }

    /// A notice said only that something changed: asks for a look at what, with a rest between two as well.
    public func lookForChanges() {
        agenda.withLockedValue { agenda in
            agenda.isNoticed = true
            agenda.changes = agenda.lastEnd.map { $0 + Self.hurriedRest }
        }
        wake.signal()
    }

    public func step(at now: Timestamp) async -> Pace {
        do {
            switch phase.withLockedValue({ $0 }) {
            case .resting: return try await begin(at: now)
            case .applying(let stocks, let began, let handedOver, let isWhole):
                // The offers are compared with stock as it is now: what was found is applied first.
                if now - handedOver < Self.applyPatience, try await !isApplied(stocks) { return .rest(until: now + .milliseconds(5)) }
                guard isWhole else {
                    try await record(stocks.drifts, of: stocks)
                    return rest(until: nil, at: now)
                }
                let (result, faults) = try await finish(stocks, began: began)
                guard faults.isEmpty else { return await failed(faults.sorted { $0.key < $1.key }.map(\.value), began: began, at: now) }
                try await answerWishes(WishAnswer(granted: true, text: result.json), asked: began)
                failures.withLockedValue { $0 = 0 }
                let pace = rest(until: now + interval, at: now)
                // Who asked while this one ran is answered by the next, at once: what this one saw may be older.
                return try await store.hasWish() ? .again : pace
            }
        } catch {
            return await failed(["\(error)"], began: now, at: now)
        }
    }

    private func isApplied(_ stocks: StockSweep.Outcome) async throws -> Bool {
        guard let delivery = stocks.lastDelivery else { return true }
        return try await store.delivery(id: delivery)?.state != .accepted
    }

    private func failed(_ reasons: [String], began: Timestamp, at now: Timestamp) async -> Pace {
        let reason = reasons.joined(separator: "; ")
        logger.warning("the comparison did not come to its end", metadata: ["error": "\(reason)"])
        try? await answerWishes(WishAnswer(granted: false, text: reason), asked: began)
        let attempts = failures.withLockedValue { count in
            defer { count += 1 }
            return count
        }
        let pace = rest(until: now + min(interval, Self.backoff.wait(after: attempts, chance: 0.5)), at: now)
        return (try? await store.hasWish()) == true ? .again : pace
    }

    private func begin(at now: Timestamp) async throws -> Pace {
        let agenda = agenda.withLockedValue { agenda in
            // Our clock was set back: what was to be done by it is done now, not when it has caught up.
            if let end = agenda.lastEnd, now < end { agenda.whole = now }
            return agenda
        }
        var isWhole = agenda.whole.map { $0 <= now } ?? true
        // An account that was not authorised yet when everything was compared does not wait for the next time.
        if !isWhole { isWhole = unauthorised.withLockedValue { $0 }.contains { offers.access.isAuthorised($0, at: now) } }
        if !isWhole { isWhole = try await store.hasWish() }
        if !isWhole {
            guard let due = agenda.changes, due <= now else { return .rest(until: Self.earliest(agenda.whole, agenda.changes)) }
            // What is noticed from now on may escape this look.
            self.agenda.withLockedValue { $0.isNoticed = false }
            if let changed = await lookAtChanges(), changed.compared > 0 || !agenda.isNoticed {
                onCompared()
                phase.withLockedValue { $0 = .applying(changed, began: now, handedOver: clock(), isWhole: false) }
                return .again
            }
            guard agenda.isNoticed else { return rest(until: nil, at: now) }
        }
        self.agenda.withLockedValue { ($0.isNoticed, $0.isHurried) = (false, false) }
        let stocks = await compareStock()
        onCompared()
        phase.withLockedValue { $0 = .applying(stocks, began: now, handedOver: clock(), isWhole: true) }
        return .again
    }

    /// A side that cannot be compared does not keep the other from it. Releases come before the counts that they explain.
    private func compareStock() async -> StockSweep.Outcome {
        do { try await releases.run() } catch {
            logger.warning("the releases of orders could not be compared", metadata: ["error": "\(error)"])
        }
        do { return try await stock.run() } catch {
            var outcome = StockSweep.Outcome()
            outcome.fault = "\(error)"
            return outcome
        }
    }

    /// Nil where documents do not tell: the next whole comparison does.
    private func lookAtChanges() async -> StockSweep.Outcome? {
        do { return try await stock.runChanged() } catch {
            logger.warning("the newest documents could not be looked at", metadata: ["error": "\(error)"])
            return nil
        }
    }

    /// - Parameter whole: when everything is compared again; nil leaves it as it was.
    private func rest(until whole: Timestamp?, at now: Timestamp) -> Pace {
        phase.withLockedValue { $0 = .resting }
        defer { compared.signal() }
        return agenda.withLockedValue { agenda in
            let look = max(Self.shortestLook, interval / Self.looksBetween)
            let changes = agenda.isNoticed ? now + Self.hurriedRest : look < interval ? now + look : nil
            // Who asked while a comparison ran may mean what it had passed already.
            let hurried = agenda.isHurried ? whole.map { min($0, now + Self.hurriedRest) } : whole
            agenda = Agenda(
                whole: hurried ?? agenda.whole, changes: changes, isNoticed: agenda.isNoticed, isHurried: agenda.isHurried, lastEnd: now)
            return .rest(until: Self.earliest(agenda.whole, agenda.changes))
        }
    }

    private static func earliest(_ whole: Timestamp?, _ changes: Timestamp?) -> Timestamp? {
        changes.map { changes in whole.map { min($0, changes) } ?? changes } ?? whole
    }

    /// Keeps what differed, and whether webhooks should have told of it (R23).
    private func record(_ drifts: [Drift], of stocks: StockSweep.Outcome) async throws {
        let now = clock()
        try await store.record(drifts, at: now)
        drifted.increment(by: drifts.count)
        guard let watch else { return }
        unannounced.increment(by: stocks.unannounced)
        try await store.noticedBySilence(changes: stocks.unannounced, rules: watch, at: now)
    }

    /// What was compared, and why that is not all: an account that is not authorised, only where nothing else is wrong, for it is told by a problem
    /// of its own.
    private func finish(_ stocks: StockSweep.Outcome, began: Timestamp) async throws -> (Reconciliation, faults: [String: String]) {
        let listed = await offers.run()
        let ended = clock()
        let accounts = offers.access.accounts.map(\.name)
        var isStockKnown = stocks.fault == nil
        if isStockKnown { isStockKnown = try await isApplied(stocks) }
        firstLook.compared(isStockKnown: isStockKnown, accounts.filter { listed.faults[$0] == nil })
        unauthorised.withLockedValue { $0 = accounts.filter { listed.faults[$0]?.isMissingAuthorisation == true } }
        var result = Reconciliation(
            offersCompared: listed.compared, productsCompared: stocks.compared, drift: stocks.drifts + listed.drifts, took: ended - began)
        for (account, fault) in listed.faults { result.faults[account.text] = "\(account): \(fault)" }
        result.faults[ComparisonFaults.wfirma] = stocks.fault
        try await record(result.drift, of: stocks)
        // Or it is not connected yet.
        let told = result.faults.filter { side, _ in listed.faults[AccountName(side)]?.isMissingAuthorisation != true }
        try await faults.keep(told, of: [ComparisonFaults.wfirma] + accounts.map(\.text), in: store, at: ended)
        try await store.tellMissingAccounts(configured: accounts, at: ended)
        try await store.tellArchivings(notice: Self.archivingNotice, at: ended)
        if result.faults.isEmpty { try await store.tellWaitingChoices(at: ended) }
        runs.increment()
        took.recordMicroseconds(result.took.wholeMicroseconds)
        logger.info(
            "compared both sides",
            metadata: ["offers": "\(result.offersCompared)", "products": "\(result.productsCompared)", "drift": "\(result.drift.count)"])
        onCompared()
        return (result, faults: told.isEmpty ? result.faults : told)
    }

    /// Answers those who had asked before the comparison began.
    private func answerWishes(_ answer: WishAnswer, asked began: Timestamp) async throws {
        while let wish = try await store.takeWish(asked: began, at: clock()) { try await store.answer(wish.id, answer, at: clock()) }
    }
}
