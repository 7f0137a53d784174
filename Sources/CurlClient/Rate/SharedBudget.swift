import NIOConcurrencyHelpers

/// The one ``RateBudget`` of a process, for all tasks at once.
///
/// Who is denied waits in the queue of the limit that denies it: those of earlier priorities in queues of their own, and within a queue the parties
/// by turns, each in the order in which it came. One of a queue, its *driver*, sleeps until the told moment and then asks for those whose turn it is.
public final class SharedBudget: Sendable {
    /// Tasks of one party in one queue; one more is refused.
    public static let lineLimit = 10_000

    fileprivate struct Place: Hashable {
        let limit: LimitKey
        let priority: RatePriority
    }

    fileprivate struct Waiter {
        let id: Int
        let cost: [Charge]
        let priority: RatePriority
        let party: String
    }

    fileprivate struct Queue {
        var ring = TurnRing<Waiter>()
        /// Who sleeps for all of them.
        var driver: Int
    }

    /// What a waiting task is told.
    fileprivate enum Signal {
        case granted
        /// Sleep until then, and ask for those in this queue whose turn it is.
        case drive(Place, until: BudgetInstant)
        case failed(RateError)
    }

    /// A waiting task: where it waits, and what it was told while it did something else.
    fileprivate struct Mailbox {
        var place: Place
        var party: String
        var signal: Signal?
        var continuation: CheckedContinuation<Signal, any Error>?
    }

    fileprivate struct State {
        var budget: RateBudget
        var lastID = 0
        /// A queue exists while someone waits in it.
        var queues: [Place: Queue] = [:]
        var mailboxes: [Int: Mailbox] = [:]
    }

    private let state: NIOLockedValueBox<State>
    let clock: BudgetClock

    public init(_ budget: RateBudget = RateBudget(), clock: BudgetClock = .continuous) {
        state = NIOLockedValueBox(State(budget: budget))
        self.clock = clock
    }

    /// Waits until `cost` is taken. `party`: whose request it is, among those who take turns. Throws ``RateError``, or `CancellationError` with
    /// nothing taken.
    public func take(_ cost: [Charge], priority: RatePriority, party: String = "") async throws {
        guard let id = try arrive(cost, priority, party) else { return }
        do {
            while true {
                switch try await signal(to: id) {
                case .granted: return depart(id)
                case .failed(let error): throw error
                case .drive(let place, let until):
                    try await clock.sleep(until)
                    try Task.checkCancellation()
                    let now = clock.now()
                    let awakened = state.withLockedValue { $0.serve(place, driver: id, at: now) }
                    for awake in awakened { awake.continuation.resume(returning: awake.signal) }
                }
            }
        } catch {
            depart(id)
            throw error
        }
    }

    /// Asks once and does not wait.
    public func tryTake(_ cost: [Charge], priority: RatePriority) -> RateDecision { changing { $0.take(cost, priority: priority, at: $1) } }

    /// The other side answered 429: see ``RateBudget/rejected(limit:retryAfter:at:)``.
    public func rejected(limit: LimitKey, retryAfter: Duration?) { changing { $0.rejected(limit: limit, retryAfter: retryAfter, at: $1) } }

    /// See ``RateBudget/hold(_:to:at:)``.
    public func hold(_ limit: LimitKey, to amount: Int) { changing { $0.hold(limit, to: amount, at: $1) } }

    /// How far each limit has been used.
    public func use() -> [LimitUse] { changing { $0.use(at: $1) } }

    /// How many tasks wait.
    public var waiting: Int { state.withLockedValue { $0.queues.values.reduce(0) { $0 + $1.ring.count } } }

    /// How many tasks wait for this limit.
    public func waiting(for limit: LimitKey) -> Int {
        state.withLockedValue { state in RatePriority.allCases.reduce(0) { $0 + (state.queues[Place(limit: limit, priority: $1)]?.ring.count ?? 0) } }
    }

    func changing<Value>(_ change: (inout RateBudget, BudgetInstant) -> Value) -> Value {
        let now = clock.now()
        return state.withLockedValue { change(&$0.budget, now) }
    }

    /// Asks, unless others wait for the same; nil when it is taken, else the caller waits under this number.
    private func arrive(_ cost: [Charge], _ priority: RatePriority, _ party: String) throws -> Int? {
        try Task.checkCancellation()
        let now = clock.now()
        return try state.withLockedValue { state in
            state.lastID += 1
            let waiter = Waiter(id: state.lastID, cost: cost, priority: priority, party: party)
            for charge in cost {
                let place = Place(limit: charge.limit, priority: priority)
                guard let queue = state.queues[place] else { continue }
                if queue.ring.count(of: party) >= Self.lineLimit { throw RateError.tooManyWaiting }
                state.mailboxes[waiter.id] = Mailbox(place: place, party: party)
                state.queues[place]?.ring.append(waiter, of: party)
                return waiter.id
            }
            switch state.budget.ask(cost, priority: priority, at: now) {
            case .granted: return nil
            case .never(let limit): throw RateError.neverGranted(limit)
            case .wait(let until, let limit):
                let place = Place(limit: limit, priority: priority)
                state.mailboxes[waiter.id] = Mailbox(place: place, party: party, signal: .drive(place, until: until))
                state.queues[place] = Queue(driver: waiter.id)
                state.queues[place]?.ring.append(waiter, of: party)
                return waiter.id
            }
        }
    }

