import NIOConcurrencyHelpers

/// The one ``RateBudget`` of a process, for all tasks at once.
///
/// Who waits for the same limits with the same priority waits in one line, first come, first served, and only the first
/// of a line asks the budget.
public final class SharedBudget: Sendable {
    /// Tasks in one line; one more is refused.
    public static let lineLimit = 10_000

    private struct Line: Hashable {
        let priority: RatePriority
        let limits: [LimitKey]
    }

    private struct Waiter {
        let id: Int
        let continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var budget: RateBudget
        var lastID = 0
        /// A line exists while someone is at its head; these wait behind.
        var lines: [Line: [Waiter]] = [:]
    }

    private let state: NIOLockedValueBox<State>
    private let clock: BudgetClock

    public init(_ budget: RateBudget = RateBudget(), clock: BudgetClock = .continuous) {
        state = NIOLockedValueBox(State(budget: budget))
        self.clock = clock
    }

    /// Waits until `cost` is taken. Throws ``RateError``, or `CancellationError` with nothing taken.
    public func take(_ cost: [Charge], priority: RatePriority) async throws {
        let line = Line(priority: priority, limits: cost.map(\.limit))
        try await enter(line)
        defer { leave(line) }
        while true {
            try Task.checkCancellation()
            switch tryTake(cost, priority: priority) {
            case .granted: return
            case .wait(let until): try await clock.sleep(until)
            case .never(let limit): throw RateError.neverGranted(limit)
            }
        }
    }

    /// Asks once and does not wait.
    public func tryTake(_ cost: [Charge], priority: RatePriority) -> RateDecision {
        let now = clock.now()
        return state.withLockedValue { $0.budget.take(cost, priority: priority, at: now) }
    }

    /// The other side answered 429: see ``RateBudget/rejected(limit:retryAfter:at:)``.
    public func rejected(limit: LimitKey, retryAfter: Duration?) {
        let now = clock.now()
        state.withLockedValue { $0.budget.rejected(limit: limit, retryAfter: retryAfter, at: now) }
    }

    /// How far each limit has been used.
    public func use() -> [LimitUse] {
        let now = clock.now()
        return state.withLockedValue { $0.budget.use(at: now) }
    }

    /// How many tasks wait or are about to be granted.
    public var waiting: Int {
        state.withLockedValue { $0.lines.values.reduce(0) { $0 + 1 + $1.count } }
    }

    /// Returns when the caller is at the head of `line`.
    private func enter(_ line: Line) async throws {
        let id = state.withLockedValue { state in
            state.lastID += 1
            return state.lastID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let outcome: Result<Void, any Error>? = state.withLockedValue { state in
                    guard let waiting = state.lines[line]?.count else {
                        state.lines[line] = []
                        return .success(())
                    }
                    // A cancellation before this moment found nobody to remove; one after it will.
                    if Task.isCancelled { return .failure(CancellationError()) }
                    if waiting >= Self.lineLimit { return .failure(RateError.tooManyWaiting) }
                    state.lines[line]?.append(Waiter(id: id, continuation: continuation))
                    return nil
                }
                if let outcome { continuation.resume(with: outcome) }
            }
        } onCancel: {
            let waiter = state.withLockedValue { state in
                state.lines[line]?.firstIndex { $0.id == id }.flatMap { state.lines[line]?.remove(at: $0) }
            }
            waiter?.continuation.resume(throwing: CancellationError())
        }
    }

    /// Lets the next one to the head, or ends the line.
    private func leave(_ line: Line) {
        let next = state.withLockedValue { state -> Waiter? in
            guard let waiting = state.lines[line], !waiting.isEmpty else {
                state.lines[line] = nil
                return nil
            }
            return state.lines[line]?.removeFirst()
        }
        next?.continuation.resume()
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
