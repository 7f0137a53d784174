import Allegro
public import Inventory
public import Logging
import Metrics
import NIOConcurrencyHelpers
import OpenSSLCrypto
public import Storage

/// Fetches one account's orders while the shop wants them fetched (R18): follows the order journal, looks between two polls of it at the checkout
/// forms that changed since, where the limit has room for that, and sweeps over the forms for what both missed. Whichever tells first of a sale
/// lowers the product's other offers. Every page is in the inbox before the position moves past it, so a crash only repeats a page.
public final class OrderFetcher: SteppedService {
    /// How often, as the configuration says.
    public struct Intervals: Sendable {
        public var events: Duration
        public var sweep: Duration

        public init(events: Duration, sweep: Duration) {
            self.events = events
            self.sweep = sweep
        }
    }

    /// A sweep begins this much before the last one: a form may be listed a little after it changed.
    static let overlap: Duration = .seconds(300)
    /// A look at the forms that changed begins this much before the last change that is known.
    static let glanceOverlap: Duration = .seconds(10)
    /// How far back the first sweep goes, for orders that are still open; further where the account's start date lies further back.
    static let firstReach: Duration = .seconds(30 * 86_400)
    /// Allegro keeps forms so long (allegro-api thread 9729).
    static let formLife: Duration = .seconds(365 * 86_400)
    /// While the account is not authorised, or orders are not to be fetched.
    static let idle: Duration = .seconds(1)
    /// While what was fetched first waits to be applied.
    static let applying: Duration = .milliseconds(20)
    /// How far back an account's sales tell when it will sell.
    static let salesReach: Duration = .seconds(14 * 86_400)
    /// How long it fails before a person is told.
    static let patience: Duration = .seconds(120)
    /// When a journal was last asked that has not been asked yet.
    static let never = Timestamp(seconds: 0)

    struct State: Sendable {
        var steppedAt: Timestamp?
        var journal = Beat()
        /// When the journal was last asked.
        var askedAt = OrderFetcher.never
        /// The number under which the account is among those that are asked.
        var seating: Int?
        var sweep = Beat()
        /// A look at the forms that changed.
        var glance = Beat()
        /// The last change of a form that is known, by Allegro's clock; nil before the first sweep.
        var changedAt: Timestamp?
        /// What the last look brought.
        var glanced: [UInt8] = []
        /// Nil between two sweeps.
        var cursor: FormCursor?
        /// The account's start date at the last step.
        var start: CalendarDate?
        /// The settings at the last step that read them, and the store's revision before that.
        var settings: (known: Settings, revision: Int)?
        var catchingUp = CatchingUp()
    }

    /// How much of what happened before this start is known: nothing is raised before all of it is applied.
    struct CatchingUp: Sendable {
        var hasFollowed = false
        var hasSwept = false
        var lastDelivery: DeliveryID?
        var isOver = false
    }

    public let wake: Wake
    public var clock: @Sendable () -> Timestamp { access.clock }
    public var account: AccountName { allegro.name }
    let allegro: AllegroAccess.Account
    private let access: AllegroAccess
    let store: Store
    private let inbox: any Inbox
    let intervals: Intervals
    let polls: OrderPolls
    private let firstLook: FirstLook
    private let logger: Logger
    private let onFetched: @Sendable () -> Void
    let state = NIOLockedValueBox(State())
    private let backoff: Backoff
    private let eventPages = Counter(label: "stockgate_order_pages_total", dimensions: [("way", "journal")])
    let glances = Counter(label: "stockgate_order_pages_total", dimensions: [("way", "changes")])
    let formPages = Counter(label: "stockgate_order_pages_total", dimensions: [("way", "sweep")])

    public init(
        _ account: AllegroAccess.Account, access: AllegroAccess, store: Store, inbox: any Inbox, intervals: Intervals, polls: OrderPolls,
        firstLook: FirstLook, wake: Wake, logger: Logger, onFetched: @escaping @Sendable () -> Void
    ) {
        self.allegro = account
        self.access = access
        self.store = store
        self.inbox = inbox
        self.intervals = intervals
        // Sales go on while Allegro is in trouble: it is asked as often as ever.
        backoff = Backoff(first: .milliseconds(500), limit: max(.milliseconds(500), intervals.events))
        self.polls = polls
        self.firstLook = firstLook
        self.wake = wake
        self.logger = logger
        self.onFetched = onFetched
    }

    deinit { leave() }