    /// The next thing that a waiting task is told.
    private func signal(to id: Int) async throws -> Signal {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let told: Result<Signal, any Error>? = state.withLockedValue { state in
                    if let signal = state.mailboxes[id]?.signal {
                        state.mailboxes[id]?.signal = nil
                        return .success(signal)
                    }
                    // A cancellation before this moment found nobody to tell; one after it will.
                    if Task.isCancelled { return .failure(CancellationError()) }
                    state.mailboxes[id]?.continuation = continuation
                    return nil
                }
                if let told { continuation.resume(with: told) }
            }
        } onCancel: {
            // Nobody grants it anything from here on.
            let now = clock.now()
            let (continuation, awakened) = state.withLockedValue { state in
                guard let continuation = state.mailboxes[id]?.continuation else {
                    return (nil as CheckedContinuation<Signal, any Error>?, nil as Awakened?)
                }
                return (continuation, state.remove(id, at: now))
            }
            continuation?.resume(throwing: CancellationError())
            if let awakened { awakened.continuation.resume(returning: awakened.signal) }
        }
    }

    /// The caller waits no longer; who waited behind it goes on.
    private func depart(_ id: Int) {
        let now = clock.now()
        let awakened = state.withLockedValue { $0.remove(id, at: now) }
        if let awakened { awakened.continuation.resume(returning: awakened.signal) }
    }

    fileprivate typealias Awakened = (continuation: CheckedContinuation<Signal, any Error>, signal: Signal)
}

extension SharedBudget.State {
    /// Asks for those in a queue whose turn it is, until the budget denies one; `driver` did so far. Returns whom to wake.
    fileprivate mutating func serve(_ place: SharedBudget.Place, driver: Int, at now: BudgetInstant) -> [SharedBudget.Awakened] {
        // A driver that was granted meanwhile, or waits elsewhere, has left the queue to another.
        guard queues[place]?.driver == driver else { return [] }
        var awakened: [SharedBudget.Awakened] = []
        var next = now
        while let waiter = queues[place]?.ring.first {
            let verdict = budget.ask(waiter.cost, priority: waiter.priority, at: now)
            if case .wait(let until, place.limit) = verdict {
                next = until
                break
            }
            _ = queues[place]?.ring.removeFirst()
            switch verdict {
            case .granted: awakened += tell(waiter.id, .granted)
            case .never(let limit): awakened += tell(waiter.id, .failed(.neverGranted(limit)))
            case .wait(let until, let limit): awakened += move(waiter, to: SharedBudget.Place(limit: limit, priority: waiter.priority), until: until)
            }
        }
        return awakened + (appoint(at: place, until: next).map { [$0] } ?? [])
    }

    /// Another limit denies it now.
    private mutating func move(_ waiter: SharedBudget.Waiter, to place: SharedBudget.Place, until: BudgetInstant) -> [SharedBudget.Awakened] {
        mailboxes[waiter.id]?.place = place
        guard queues[place] == nil else {
            queues[place]?.ring.insert(waiter, of: waiter.party) { $0.id > waiter.id }
            return []
        }
        queues[place] = SharedBudget.Queue(driver: waiter.id)
        queues[place]?.ring.append(waiter, of: waiter.party)
        return tell(waiter.id, .drive(place, until: until))
    }

    /// Whose turn is next drives; a queue in which nobody waits is no more.
    fileprivate mutating func appoint(at place: SharedBudget.Place, until: BudgetInstant) -> SharedBudget.Awakened? {
        guard let first = queues[place]?.ring.first else {
            queues[place] = nil
            return nil
        }
        queues[place]?.driver = first.id
        return tell(first.id, .drive(place, until: until)).first
    }

    /// Takes one out who waits no longer, and makes another drive where that one did.
    fileprivate mutating func remove(_ id: Int, at now: BudgetInstant) -> SharedBudget.Awakened? {
        guard let mailbox = mailboxes.removeValue(forKey: id), let driver = queues[mailbox.place]?.driver else { return nil }
        queues[mailbox.place]?.ring.remove(of: mailbox.party) { $0.id == id }
        return driver == id ? appoint(at: mailbox.place, until: now) : nil
    }

    /// Returns the task to wake, where it sleeps.
    private mutating func tell(_ id: Int, _ signal: SharedBudget.Signal) -> [SharedBudget.Awakened] {
        guard let continuation = mailboxes[id]?.continuation else {
            mailboxes[id]?.signal = signal
            return []
        }
        mailboxes[id]?.continuation = nil
        return [(continuation, signal)]
    }
}

/// Why a wait for the budget ended without a grant.
public enum RateError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The budget has no such limit, or the charge is larger than the limit itself.
    case neverGranted(LimitKey)
    /// ``SharedBudget/lineLimit`` tasks wait already.
    case tooManyWaiting

    public var description: String {
        switch self {
        case .neverGranted(let limit): "the limit \(limit.name.rawValue) of \(limit.subject) can never grant this"
        case .tooManyWaiting: "too many requests wait for the rate limit"
        }
    }
}

/// The time that a ``SharedBudget`` lives in; a simulation gives its own.
public struct BudgetClock: Sendable {
    public var now: @Sendable () -> BudgetInstant
    public var sleep: @Sendable (_ until: BudgetInstant) async throws -> Void

    public init(now: @escaping @Sendable () -> BudgetInstant, sleep: @escaping @Sendable (_ until: BudgetInstant) async throws -> Void) {
        self.now = now
        self.sleep = sleep
    }

    /// The machine's clock that never runs backwards.
    public static let continuous: BudgetClock = {
        let origin = ContinuousClock.now
        return BudgetClock(
            now: { BudgetInstant(microseconds: origin.duration(to: .now).microsecondsRoundedUp) },
            sleep: { try await Task.sleep(until: origin + .microseconds($0.microseconds), clock: .continuous) })
    }()
}