    /// One page: of the journal when it is due, else of what changed, else of the sweep.
    public func step(at now: Timestamp) async -> Pace {
        let settings: Settings
        do { settings = try await currentSettings() } catch {
            logger.error("the store cannot tell whether to fetch orders", metadata: ["error": "\(error)"])
            return .rest(until: now + Self.idle)
        }
        guard settings.fetchOrders else {
            leave()
            state.withLockedValue { $0.catchingUp = CatchingUp() }
            firstLook.knowsOrders(of: account)
            return .rest(until: now + Self.idle)
        }
        if !state.withLockedValue(\.catchingUp.isOver) { firstLook.awaitsOrders(of: account) }
        noteStart(settings.accounts[account]?.startDate, at: now)
        noteClock(now)
        await enter(at: now)
        let (journal, sweep, glance) = state.withLockedValue { ($0.journal.due, $0.sweep.due, $0.glance.due) }
        if journal <= now { return await keep(\.journal, at: now) { try await self.followJournal(at: now) } }
        // A sweep that is due goes first: where answers are slow, one of the others always is.
        if glance <= now, glance <= sweep { return await keep(\.glance, isTold: false, at: now) { try await self.glance(at: now) } }
        if sweep <= now {
            return await keep(\.sweep, at: now) { try await self.sweep(start: settings.accounts[self.account]?.startDate, at: now) }
        }
        let isCaughtUp = await catchUp(at: now)
        let next = min(journal, sweep, glance)
        return .rest(until: isCaughtUp ? next : min(next, now + Self.applying))
    }

    /// A notification brought an event: the journal has nothing more to tell for now. It is asked when it would be, had it just been asked, and no
    /// later than any account is. Where the limit has room, the notification changes nothing.
    func notified(at now: Timestamp) {
        polls.told(1, to: allegro.seat, at: now)
        let interval = polls.interval(of: allegro.seat, shortest: intervals.events, at: now)
        guard interval > intervals.events else { return }
        state.withLockedValue { state in
            guard state.catchingUp.isOver, state.journal.failures == 0 else { return }
            state.journal.due = max(state.journal.due, min(now + interval, state.askedAt + max(interval, polls.longest)))
        }
    }

    /// Takes a seat among those that are asked, with what the account sold so far.
    private func enter(at now: Timestamp) async {
        guard state.withLockedValue(\.seating) == nil else { return }
        let sales = (try? await store.sales(of: account, since: now - Self.salesReach)) ?? []
        let seating = polls.enter(allegro.seat, requestsPerMinute: allegro.requestsPerMinute, sales: sales)
        state.withLockedValue { $0.seating = seating }
    }

    private func leave() {
        let seating = state.withLockedValue { state in
            defer { state.seating = nil }
            return state.seating
        }
        if let seating { polls.leave(allegro.seat, seating) }
    }

    /// When the journal is asked again, having been asked at `moment`. The forms are looked at halfway.
    private func next(after moment: Timestamp) -> Timestamp {
        let whole = polls.interval(of: allegro.seat, shortest: intervals.events, at: moment)
        return state.withLockedValue { state in
            let interval = state.askedAt == Self.never ? whole * polls.firstPart(of: allegro.seat) : whole
            (state.askedAt, state.glance.due) = (moment, max(state.glance.due, moment + interval / 2))
            return moment + interval
        }
    }

    /// False while something waits to be applied that the first poll to the journal's end and the first sweep brought.
    private func catchUp(at now: Timestamp) async -> Bool {
        let catchingUp = state.withLockedValue(\.catchingUp)
        guard !catchingUp.isOver, catchingUp.hasFollowed, catchingUp.hasSwept else { return true }
        do {
            if let last = catchingUp.lastDelivery, try await store.delivery(id: last)?.state == .accepted { return false }
            try await store.settleProblem(.comparisonFailing, subject: troubleSubject, at: now)
        } catch {
            return false
        }
        state.withLockedValue { $0.catchingUp.isOver = true }
        firstLook.knowsOrders(of: account)
        return true
    }

    /// Our clock was set back: what was to be done by it is done now, not when it has caught up.
    private func noteClock(_ now: Timestamp) {
        state.withLockedValue { state in
            if let before = state.steppedAt, now < before { (state.journal.due, state.sweep.due, state.glance.due) = (now, now, now) }
            state.steppedAt = now
        }
    }

    /// A start date that was moved back makes older forms ours: they are swept at once (R37). Where to begin the store knows.
    private func noteStart(_ start: CalendarDate?, at now: Timestamp) {
        state.withLockedValue { state in
            if let start, state.start.map({ start < $0 }) ?? true { (state.cursor, state.sweep) = (nil, Beat(due: now)) }
            state.start = start
        }
    }

    /// Does one page's work, which tells when the next one is due; after a failure it is due ever later.
    ///
    /// - Parameter isTold: a person is told where it fails for long.
    private func keep(
        _ beat: WritableKeyPath<State, Beat> & Sendable, isTold: Bool = true, at now: Timestamp, _ work: () async throws -> Timestamp
    ) async -> Pace {
        do {
            let due = try await work()
            let wasTold = state.withLockedValue { state in
                let wasTold = state[keyPath: beat].wasTold
                state[keyPath: beat] = Beat(due: due)
                // What still fails is told anew: both have one problem.
                if wasTold { (state.journal.wasTold, state.sweep.wasTold) = (false, false) }
                return wasTold
            }
            if wasTold { try await store.settleProblem(.comparisonFailing, subject: troubleSubject, at: now) }
        } catch ReadingFault.notAuthorised {
            state.withLockedValue { state in
                state[keyPath: beat].due = now + Self.idle
                (state[keyPath: beat].failures, state[keyPath: beat].failingSince) = (0, nil)
            }
        } catch {
            let tells = state.withLockedValue { state in
                state[keyPath: beat].fail(retryAfter: (error as? ReadingFault)?.retryAfter, backoff, isTold: isTold, at: now)
            }
            // A stop cancels what is under way; that is no trouble.
            if !Task.isCancelled { logger.warning("orders could not be fetched yet", metadata: ["account": "\(account)", "error": "\(error)"]) }
            if tells { await tellTrouble(error, at: now) }
        }
        return .again
    }

    private var troubleSubject: String { "\(account) orders" }

    private func tellTrouble(_ error: any Error, at now: Timestamp) async {
        do {
            try await store.raiseProblem(
                .comparisonFailing, subject: troubleSubject,
                what: Words(en: "The orders of \(account) cannot be fetched", pl: "Nie udaje się pobrać zamówień konta \(account)"),
                why: Words(verbatim: "\(error)"), at: now)
        } catch {
            logger.error("a problem could not be kept", metadata: ["account": "\(account)", "error": "\(error)"])
        }
    }

    /// One page of the journal. A short one comes to its end: everything told before it was asked for is in the inbox then.
    private func followJournal(at now: Timestamp) async throws -> Timestamp {
        let position = try await store.orderJournal(of: account)
        guard position.event != nil || position.completeAt != nil else { return try await beginJournal() }
        let answer = try await allegro.timed(for: .orders, clock) { token throws(AllegroError) in
            try await allegro.client.orderEvents(afterOneKept: position.event, token: token)
        }
        let window = answer.window
        guard let page = answer.value else {
            logger.warning("the journal no longer holds where we left it", metadata: ["account": "\(account)", "event": "\(position.event ?? "")"])
            return try await beginJournal()
        }
        eventPages.increment()
        if position.event != page.lastEvent { polls.told(page.count, to: allegro.seat, at: window.to) }
        if page.count > 0 { try await deliver(page.body, .events, window) }
        let isFull = page.count >= OrderEventPage.largestLimit && page.lastEvent != position.event
        if !isFull { state.withLockedValue { $0.catchingUp.hasFollowed = true } }
        try await store.advanceJournal(
            of: account, to: page.lastEvent, completeAt: isFull ? nil : answer.theirs.from, theirs: allegro.theirClock.offset)
        return isFull ? now : next(after: window.from)
    }

    /// The very first time the journal is taken up at its end; what it told before, the sweep finds. One that is empty is complete.
    private func beginJournal() async throws -> Timestamp {
        let answer = try await allegro.timed(for: .orders, clock) { token throws(AllegroError) in
            try await allegro.client.latestOrderEvent(token: token)
        }
        let latest = answer.value
        try await store.advanceJournal(
            of: account, to: latest, completeAt: latest == nil ? answer.theirs.from : nil, theirs: allegro.theirClock.offset)
        state.withLockedValue { $0.catchingUp.hasFollowed = true }
        return next(after: answer.window.from)
    }

    func deliver(_ answer: [UInt8], _ question: PolledOrders.Question, _ window: WarehouseLevel.Window) async throws {
        let acceptance = try await inbox.accept(PolledOrders(account: account, question: question, window: window).delivery(answer, at: clock()))
        if case .accepted(let delivery) = acceptance { state.withLockedValue { $0.catchingUp.lastDelivery = delivery } }
        onFetched()
    }
}
